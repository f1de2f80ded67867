"""A small award from its first sheet to its second notice: everything a pack can hold, in fourteen candidates."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from models.ballot import Attendance, Meeting
from models.nomination import Nomination
from models.people import Membership
from models.programme import Cycle
from models.proposal import Proposal
from models.vocabulary import Act, Outcome, Role, Stage
from selection import workflow
from selection.committee import actions as committee
from selection.committee import queries as meetings
from selection.database import db, lock, transaction
from selection.proposals import actions as proposals
from selection.publicity import actions as publicity
from selection.publicity import queries as published
from selection.results import correcting
from selection.review import actions as review
from selection.review import queries as reviewed
from selection.rules.programme import Limit
from tests.committee.casting import keyed, rules
from tests.world import World

NAMES = "丁望海 卫知远 马守一 王砚秋 傅清扬 尹青 叶知秋 朱怀瑾 许望舒 孙一鸣 何敬言 沈若兰 吴闻笛 郑采薇".split()
PLACES = (3, 4)


def limit(group: str, operator: str, count: int, article: str) -> Limit:
    """A binding limit of the award's list, in people."""
    return Limit(group, "award", operator, None, count, article, binding=True)


def by_rules(world: World, **changes: Any) -> None:
    """Few places, and limits that bind: two floors and two ceilings."""
    programme = world.programme
    titles = tuple(replace(each, places=number) for each, number in zip(programme.titles, PLACES, strict=True))
    limits = (
        limit("female", ">=", 3, "构成要求第一项"),
        limit("frontline", ">=", 4, "构成要求第二项"),
        limit("cadre", "<=", 1, "构成要求第三项"),
        limit("union", "<=", 5, "构成要求第四项"),
    )
    wanted = replace(programme.committee, reserve=3, rounds=3, **changes)
    rules(world, titles=titles, limits=limits, committee=wanted)


def candidates(world: World) -> list[Nomination]:
    """Fourteen, of two unions, each with groups of his own."""
    with transaction() as session:
        session.merge(world.allocation).ceiling = 1000
    chance = Random(26)
    made = []
    for place, name in enumerate(NAMES):
        groups = [
            each for each, share in (("female", 0.35), ("frontline", 0.6), ("cadre", 0.25)) if chance.random() < share
        ]
        unit, union = (world.other_unit, world.other_union) if place % 3 == 2 else (world.unit, world.union)
        title = world.programme.titles[place % 4 == 3].key
        made.append(world.nomination(Stage.ASSIGNED, name=name, groups=groups, title=title, unit=unit, union=union))
    return made


def score(world: World, made: Sequence[Nomination]) -> None:
    """Five experts hand in their sheets; one steps back after he did; two dossiers come out equal."""
    experts = hand_in(world, made, experts=5)
    actor = replace(world.actor(Role.EXPERT), user_id=experts[2])
    work = reviewed.works(actor)[6]
    review.recuse(work, actor, reason="与本人有合作关系", now=world.now)
    review.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)
    put_right(world, made[7])


def score_all(world: World, made: Sequence[Nomination], *, experts: int) -> None:
    """Everybody hands in, and the review is closed."""
    hand_in(world, made, experts=experts)
    review.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)


def hand_in(world: World, made: Sequence[Nomination], *, experts: int) -> list[int]:
    """Every sheet of so many experts; the fifth and sixth dossier come out equal. Returns the experts."""
    chance = Random(11)
    equal = {each.id for each in made[4:6]}
    people = sorted({each.expert_id for each in world.assigned(*made, experts=experts)})
    for expert in people:
        actor = replace(world.actor(Role.EXPERT), user_id=expert)
        for work in reviewed.works(actor):
            points = {
                each.key: min(each.points, Decimal(round(float(each.points) * chance.uniform(1.2, 2.0))) / 2)
                for each in world.programme.criteria
            }
            if work.nomination.id in equal:
                points = {each.key: each.points - 4 for each in world.programme.criteria}
            review.hand_in(work, actor, points=points, comment="有依据。", now=world.now)
    return people


def put_right(world: World, nomination: Nomination) -> Proposal:
    """One sheet was typed wrongly: two officers put it right."""
    city = world.actor(Role.CITY_OFFICER)
    found = correcting.sheets(nomination.id, city)
    assert found is not None
    sheet = found.rows[1][1]
    points: dict[str, Decimal | None] = {key: Decimal(text) for key, text in sheet.points.items()}
    points |= {"mastery": Decimal("1.5"), "contribution": Decimal(30)}
    proposal = correcting.ask(
        found, city, assignment_id=sheet.assignment_id, points=points, reason="录入时看错一行", now=world.now
    )
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    proposals.approve(proposal, second, now=world.now)
    return proposal


