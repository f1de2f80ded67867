"""Cycles: which run, by when each phase ends, and how far everything has come. Counted in grouped queries."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, cast, func, select

from models.nomination import BEFORE_SUBMISSION, Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, Cycle, Deadline, Extension
from models.vocabulary import ENDED, Level, Phase, Role, Stage
from selection import workflow
from selection.database import db
from selection.filters import number
from selection.places.queries import Account
from selection.places.queries import total as total_of
from selection.rules.composition import FLOOR
from selection.rules.programme import Limit, Programme
from selection.rules.standing import Actor
from selection.timetable import is_open
from selection.todo import Todo

LARGEST_ID = 2**63 - 1
QUALIFIED = (
    Stage.QUALIFIED,
    Stage.ASSIGNED,
    Stage.SCORED,
    Stage.CHOSEN,
    Stage.RESERVED,
    Stage.UNCHOSEN,
    Stage.PUBLICISED,
    Stage.HONOURED,
    Stage.DROPPED,
)
"""Stages only reached by way of the city's check."""

SCORED = tuple(stage for stage in QUALIFIED if stage not in (Stage.QUALIFIED, Stage.ASSIGNED))
CHOSEN = (Stage.CHOSEN, Stage.PUBLICISED, Stage.HONOURED, Stage.DROPPED)


@dataclass(frozen=True)
class Step:
    """One phase of a running cycle, with its closing time."""

    phase: Phase
    closes_at: datetime


@dataclass(frozen=True)
class Running:
    """An open cycle as anybody may see it: its timetable and the phase that is on."""

    id: int
    name: str
    organiser: str
    batch_year: int
    steps: Sequence[Step]
    present: Step | None


@dataclass(frozen=True)
class Extended:
    """An extension and its reason, visible to all."""

    phase: Phase
    union: str
    closes_at: datetime
    reason: str
    granted_at: datetime


def get(cycle_id: int) -> Cycle | None:
    """One cycle."""
    return db.session.get(Cycle, cycle_id) if 0 < cycle_id <= LARGEST_ID else None


def open_cycles() -> list[Cycle]:
    """Cycles that have not been closed, newest first."""
    return list(db.session.scalars(select(Cycle).where(Cycle.closed_at.is_(None)).order_by(Cycle.id.desc())))


def every() -> list[tuple[int, str, int, datetime, datetime | None]]:
    """All cycles, newest first: id, name, batch year, opened, closed."""
    return list(
        db.session.execute(
            select(Cycle.id, Cycle.name, Cycle.batch_year, Cycle.opened_at, Cycle.closed_at).order_by(Cycle.id.desc())
        )
    )


def steps_of(cycle: Cycle) -> list[Step]:
    """The timetable of a cycle in the order of its phases. One query."""
    rows = db.session.execute(select(Deadline.phase, Deadline.closes_at).where(Deadline.cycle_id == cycle.id))
    times = {phase: closes_at for phase, closes_at in rows}  # noqa: C416
    return [Step(phase, times[phase]) for phase in workflow.programme_of(cycle).phases if phase in times]


def present_step(steps: Sequence[Step], now: datetime) -> Step | None:
    """The first phase that has not closed."""
    return next((step for step in steps if is_open(step.closes_at, now)), None)


def running(now: datetime) -> list[Running]:
    """Every open cycle with its timetable, for the front page. Two queries."""
    cycles = open_cycles()
    times: dict[int, dict[Phase, datetime]] = {}
    rows = db.session.execute(
        select(Deadline.cycle_id, Deadline.phase, Deadline.closes_at).where(
            Deadline.cycle_id.in_([cycle.id for cycle in cycles])
        )
    )
    for cycle_id, phase, closes_at in rows:
        times.setdefault(cycle_id, {})[phase] = closes_at
    return [_running(cycle, times.get(cycle.id, {}), now) for cycle in cycles]


def _running(cycle: Cycle, times: Mapping[Phase, datetime], now: datetime) -> Running:
    programme = workflow.programme_of(cycle)
    steps = [Step(phase, times[phase]) for phase in programme.phases if phase in times]
    return Running(cycle.id, cycle.name, programme.organiser, cycle.batch_year, steps, present_step(steps, now))


