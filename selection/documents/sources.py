"""The facts of a cycle put into the words of each document. Reads only; what comes out is plain and gets frozen."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from models.ballot import Meeting
from models.honour import Certificate, Decision, Honour
from models.people import Organisation
from models.programme import Allocation, Cycle, Deadline
from models.publicity import Notice
from models.vetting import VettingBatch
from selection import clock
from selection.committee.queries.minutes import Minutes
from selection.committee.queries.minutes import minutes as facts_of
from selection.database import db
from selection.exchange import queries as exchange
from selection.filters import moment
from selection.honours import queries as honours
from selection.recommendations import queries as recommendations
from selection.rules.documents import listings, wording
from selection.rules.documents.paper import Paper, written
from selection.rules.eligibility.catalogue import rule_for
from selection.rules.naming import plain
from selection.rules.notices import CONTACT_LABELS, parts_of
from selection.settings.queries import values
from selection.workflow import programme_of

WHY = {"vote": "", "tie": "（票数相同再投）", "short": "（名额未满再投）"}


def announcement(cycle: Cycle, number: str, on: date) -> Paper:
    """通知 of a cycle as it stands open: places, conditions, deadlines. Three queries."""
    programme = programme_of(cycle)
    deadlines = db.session.execute(
        select(Deadline.phase, Deadline.closes_at).where(Deadline.cycle_id == cycle.id).order_by(Deadline.closes_at)
    )
    places = db.session.execute(
        select(Organisation.name, Allocation.granted, Allocation.ceiling)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .where(Allocation.cycle_id == cycle.id, Allocation.ceiling > 0)
        .order_by(Organisation.id)
    )
    return wording.announcement(
        _office(cycle),
        number=number,
        programme=programme.name,
        basis=programme.basis,
        year=cycle.batch_year,
        titles=[(each.name, each.places) for each in programme.titles],
        conditions=[f"{label}。" for label in dict.fromkeys(rule_for(each).label for each in programme.articles)],
        criteria=[(each.name, f"{plain(each.points)} 分") for each in programme.criteria],
        steps=[(phase.label, moment(closes_at)) for phase, closes_at in deadlines],
        places=[(name, granted, ceiling) for name, granted, ceiling in places],
        on=on,
    )


def minutes(meeting: Meeting, on: date) -> Paper:
    """评审会纪要 of a closed meeting. At most eight queries."""
    return wording.minutes(_office(meeting.cycle), _meeting(facts_of(meeting)), on=on)


def notice(cycle: Cycle, published: Notice) -> Paper:
    """公示 word for word as it was published, dated with that day."""
    prose, contacts = parts_of(published.body)
    rolls = _rolls((line["title"], (line["name"], line["unit"], line["occupation"])) for line in published.lines)
    on = clock.on(published.published_at)
    return wording.notice(_office(cycle), title=published.title, prose=prose, contacts=contacts, rolls=rolls, on=on)


def decision(cycle: Cycle, made: Decision) -> Paper:
    """表彰决定 with its lists in the order that was frozen. Two queries."""
    rows = honours.roll(made.id)
    return wording.decision(
        _office(cycle),
        number=made.number,
        title=made.title,
        body=made.body.splitlines(),
        year=cycle.batch_year,
        rolls=_rolls((row.title_name, (row.name, row.unit_name, row.occupation)) for row in rows),
        on=made.decided_on,
    )


def summary(cycle: Cycle, allocation: Allocation, on: date) -> Paper:
    """推荐汇总表 of what a union has handed on, best first. At most three queries."""
    board = recommendations.board_of(cycle, allocation, allocation.union.name)
    titles = {title.key: title.name for title in board.programme.titles}
    lines = [
        (
            each.name,
            each.unit_name,
            each.occupation,
            titles.get(each.applied_title, each.applied_title),
            "、".join(board.kinds(each)),
            each.receipt,
        )
        for each in board.forwarded
    ]
    return listings.summary(cycle=cycle.name, union=board.union_name, candidates=lines, on=on)


def roster(cycle: Cycle, made: Decision, on: date) -> Paper:
    """表彰名册 of a decision with the numbers of the certificates that stand. Three queries."""
    query = (
        select(Honour.nomination_id, Certificate.number)
        .join(Certificate, Certificate.honour_id == Honour.id)
        .where(Honour.decision_id == made.id, Certificate.ended_at.is_(None))
    )
    numbers = {each.nomination_id: each.number for each in db.session.execute(query)}
    rolls: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in honours.roll(made.id):
        line = (row.name, row.unit_name, row.occupation, numbers.get(row.nomination_id, ""))
        rolls.setdefault(row.title_name, []).append(line)
    return listings.roster(_office(cycle), cycle=cycle.name, number=made.number, rolls=list(rolls.items()), on=on)


def consultation(cycle: Cycle, batch: VettingBatch, number: str, on: date) -> Paper:
    """征求意见函 to the department of a batch about those who stand in it. Two queries."""
    programme = programme_of(cycle)
    return listings.consultation(
        _office(cycle),
        number=number,
        cycle=cycle.name,
        basis=programme.basis,
        department=next((each.name for each in programme.departments if each.key == batch.department), ""),
        people=[(each.name, each.unit) for each in exchange.asked(batch.id, with_numbers=False)],
        batch=batch.serial,
        until=written(clock.on(batch.expires_at)),
        on=on,
    )


def _office(cycle: Cycle) -> wording.Office:
    organiser = programme_of(cycle).organiser
    return wording.Office(organiser, f"{organiser}办公室", wording.contacts_of(values(), CONTACT_LABELS))


def _rolls(lines: Iterable[tuple[str, tuple[str, str, str]]]) -> list[wording.Roll]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for title, person in lines:
        found.setdefault(title, []).append(person)
    return [wording.Roll(title, people) for title, people in found.items()]


def _meeting(facts: Minutes) -> wording.MeetingFacts:
    return wording.MeetingFacts(
        name=facts.name,
        held_on=clock.on(facts.opened_at),
        summoned=facts.summoned,
        present=facts.present,
        quorum=facts.quorum,
        quorum_share=facts.quorum_share,
        absent=facts.absent,
        members=[name for name, came_at in facts.members if came_at is not None],
        tellers=facts.tellers,
        agenda=facts.agenda,
        recusals=[f"{member}对{candidate}回避：{why}。" for member, candidate, why in facts.recusals],
        is_secret=facts.is_secret,
        threshold_share=facts.threshold_share,
        needed=facts.needed,
        rounds=[
            wording.Round(
                each.number,
                each.title,
                each.places,
                each.ballots,
                each.passed,
                WHY[each.why] + ("（已作废）" if each.voided_at else ""),
            )
            for each in facts.rounds
        ],
        titles=[
            (title, places, [(line.name, line.unit, line.votes) for line in lines])
            for title, places, lines in facts.titles
        ],
        reserve=[(line.name, line.votes) for line in facts.reserve],
        reopened=[(f"{moment(each.closed_at)}（北京时间）", moment(each.at)) for each in facts.reopened],
    )
