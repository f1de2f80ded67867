"""A world with something on every page: nominations at every stage in five cycles that stand at five different points.

Written once per test and then attacked, crawled or read. Everybody in it is invented; what must never be shown to
others carries a mark of its own, so that a page that shows it can be told.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from models.ballot import Meeting
from models.expert import ExpertCall
from models.honour import Decision, Honour
from models.nomination import Dossier, Evidence, Nomination, Return
from models.people import Affiliation, Membership, Organisation
from models.programme import Allocation, Cycle, Deadline, LedgerEntry
from models.register import RegisterFile
from models.review import Assignment, Recusal, ScoreSheet
from models.vetting import Inquiry
from models.vocabulary import Answer, EntryKind, Ground, Level, Phase, Place, Role, Stage
from selection import storage
from selection.committee import actions as committee
from selection.database import db, transaction
from selection.experts import calling, drawing
from selection.nominations import actions as nominations
from selection.people import actions as people
from selection.people.actions import Invitee
from selection.programmes import actions as definitions
from selection.programmes import drafts
from selection.proposals import actions as proposals
from selection.publicity import actions as publicity
from selection.recommendations import actions as recommendations
from selection.recommendations import queries as boards
from selection.register.actions import entries, intake, regrouping, revoking
from selection.register.workbooks.opening import open_sheet
from selection.results import actions as results
from selection.rules.standing import Actor
from selection.rules.workdays import Calendar
from selection.vetting import actions as vetting
from tests.committee.casting import by_name, candidates, keyed, places, secretly
from tests.committee.casting import rules as freeze
from tests.experts.pooling import pool
from tests.faults import papered
from tests.honours.ceremony import decide, listed, publish
from tests.interviews.holding import craftsmens_interview, half_heard
from tests.nominations.steps import document, picture
from tests.register.arranging import person, typed, workbook
from tests.world import World, credit_code, programme

OPINION = "技艺精湛，带徒有方，在生产一线解决了多项难题，群众评价好，同意推荐，请市总工会审定。"
SURNAMES = "丁卫马王方尹叶朱许孙何沈吴郑冯陈褚蒋韩杨秦尤施张孔曹严华金魏陶姜"
GIVEN = "望海知远守一砚秋青禾瑾舟"


@dataclass
class Filled:
    """The world and what a test needs to find in it again."""

    world: World
    cycles: dict[str, Cycle] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    nominations: list[Nomination] = field(default_factory=list)
    decision: Decision | None = None

    def of(self, cycle: str) -> list[Nomination]:
        """The nominations of one of the cycles."""
        return [each for each in self.nominations if each.cycle_id == self.cycles[cycle].id]


def fill(world: World) -> Filled:
    """Everything, in the order in which a year brings it."""
    filled = Filled(world)
    freeze(world, shortlist=programme("may-day-medal").shortlist)
    filled.cycles["open"] = world.cycle
    filled.members["other_unit"] = world.member(Role.UNIT_OFFICER, world.other_unit, "骆闻笛")
    filled.members["other_union"] = world.member(Role.UNION_OFFICER, world.other_union, "宁采薇")
    filled.members["second_juror"] = world.member(Role.JUROR, world.city, "温如故")
    _open(filled)
    for name, year in (("meeting", 2025), ("resolved", 2024), ("publicised", 2023), ("decided", 2022), ("heard", 2021)):
        with _another(filled, name, year):
            STANDS[name](filled)
    _remember(filled)
    _write(filled)
    filled.tokens["form"] = papered.print_papers(world, list(filled.cycles.values()), filled.nominations)
    return filled


def _write(filled: Filled) -> None:
    """Two definitions being written: a sound one, and one with nothing in it."""
    city, now = filled.world.actor(Role.CITY_OFFICER), filled.world.now
    source = drafts.source(city, f"cycle:{filled.world.cycle.id}", Calendar())
    assert source is not None
    definitions.clone(source, city, now=now)
    definitions.upload('name = "空白项目"', city, now=now)


def _remember(filled: Filled) -> None:
    """The register of people: two files made one, entries, a list that waits for a human, an honour taken back."""
    world, now = filled.world, filled.world.now
    city, unit = world.actor(Role.CITY_OFFICER), world.unit
    one = person(world, "白闻笛", unit=unit.name, unit_id=unit.id)
    other = person(world, "白闻笛", ("上海市技术能手", 2021), unit="别处的工厂")
    regrouping.join(one, other, city, reason="向单位核实", numbers_checked=False, now=now)
    file = db.session.get_one(RegisterFile, one)
    facts = [("金额", "3000 元")]
    for kind in (EntryKind.BENEFIT, EntryKind.TRAINING):
        entries.enter(file, city, kind=kind, title="CANARY待遇", on=None, facts=facts, source="名单", now=now)
    rows = (typed(name="白闻笛", unit="第三处的工厂", occupation="铣工"), typed(year="x"), typed(name="佟以安"))
    intake.check(open_sheet(workbook(*rows), "名单.xlsx"), city, now=now)
    honour = db.session.query(Honour).filter_by(person_id=other).one()
    proposal = revoking.ask(
        honour,
        world.actor(Role.UNION_HEAD),
        ground=Ground.FRAUD,
        reason="CANARY撤销事实",
        money_due=Decimal(5000),
        against_the_rules=False,
        now=now,
    )
    proposals.approve(proposal, city, now=now)


def _named(filled: Filled, stage: Stage, **further: object) -> Nomination:
    """A nomination whose name is nobody else's, with a file beside it."""
    world = filled.world
    place = len(filled.nominations)
    name = further.pop("name", "") or SURNAMES[place % 32] + GIVEN[place % 11] + GIVEN[(place // 11 + 3) % 11]
    nomination = world.nomination(stage, name=str(name), **further)  # type: ignore[arg-type]
    filled.nominations.append(nomination)
    attach(nomination, world, "skill_proof", "photo")
    return nomination


def attach(nomination: Nomination, world: World, *kinds: str) -> None:
    """A file of each of these kinds."""
    kept, small = storage.keep(io.BytesIO(document())), storage.keep(io.BytesIO(picture()))
    with transaction() as session:
        for kind in kinds:
            file, is_photo = (small, True) if kind == "photo" else (kept, False)
            session.add(
                Evidence(
                    nomination_id=nomination.id,
                    attachment=kind,
                    title=f"{nomination.name}的材料",
                    filename=f"{nomination.name}.{'jpg' if is_photo else 'pdf'}",
                    media_type="image/jpeg" if is_photo else "application/pdf",
                    size=file.size,
                    sha256=file.sha256,
                    key=file.key,
                    preview_key=small.key if is_photo else None,
                    uploaded_by=world.members[Role.UNIT_OFFICER].user_id,
                    uploaded_at=world.now,
                )
            )


def _open(filled: Filled) -> None:
    """The cycle that is being filled in, recommended, checked and reviewed, all at once."""
    world = filled.world
    for stage in Stage:
        if stage not in SETTLED:
            # A union may put forward two of one unit, so some come from elsewhere.
            _named(filled, stage, unit=_unit(world) if stage in FROM_ELSEWHERE else None)
    own = _named(filled, Stage.DRAFTED)
    with transaction():
        db.session.get_one(Nomination, own.id).opened_by = world.members[Role.NOMINEE].user_id
    elsewhere = {"unit": world.other_unit, "union": world.other_union}
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.RECOMMENDED, Stage.FORWARDED, Stage.ASSIGNED):
        _named(filled, stage, **elsewhere)
    assigned = [each for each in filled.nominations if each.stage == Stage.ASSIGNED]
    sheets = world.assigned(*assigned)
    _begin_sheets(sheets, world)
    _ask_experts(filled, sheets)
    _send_back(filled)
    city = world.actor(Role.CITY_OFFICER)
    waiting = [each for each in filled.nominations if each.stage == Stage.FORWARDED]
    keys = [each.key for each in world.programme.departments]
    vetting.ask(waiting, city, departments=keys, now=world.now)
    asked = db.session.query(Inquiry).filter_by(nomination_id=waiting[0].id, department=keys[0]).one()
    said = {asked.id: (Answer.ADVERSE, "CANARY部门意见")}
    vetting.answer(said, city, cycle=world.cycle, department=keys[0], now=world.now)
    filled.tokens["exchange"] = papered.write_to_a_department(world, keys[1], city)
    link = nominations.invite_consent(own, world.actor(Role.UNIT_OFFICER), now=world.now)
    filled.tokens["consent"] = link
    invitee = Invitee("岑新来", "newcomer@example.org", "newcomer@example.org")
    people.invite(invitee, world.city, Role.EXPERT, world.actor(Role.ADMIN), now=world.now)
    officer = world.actor(Role.UNION_HEAD)
    if board := boards.board(officer, world.cycle.id):
        recommendations.forward(board, officer, revision=board.revision, now=world.now)
    _named(filled, Stage.RECOMMENDED, unit=_unit(world))
    world.honour()


def _unit(world: World) -> Organisation:
    """One more unit of the first union."""
    world.made += 1
    with transaction() as session:
        unit = Organisation(
            level=Level.UNIT,
            name=f"东浦第{world.made}机械厂",
            short_name=f"东浦第{world.made}厂",
            credit_code=credit_code(world.made),
            founded_at=world.now,
        )
        session.add(unit)
        session.flush()
        session.add(Affiliation(unit_id=unit.id, union_id=world.union.id, since=date(2020, 1, 1)))
    return unit


def _begin_sheets(sheets: list[Assignment], world: World) -> None:
    points = {each.key: "7.25" for each in world.programme.criteria}
    with transaction() as session:
        for number, each in enumerate(sheets):
            session.add(
                ScoreSheet(
                    assignment_id=each.id,
                    points=points,
                    comment=f"CANARY评语{number}",
                    total=Decimal("71.31"),
                    saved_at=world.now,
                    handed_in_at=world.now if number % 3 else None,
                )
            )


def _send_back(filled: Filled) -> None:
    world = filled.world
    with transaction() as session:
        for each in filled.nominations:
            if each.stage in (Stage.RETURNED_BY_UNION, Stage.RETURNED_BY_CITY):
                session.add(
                    Return(
                        nomination_id=each.id,
                        level=Level.UNION if each.stage == Stage.RETURNED_BY_UNION else Level.CITY,
                        fields=["name", "contribution", "phone", "skill_proof"],
                        reason="请核对姓名",
                        due_at=world.now + timedelta(days=5),
                        returned_by=world.members[Role.CITY_OFFICER].user_id,
                        returned_at=world.now,
                    )
                )


def _vote(filled: Filled, *, number: int, is_secret: bool = False) -> Meeting:
    """So many candidates for two places; both jurors are there, and the second has voted."""
    world = filled.world
    places(world, 1, 1)
    if is_secret:
        secretly(world, by_title=False, rounds=1, tellers=2, needed=2)
    else:
        by_name(world)
    made = candidates(world, number)
    filled.nominations += made
    for each in made:
        attach(each, world, "skill_proof", "photo")
    meeting = committee.convene(world.cycle, world.actor(Role.CITY_OFFICER), name="评审会", now=world.now)
    for juror in (world.members[Role.JUROR], filled.members["second_juror"]):
        committee.attend(meeting, world.acting(juror), now=world.now)
    if is_secret:
        keyed(world, meeting, [world.members[Role.JUROR], filled.members["second_juror"]])
    committee.open_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    committee.cast(
        meeting, world.acting(filled.members["second_juror"]), in_favour=[each.id for each in made[:2]], now=world.now
    )
    return meeting


def _settle(filled: Filled) -> None:
    meeting = _vote(filled, number=5)
    world = filled.world
    chosen = [each.id for each in filled.nominations[-5:][:2]]
    committee.cast(meeting, world.actor(Role.JUROR), in_favour=chosen, now=world.now)
    committee.close_round(meeting, world.actor(Role.CITY_OFFICER), now=world.now)
    committee.close(meeting, world.actor(Role.CITY_OFFICER), now=world.now)


def _stand_at_the_meeting(filled: Filled) -> None:
    _vote(filled, number=4, is_secret=True)


def _stand_publicised(filled: Filled) -> None:
    _settle(filled)
    city, now = filled.world.actor(Role.CITY_OFFICER), filled.world.now
    notice = publicity.publish(filled.world.cycle, city, now=now)
    papered.object_to(notice, city, now)
    results.make({"cycle_id": filled.world.cycle.id}, filled.world.now)


def _stand_decided(filled: Filled) -> None:
    publish(filled.world)
    filled.nominations += [
        listed(filled.world, "周启明", "outstanding", 1),
        listed(filled.world, "郁青禾", "master", 1),
    ]
    filled.decision = decide(filled.world)


def _stand_heard(filled: Filled) -> None:
    craftsmens_interview(filled.world)
    for _ in range(4):
        _named(filled, Stage.INTERVIEWING, unit=_unit(filled.world))
    half_heard(filled.world)


STANDS = {
    "meeting": _stand_at_the_meeting,
    "resolved": _settle,
    "publicised": _stand_publicised,
    "decided": _stand_decided,
    "heard": _stand_heard,
}
FROM_ELSEWHERE = (
    *(Stage.RECOMMENDED, Stage.FORWARDED, Stage.INTERVIEWING, Stage.QUALIFIED, Stage.REPORTED, Stage.MERGED),
)
SETTLED = (
    Stage.SCORED,
    Stage.RESOLVED,
    Stage.RESERVED,
    Stage.UNCHOSEN,
    Stage.PUBLICISED,
    Stage.HONOURED,
    Stage.DROPPED,
)


@contextmanager
def _another(filled: Filled, name: str, year: int) -> Iterator[None]:
    """While this lasts, the world's cycle is one of an earlier year."""
    world = filled.world
    first = world.cycle, world.allocation, world.programme
    with transaction() as session:
        cycle = Cycle(
            programme_key=first[0].programme_key,
            name=f"{year}年{world.programme.name}",
            batch_year=year,
            definition=first[0].definition,
            definition_sha256=first[0].definition_sha256,
            opened_at=world.now - timedelta(days=30),
        )
        session.add(cycle)
        session.flush()
        for place, phase in enumerate(Phase, start=1):
            session.add(Deadline(cycle_id=cycle.id, phase=phase, closes_at=world.now + timedelta(days=10 * place)))
        for union in (world.union, world.other_union):
            allocation = Allocation(cycle_id=cycle.id, union_id=union.id, granted=10, ceiling=13)
            session.add(allocation)
            session.flush()
            session.add(LedgerEntry(allocation_id=allocation.id, kind=Place.GRANT, places=10, at=world.now))
            if union is world.union:
                world.allocation = allocation
    filled.cycles[name] = world.cycle = cycle
    try:
        yield
    finally:
        world.cycle, world.allocation, world.programme = first


def _ask_experts(filled: Filled, sheets: list[Assignment]) -> None:
    """The pool: one asked without a draw, one drawn who accepted, one standing by; a late conflict; a step back."""
    world, city, now = filled.world, filled.world.actor(Role.CITY_OFFICER), filled.world.now
    pool(world, "CC")
    calling.call(world.cycle, world.members[Role.EXPERT].user_id, city, now=now)
    due_at, source = now + timedelta(hours=1), "CANARY福彩3D第2026315期"
    made = drawing.commit(world.cycle, city, wanted={"制造业": (1, 1)}, number_source=source, due_at=due_at, now=now)
    drawing.draw(made, city, number="407", now=due_at)
    drawn = db.session.query(ExpertCall).filter_by(draw_id=made.id, place=1).one()
    calling.accept(drawn, Actor(drawn.expert_id, "专家", Role.EXPERT, None, "", None), now=due_at)
    drawing.commit(
        world.cycle, city, wanted={"综合": (1, 0)}, number_source=source, due_at=due_at + timedelta(hours=1), now=due_at
    )
    with transaction() as session:
        session.get_one(Assignment, sheets[3].id).conflict = "专家与CANARY在同一单位。"
        session.add(Recusal(assignment_id=sheets[-1].id, reason="CANARY师徒", declared_by=None, at=now))


def dossier_of(nomination: Nomination) -> Dossier:
    """What was sealed of it first."""
    return db.session.query(Dossier).filter_by(nomination_id=nomination.id, version=1).one()