def extensions(cycle_id: int) -> list[Extended]:
    """Every extension of a cycle with its reason, latest first. One query."""
    rows = db.session.execute(
        select(Extension.phase, Organisation.name, Extension.closes_at, Extension.reason, Extension.granted_at)
        .join(Organisation, Organisation.id == Extension.union_id)
        .where(Extension.cycle_id == cycle_id)
        .order_by(Extension.granted_at.desc(), Extension.id.desc())
    )
    return [Extended(*row) for row in rows]


def alive(cycle_id: int) -> dict[Stage, int]:
    """How many nominations stand at each stage that is not an end. One query."""
    rows = db.session.execute(
        select(Nomination.stage, func.count())
        .where(Nomination.cycle_id == cycle_id, Nomination.stage.not_in(ENDED))
        .group_by(Nomination.stage)
    )
    return {stage: people for stage, people in rows}  # noqa: C416


@dataclass(frozen=True)
class Rung:
    """One line of the funnel 从申报到表彰: ``people`` None while nobody can have come so far."""

    name: str
    people: int | None
    note: str = ""
    limit: int | None = None


@dataclass(frozen=True)
class Share:
    """One group among the recommended, and the limit it is measured by."""

    name: str
    demand: str
    people: int
    percent: float
    limit: float | None
    is_met: bool | None


@dataclass(frozen=True)
class Progress:
    """One union's line: its places, how many wait and how many it has handed on."""

    account: Account
    recommended: int
    forwarded: int
    waiting: int

    @property
    def state(self) -> tuple[str, str]:
        """Mark and word."""
        if self.forwarded and not self.recommended:
            return "ok", f"已上报 {self.forwarded} 人"
        if self.forwarded:
            return "wait", "上报一部分"
        if self.recommended:
            return "wait", "推荐中"
        if not self.account.ceiling:
            return "none", "没有名额"
        return "warn", "还没有推荐"


@dataclass
class Overview:
    """How far a cycle has come."""

    programme: Programme
    present: Step | None
    funnel: list[Rung] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    unions: list[Progress] = field(default_factory=list)
    total: Account = field(default_factory=lambda: Account(0, ""))

    @property
    def recommended(self) -> int:
        """Names on the unions' lists, handed on or not."""
        return sum(each.recommended + each.forwarded for each in self.unions)

    @property
    def idle(self) -> list[Progress]:
        """Unions with places and without a recommendation."""
        return [each for each in self.unions if each.state[0] == "warn"]


def overview(cycle: Cycle, accounts: Sequence[Account], now: datetime) -> Overview:
    """Funnel, composition and progress of the unions. Three queries besides the accounts."""
    programme = workflow.programme_of(cycle)
    counts = _counts(cycle.id)
    listed, groups = _recommended(cycle.id)
    view = Overview(programme, present_step(steps_of(cycle), now))
    view.unions = _progress(accounts, counts, listed)
    view.total = total_of(accounts)
    stages: Counter[Stage] = Counter()
    for (_, stage), (people, _) in counts.items():
        stages[stage] += people
    submitted = sum(received for _, received in counts.values())
    view.funnel = _funnel(programme, stages, submitted, listed, view.total)
    view.shares = _shares(programme, groups, sum(listed.values()))
    return view


def _counts(cycle_id: int) -> dict[tuple[int, Stage], tuple[int, int]]:
    """Nominations by union and stage: how many, and how many of them have been submitted."""
    rows = db.session.execute(
        select(Nomination.union_id, Nomination.stage, func.count(), func.count(Nomination.submitted_at))
        .where(Nomination.cycle_id == cycle_id)
        .group_by(Nomination.union_id, Nomination.stage)
    )
    return {(union, stage): (people, received) for union, stage, people, received in rows}


def _recommended(cycle_id: int) -> tuple[Counter[tuple[int, bool]], Counter[str]]:
    """The names on the unions' lists, by union and whether handed on; and by group.

    JSON has no equality in PostgreSQL; its text has, and few sets of groups differ.
    """
    sets = cast(Nomination.groups, String)
    handed_on = Recommendation.confirmed_at.is_not(None)
    rows = db.session.execute(
        select(Nomination.union_id, handed_on, sets, func.count())
        .join(Recommendation, Recommendation.nomination_id == Nomination.id)
        .join(Allocation, Allocation.id == Recommendation.allocation_id)
        .where(Allocation.cycle_id == cycle_id)
        .group_by(Nomination.union_id, handed_on, sets)
    )
    listed: Counter[tuple[int, bool]] = Counter()
    groups: Counter[str] = Counter()
    for union_id, is_handed_on, text, people in rows:
        listed[union_id, bool(is_handed_on)] += people
        for group in json.loads(text):
            groups[group] += people
    return listed, groups


