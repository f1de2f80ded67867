"""Any award played from its opening to its end, with the actions behind the pages and answers made from its form."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from models.honour import Honour
from models.nomination import Nomination
from models.people import Membership
from models.programme import Allocation, Cycle
from models.vocabulary import Answer, ConsentKind, Level, Phase, Role, Stage, SubjectKind
from selection import clock, storage
from selection.committee import actions as committee
from selection.committee import queries as room
from selection.cycles import actions as cycles
from selection.database import db
from selection.honours import actions as honours
from selection.honours import queries as deciding
from selection.interviews import actions as interviews
from selection.nominations import actions
from selection.nominations.files import Taken
from selection.places import ledger
from selection.publicity import actions as publicity
from selection.recommendations import actions as recommendations
from selection.recommendations import queries as boards
from selection.review import actions as review
from selection.review import queries as works
from selection.rules.identity import credit_check
from selection.rules.programme import Field, Programme
from selection.rules.standing import Actor
from selection.rules.unit_steps import Congress
from selection.upward import actions as upward
from selection.vetting import actions as vetting
from selection.vetting import queries as inquiries
from tests.answers import SETTLED, complete
from tests.world import World, id_number

YEAR = 2031
OPINION = "技艺精湛，带徒有方，业绩突出，同意推荐，请审定并给予表彰。请予审议通过，特此推荐上报。"
ORGANISATION = "申浦重型机床有限公司 91310115000000777"
GENDERS = ("female", "male")


def answers_for(programme: Programme, serial: int, **changes: Any) -> dict[str, Any]:
    """A form that fulfils every article of the definition; the person or leader has an ID number of his own."""
    number = id_number(serial)
    found: dict[str, Any] = {each.key: _answer(each, serial) for each in programme.fields()}
    found |= complete(programme) | {"id_number": number, "phone": "13900000000"}
    for each in programme.fields():
        if each.kind in ("person", "organisation", "file") or each.private:
            found[each.key] = _answer(each, serial)
        if each.kind == "table" and any(
            column.kind in ("person", "organisation", "person_name") for column in each.columns
        ):
            found[each.key] = [_row(each, serial)] * (each.at_least or 1)
    found["id_number"] = number
    found |= _settled(programme, number, serial)
    found["gender"] = GENDERS[int(found["id_number"][16]) % 2]
    known = {each.key for each in programme.fields()}
    return {key: value for key, value in {**found, **changes}.items() if key in known}


def _settled(programme: Programme, number: str, serial: int) -> dict[str, Any]:
    """Answers the articles look at, beyond those of ``tests.answers``; fields the form lacks are left out later."""
    row = {"name": "上海市职业技能大赛", "level": "5", "event": "焊接", "place": "第1名", "won_on": "2020-03"}
    found: dict[str, Any] = {
        "team": [{"name": "郁青禾", "id_number": number, "role": "主持", "share": 100}],
        "matching_money": 50,
        "unit_years": 9,
        "person_type": "industrial_worker",
        "household": "shanghai",
        "contests": [row],
    }
    if programme.subject is not SubjectKind.PERSON:
        found |= {"name": f"第{serial}号申报对象", "leader": "郁青禾"}
    if any(each.rule == "age" and each.settings["women_below"] < 50 for each in programme.articles):
        young = {"born_on": "2004-04", "started_on": "2021-07", "trade_years": 5}
        found |= {**young, "id_number": id_number(serial, "20040412")}
    return found


def _answer(asked: Field, serial: int) -> Any:
    if asked.kind == "table":
        return [_row(asked, serial)]
    kinds: dict[str, Any] = {
        "id_number": id_number(serial),
        "phone": "13900000000",
        "person_name": "郁青禾",
        "person": f"郁青禾 {id_number(serial)}",
        "organisation": ORGANISATION + credit_check(ORGANISATION.rpartition(" ")[2]),
        "text": "精益求精",
        "long_text": "精益求精带好徒弟",
        "number": asked.at_least or 1,
        "month": "2020-03",
        "date": "2020-03-05",
        "flag": True,
    }
    return SETTLED.get(asked.key, kinds.get(asked.kind))


def _row(asked: Field, serial: int) -> dict[str, Any]:
    return {column.key: _answer(column, serial) for column in asked.columns}


@dataclass
class Play:
    """One cycle of one award among the cast of the world. ``now`` moves on as the cycle does."""

    world: World
    programme: Programme
    cycle: Cycle = field(init=False)
    now: datetime = field(init=False)
    officer: Actor = field(init=False)
    serial: int = 400
    year: int = YEAR
    _held: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.now = self.world.now
        self.house = self.world.union if self.programme.organised_by is Level.UNION else self.world.city
        self.officer = self._acting(Role.CITY_OFFICER)
        closes = {phase: self.now + timedelta(days=self.programme.days[phase]) for phase in self.programme.phases}
        self.cycle = cycles.open_cycle(
            self.programme,
            self.officer,
            name=f"{self.year}年{self.programme.name}",
            batch_year=self.year,
            closes=closes,
            now=self.now,
        )
        self._papers = Taken("证明.pdf", "application/pdf", storage.keep(io.BytesIO(b"%PDF-1.7")), None)
        if Phase.UNION in self.programme.phases:
            self.allocation = (
                db.session.query(Allocation).filter_by(cycle_id=self.cycle.id, union_id=self.world.union.id).one()
            )
            ledger.grant(self.allocation, 10, self.officer, reason="按职工人数分配", now=self.now)

    def _acting(self, role: Role) -> Actor:
        if self.house is self.world.city and role in self.world.members:
            return self.world.actor(role)
        return self.world.acting(self.world.member(role, self.house))

    def pass_days(self, days: int) -> None:
        """So many calendar days later."""
        self.now += timedelta(days=days)

    def to(self, phase: Phase) -> None:
        """The day before this phase closes, so that every phase before it has closed."""
        self.now = max(self.now, self.world.now + timedelta(days=self.programme.days[phase] - 1))

    def honour_before(self, answers: Mapping[str, Any], title: str, year: int = 2030) -> None:
        """Somebody who will be nominated holds this title already."""
        if (answers["id_number"], title) in self._held:
            return
        self._held.add((answers["id_number"], title))
        self.world.honour(
            name=str(answers.get("leader") or answers["name"]), number=answers["id_number"], title=title, year=year
        )

    def draft(self, answers: Mapping[str, Any] | None = None, *, channel: str = "", title: str = "") -> Nomination:
        """Opened, filled in completely, with its papers and both consents."""
        self.serial += 2
        answers = answers or answers_for(self.programme, self.serial)
        wanted = self.programme.channel_named(channel) or self.programme.channels[0]
        opener = self.world.actor(wanted.opened_by)
        for each in self.programme.articles:
            if each.rule == "prior_honour_needed" and (not each.channels or wanted.key in each.channels):
                self.honour_before(answers, each.settings["names"][0])
        nomination = actions.draft(
            self.cycle, opener, channel=wanted.key, title=title or self.programme.titles[0].key, now=self.now
        )
        actions.save(nomination, opener, typed=dict(answers), revision=0, now=self.now)
        for kind in self.programme.uploads():
            needed = kind.at_least or int(self.programme.field_named(kind.key) is not None)
            for _ in range(needed):
                actions.attach(nomination, opener, kind=kind.key, title="", taken=self._papers, now=self.now)
        given = dict.fromkeys(ConsentKind, True)
        if wanted.opened_by is Role.NOMINEE:
            actions.consent(nomination, opener, given=given, reason="", now=self.now)
        else:
            held = actions.holder_of(actions.invite_consent(nomination, opener, now=self.now))
            assert held is not None
            actions.answer_link(*held, given=given, reason="", now=self.now)
        return nomination

    def post(self, nomination: Nomination) -> None:
        """The workers' congress has met, the unit's publicity begins."""
        congress = Congress(clock.on(self.now), 86, 81, 80, 0, 1)
        officer = self.world.actor(Role.UNIT_OFFICER)
        actions.record_congress(nomination, officer, congress=congress, now=self.now)
        actions.post(nomination, officer, where="厂区公告栏", now=self.now)

    def submit(self, nomination: Nomination) -> None:
        """Once the unit's publicity is over."""
        officer = self.world.actor(Role.UNIT_OFFICER)
        actions.record_posting(nomination, officer, objections=0, result="无异议", now=self.now)
        actions.sign(nomination, self.world.actor(Role.UNIT_HEAD), opinion="同意申报。", now=self.now)
        actions.submit(nomination, officer, attempt=f"press-{nomination.id}", now=self.now)

    def submitted(self, **wanted: Any) -> Nomination:
        """The whole of the unit's part."""
        nomination = self.draft(**wanted)
        self.post(nomination)
        self.pass_days(16)
        self.submit(nomination)
        return nomination

    def recommend(self, *nominations: Nomination) -> None:
        """The union recommends these and hands them on."""
        self.to(Phase.UNION)
        for nomination in nominations:
            recommendations.recommend(nomination, self.world.actor(Role.UNION_OFFICER), opinion=OPINION, now=self.now)
        head = self.world.actor(Role.UNION_HEAD)
        board = boards.board(head, self.cycle.id)
        assert board is not None
        recommendations.forward(board, head, revision=board.revision, now=self.now)

    def check(self, *nominations: Nomination) -> None:
        """Departments asked and answered, requirements ticked, passed."""
        self.to(Phase.CHECK)
        wanted = [each.key for each in self.programme.departments if each.required]
        vetting.ask(nominations, self.officer, departments=wanted, now=self.now)
        for department in wanted:
            owed = inquiries.pending(self.cycle.id, department)
            told = {row[0].id: (Answer.CLEAR, "") for row in owed}
            vetting.answer(told, self.officer, cycle=self.cycle, department=department, now=self.now)
        for nomination in nominations:
            marks = {each.key: (True, "") for each in self.programme.checks}
            vetting.tick(nomination, self.officer, marks=marks, now=self.now)
            vetting.pass_on(nomination, self.officer, now=self.now)

    def interview(self, *nominations: Nomination) -> None:
        """Everybody who waits for it is let through."""
        for nomination in nominations:
            if nomination.stage is Stage.INTERVIEWING:
                interviews.admit(nomination, self.officer, note="表述清楚，技艺属实。", now=self.now)

    def review(self) -> None:
        """Experts score what waits for them, and the review is closed."""
        experts = self._panel()
        review.assign(self.cycle, self.officer, now=self.now)
        points = {each.key: Decimal(each.points) for each in self.programme.criteria}
        for member in experts:
            expert = self.world.acting(member)
            for mine in works.works(expert):
                work = works.work(expert, mine.assignment.id)
                assert work is not None
                review.hand_in(work, expert, points=points, comment="材料翔实。", now=self.now)
        review.close(self.cycle, self.officer, now=self.now)

    def _panel(self) -> Sequence[Membership]:
        """As many judges as a dossier has sheets: experts of the house, or people of another candidate's unit."""
        is_by_peers, sheets = self.programme.scoring.peers, self.programme.scoring.sheets
        other = self.world.other_unit
        if is_by_peers:
            there = replace(self.world, cycle=self.cycle, programme=self.programme, allocation=self.allocation)
            rival = there.nomination(Stage.QUALIFIED, name="另一候选对象", unit=other, union=self.world.other_union)
        role, home = (Role.UNIT_OFFICER, other) if is_by_peers else (Role.EXPERT, self.house)
        called = [self.world.member(role, home) for _ in range(sheets)]
        ids = [each.user_id for each in called]
        review.form_panel(self.cycle, self.officer, name="评审组", expert_ids=ids, now=self.now)
        if not is_by_peers:
            return called
        actions.withdraw(rival, self.world.acting(called[0]), reason="本次不再参评", now=self.now)
        return db.session.query(Membership).filter(Membership.user_id.in_(ids), Membership.role == Role.EXPERT).all()

    def close_review(self) -> None:
        """Where everybody was spared the experts, nothing is left to score."""
        review.close(self.cycle, self.officer, now=self.now)

    def choose(self) -> None:
        """The committee votes, everybody in favour of everybody; or the order decides."""
        self.to(Phase.COMMITTEE)
        if self.programme.committee.method == "order":
            committee.settle_by_order(self.cycle, self.officer, now=self.now)
            return
        jurors = [self.world.acting(self.world.member(Role.JUROR, self.house)) for _ in range(5)]
        meeting = committee.convene(self.cycle, self.officer, name="评审会", now=self.now)
        for juror in jurors:
            committee.attend(meeting, juror, now=self.now)
        shares = self._seal(meeting, jurors) if self.programme.committee.is_secret else []
        while room.question(meeting, room.rounds(meeting.id), present=room.turnout(meeting.id).present) is not None:
            round_ = committee.open_round(meeting, self.officer, now=self.now)
            for juror in jurors:
                committee.cast(meeting, juror, in_favour=list(round_.listed)[: round_.places], now=self.now)
            committee.close_round(meeting, self.officer, now=self.now)
            if shares:
                committee.open_ballots(meeting, self.officer, shares=shares, now=self.now)
        committee.close(meeting, self.officer, now=self.now)

    def _seal(self, meeting: Any, jurors: list[Actor]) -> list[str]:
        rules = self.programme.committee
        tellers = jurors[: rules.tellers]
        committee.appoint(meeting, self.officer, user_ids=[each.user_id or 0 for each in tellers], now=self.now)
        for each in tellers:
            committee.take_seat(meeting, each, secret=f"token {each.user_id}", now=self.now)
        read = [committee.read_share(meeting, each, secret=f"token {each.user_id}", now=self.now) for each in tellers]
        return read[: rules.tellers_needed]

    def publish(self) -> None:
        """The notice, and its days."""
        publicity.publish(self.cycle, self.officer, now=self.now)
        self.pass_days(16)

    def decide(self) -> None:
        """The decision of the house, or the report to the body above and its answer."""
        today = clock.on(self.now)
        if Phase.REPORT in self.programme.phases:
            upward.report(self.cycle, self.officer, document="沪工总〔2031〕8号", now=self.now)
            for nomination in (
                db.session.query(Nomination).filter_by(cycle_id=self.cycle.id, stage=Stage.REPORTED).all()
            ):
                upward.write_down(
                    nomination, self.officer, is_honoured=True, named_on=today, source="上级决定第 9 号", now=self.now
                )
            return
        draft = deciding.draft(self.cycle, None, on=today, today=today)
        assert list(draft.obstacles) == []
        honours.decide(self.cycle, self.officer, decided_on=today, seen=draft.digest, now=self.now)

    def whole(self, *nominations: Nomination) -> None:
        """Everything after the submission."""
        phases = self.programme.phases
        if Phase.UNION in phases:
            self.recommend(*nominations)
        self.check(*nominations)
        self.interview(*nominations)
        if Phase.REVIEW in phases and any(each.stage is Stage.QUALIFIED for each in self.again(nominations)):
            self.review()
        self.choose()
        self.publish()
        self.decide()

    @staticmethod
    def again(nominations: Any) -> list[Nomination]:
        """The same, as they stand now."""
        return [db.session.get_one(Nomination, each.id, populate_existing=True) for each in nominations]

    def honours(self) -> list[Honour]:
        """What the cycle granted."""
        return (
            db.session.query(Honour)
            .join(Nomination, Nomination.id == Honour.nomination_id)
            .filter(Nomination.cycle_id == self.cycle.id)
            .order_by(Honour.id)
            .all()
        )