def vote(world: World, made: Sequence[Nomination], *, members: int = 7) -> Meeting:
    """Everybody but one comes; rounds as long as the rules ask; one candidate leaves between two of them."""
    city = world.actor(Role.CITY_OFFICER)
    jurors = [world.members[Role.JUROR]] + [world.member(Role.JUROR, world.city) for _ in range(members - 1)]
    meeting = committee.convene(world.cycle, city, name="评审会", now=world.now)
    here = jurors[:-1]
    for juror in here:
        committee.attend(meeting, world.acting(juror), now=world.now)
    committee.recuse(meeting, world.acting(here[1]), nomination_ids=[made[3].id], reason="同门师兄弟", now=world.now)
    is_secret = workflow.programme_of(world.cycle).committee.is_secret
    words = keyed(world, meeting, here[:5]) if is_secret else []
    chance, held = Random(5), 0
    while meetings.question(meeting, meetings.rounds(meeting.id), present=len(here)) is not None:
        _one_round(world, meeting, here, chance, words)
        held += 1
        if held == 1:  # a round that two persons agree not to count; then the same question again
            [first] = meetings.rounds(meeting.id)
            committee.void_round({"round_id": first.id}, city, world.now)
        if held == 2:
            with transaction():
                gone = lock(db.session.get_one(Nomination, made[9].id))
                workflow.advance(gone, Act.DECLINE, city, now=world.now, why="本人放弃")
    committee.close(meeting, city, now=world.now)
    return meeting


def vote_again(world: World, meeting: Meeting, *, voids: bool = True) -> None:
    """Two persons open the closed meeting again; every round may be voided, and all voted anew, by name."""
    city, supervisor = world.actor(Role.CITY_OFFICER), world.actor(Role.SUPERVISOR)
    proposal = committee.propose_meeting(meeting, city, reason="监票时漏看一张票", now=world.now)
    proposals.approve(proposal, supervisor, now=world.now)
    present = select(Attendance.juror_id).where(Attendance.meeting_id == meeting.id, Attendance.present_at.is_not(None))
    of_them = select(Membership).where(Membership.user_id.in_(present), Membership.role == Role.JUROR)
    here, chance = db.session.scalars(of_them.order_by(Membership.id)).all(), Random(6)
    counting = next(each for each in meetings.rounds(meeting.id) if each.voided_at is None)
    if voids:
        committee.void_round({"round_id": counting.id}, city, world.now)
    while meetings.question(meeting, meetings.rounds(meeting.id), present=len(here)) is not None:
        _one_round(world, meeting, here, chance, ())
    committee.close(meeting, city, now=world.now)


def _one_round(
    world: World, meeting: Meeting, here: Sequence[Membership], chance: Random, words: Sequence[str]
) -> None:
    city = world.actor(Role.CITY_OFFICER)
    round_ = committee.open_round(meeting, city, now=world.now)
    for juror in here:
        actor = world.acting(juror)
        barred = meetings.recusals_of(meeting.id, juror.user_id)
        best = [each for each in round_.listed[: round_.places + 3] if each not in barred]
        chosen = chance.sample(best, min(len(best), round_.places))
        committee.cast(meeting, actor, in_favour=chosen, now=world.now)
    committee.close_round(meeting, city, now=world.now)
    if words:
        committee.open_ballots(meeting, city, shares=words[:3], now=world.now)


def publish(world: World) -> None:
    """The notice; somebody leaves and somebody moves up; the second notice, corrected once."""
    city, cycle = world.actor(Role.CITY_OFFICER), world.cycle
    publicity.publish(cycle, city, now=world.now)
    lower = [each for each in published.settled(cycle.id) if each.resolution.title_key == world.programme.titles[1].key]
    last = max(lower, key=lambda each: each.resolution.position or 0)
    publicity.drop_out(db.session.get_one(Nomination, last.id), city, reason="本人放弃", now=world.now)
    free = published.free_places(workflow.programme_of(cycle), published.settled(cycle.id))
    for each in free:
        if each.successor is not None:
            publicity.move_up(cycle, city, title_key=each.title.key, position=each.position, now=world.now)
    if any(each.is_unpublished for each in published.settled(cycle.id)):
        second = publicity.publish(cycle, city, now=world.now)
        publicity.correct(second, city, reason="职业写错", now=world.now)


def play(world: World, **changes: Any) -> Cycle:
    """All of it."""
    by_rules(world, **changes)
    made = candidates(world)
    score(world, made)
    vote(world, made)
    publish(world)
    return db.session.get_one(Cycle, world.cycle.id)


def outcomes(cycle: Cycle) -> dict[str, int]:
    """How many came out how, to see that the world has something of everything."""
    everybody = published.settled(cycle.id)
    return {str(outcome): sum(each.resolution.outcome == outcome for each in everybody) for outcome in Outcome}