def _progress(
    accounts: Sequence[Account],
    counts: Mapping[tuple[int, Stage], tuple[int, int]],
    listed: Mapping[tuple[int, bool], int],
) -> list[Progress]:
    """One line per union, most places left first."""
    lines = [
        Progress(
            account,
            listed.get((account.union_id, False), 0),
            listed.get((account.union_id, True), 0),
            counts.get((account.union_id, Stage.SUBMITTED), (0, 0))[0],
        )
        for account in accounts
    ]
    return sorted(lines, key=lambda line: (-line.account.left, line.account.union))


def _funnel(
    programme: Programme,
    stages: Counter[Stage],
    submitted: int,
    listed: Mapping[tuple[int, bool], int],
    places: Account,
) -> list[Rung]:
    """From submission to honour. A name counts on every line it has reached."""
    reached = {name: sum(stages[stage] for stage in some) for name, some in _REACHED.items()}
    forwarded = sum(people for (_, is_handed_on), people in listed.items() if is_handed_on)
    declined = stages[Stage.DECLINED]
    names = "，".join(f"{title.name} {title.places}" for title in programme.titles)
    in_writing = sum(stages[stage] for stage in BEFORE_SUBMISSION)
    return [
        Rung("申报", submitted, f"另有 {number(in_writing)} 份正在填写" if in_writing else ""),
        Rung("工会推荐", sum(listed.values()), f"竖线为可推荐总数 {number(places.ceiling)}", places.ceiling),
        Rung("上报市总", forwarded),
        Rung("资格合格", reached["qualified"], f"不予通过 {number(declined)}" if declined else ""),
        Rung("专家评审", reached["scored"] or None),
        Rung("评委票决", reached["chosen"] or None),
        Rung("表彰", stages[Stage.HONOURED] or None, f"竖线为名额：{names}", programme.places),
    ]


_REACHED = {"qualified": QUALIFIED, "scored": SCORED, "chosen": CHOSEN}


def _shares(programme: Programme, groups: Mapping[str, int], people: int) -> list[Share]:
    """Each group of the definition among the recommended, beside the award's own limit on it."""
    shares = []
    for group in programme.groups:
        have = groups.get(group.key, 0)
        percent = 100 * have / people if people else 0.0
        limit = next((each for each in programme.limits if each.group == group.key and each.percent is not None), None)
        shares.append(_share(group.name, have, percent, limit, bool(people)))
    return shares


def _share(name: str, have: int, percent: float, limit: Limit | None, is_counted: bool) -> Share:
    if limit is None or limit.percent is None:
        return Share(name, "只统计", have, percent, None, None)
    asked = float(limit.percent)
    demand = f"{'不少于' if limit.operator == FLOOR else '不超过'} {limit.percent.normalize():f}%"
    is_met = percent >= asked if limit.operator == FLOOR else percent <= asked
    return Share(name, demand, have, percent, asked, is_met if is_counted else None)


def todos(actor: Actor, now: datetime) -> list[Todo]:
    """What a cycle asks of the city's officer: places to grant, a cycle to close. One query."""
    if actor.role is not Role.CITY_OFFICER:
        return []
    last = select(func.max(Deadline.closes_at)).where(Deadline.cycle_id == Cycle.id).scalar_subquery()
    union = (
        select(Deadline.closes_at).where(Deadline.cycle_id == Cycle.id, Deadline.phase == Phase.UNION).scalar_subquery()
    )
    granted = select(func.sum(Allocation.granted)).where(Allocation.cycle_id == Cycle.id).scalar_subquery()
    rows = db.session.execute(
        select(Cycle.id, Cycle.name, granted, union, last).where(Cycle.closed_at.is_(None)).order_by(Cycle.id)
    )
    found = []
    for cycle_id, name, places, union_closes_at, closes_at in rows:
        if not places:
            found.append(Todo("向各工会分配名额", name, "places.grants", {"cycle_id": cycle_id}, union_closes_at))
        if closes_at is not None and not is_open(closes_at, now):
            found.append(Todo("结束本届评选", f"{name}，各环节均已截止", "cycles.timetable", {"cycle_id": cycle_id}))
    return found


def union(union_id: int) -> Organisation | None:
    """One recommending union."""
    found = db.session.get(Organisation, union_id) if 0 < union_id <= LARGEST_ID else None
    return found if found is not None and found.level is Level.UNION else None
