"""How far a cycle has come: the funnel, the composition, the unions. Counted in grouped queries."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, cast, func, select

from models.nomination import BEFORE_SUBMISSION, Nomination, Recommendation
from models.programme import Allocation, Cycle
from models.vocabulary import Stage
from selection import workflow
from selection.cycles.queries import Step, present_step, steps_of
from selection.database import db
from selection.filters import number
from selection.places.queries import Account
from selection.places.queries import total as total_of
from selection.rules.composition import FLOOR
from selection.rules.programme import Limit, Programme

QUALIFIED = (
    Stage.QUALIFIED,
    Stage.ASSIGNED,
    Stage.SCORED,
    Stage.RESOLVED,
    Stage.RESERVED,
    Stage.UNCHOSEN,
    Stage.PUBLICISED,
    Stage.HONOURED,
    Stage.DROPPED,
)
"""Stages only reached by way of the city's check."""

SCORED = tuple(stage for stage in QUALIFIED if stage not in (Stage.QUALIFIED, Stage.ASSIGNED))
CHOSEN = (Stage.PUBLICISED, Stage.HONOURED, Stage.DROPPED)


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
    for group in (each for each in programme.groups if not each.each):
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
