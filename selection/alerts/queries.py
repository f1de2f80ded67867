"""The sheets of a review as the supervisor alone sees them, and what in them is to be looked at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select

from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation, User
from models.programme import Cycle
from models.review import Assignment, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Level, Phase, Stage
from selection import workflow
from selection.database import db
from selection.reach import run_by
from selection.review.understaffed import Thin
from selection.rules.alerts import Alert, Duty, Kind, Mark, alerts, differences
from selection.rules.standing import Actor
from selection.timetable import closes_at


@dataclass(frozen=True)
class Seen:
    """What is to be looked at in one cycle: alerts with the experts' names, and how many sheets were read for it."""

    told: Sequence[tuple[Alert, str]]
    thin: Sequence[Thin]
    sheets: int
    experts: int
    closes_at: datetime | None

    def of(self, kind: Kind) -> Sequence[tuple[Alert, str]]:
        """Those of one kind."""
        return [each for each in self.told if each[0].kind is kind]


@dataclass(frozen=True)
class Sheet:
    """One sheet beside the others on the same dossier; ``gap`` is None where nobody else has handed one in."""

    nomination_id: int
    name: str
    blind_number: int
    union: str
    is_home: bool
    total: Decimal
    gap: float | None


def cycles(actor: Actor) -> Sequence[Row[int, str, int]]:
    """Cycles whose experts have something to score or have scored: id, name, sheets handed in."""
    return db.session.execute(
        select(Cycle.id, Cycle.name, func.count(ScoreSheet.handed_in_at))
        .join(Nomination, Nomination.cycle_id == Cycle.id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(run_by(actor))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id.desc())
    ).all()


def seen(cycle: Cycle, *, now: datetime) -> Seen:
    """Everything to look at in this cycle now. Four queries."""
    everybody = _dealt(cycle.id)
    dealt = [row for row in everybody if row.recused is None]
    ends = closes_at(cycle.id, Phase.REVIEW)
    if cycle.review_closed_at is not None:
        now, ends = cycle.review_closed_at, None  # nobody owes anything any more
    names = {row.expert_id: row.name for row in dealt}
    marks = _marks(dealt)
    told = alerts(marks, _duties(dealt), homes=homes(names), seed=cycle.id, closes_at=ends, now=now)
    return Seen([(each, names[each.judge]) for each in told], _thin(cycle, everybody), len(marks), len(names), ends)


def _thin(cycle: Cycle, everybody: Sequence[Row[Any]]) -> list[Thin]:
    """The dossiers under review that somebody stepped back from and too few read since, by number."""
    wanted = workflow.programme_of(cycle).scoring.sheets
    of: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in everybody:
        if row.stage is Stage.ASSIGNED:
            of[row.nomination_id].append(row)
    found = [
        Thin(rows[0].nomination_id, rows[0].nominee, rows[0].blind_number, rows[0].panel_id, reading, wanted)
        for rows in of.values()
        if (reading := sum(row.recused is None for row in rows)) < min(wanted, len(rows))
    ]
    return sorted(found, key=lambda each: each.blind_number)


def homes(expert_ids: Mapping[int, str]) -> dict[int, frozenset[int]]:
    """The unions these people belong to by any of their roles, or by the unit they work in."""
    union = func.coalesce(Affiliation.union_id, Organisation.id)
    rows = db.session.execute(
        select(Membership.user_id, union)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Affiliation, (Affiliation.unit_id == Organisation.id) & Affiliation.until.is_(None))
        .where(Membership.user_id.in_(list(expert_ids)), Organisation.level != Level.CITY)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for user_id, union_id in rows:
        found[user_id].add(union_id)
    return {user_id: frozenset(unions) for user_id, unions in found.items()}


def expert(cycle: Cycle, expert_id: int) -> tuple[str, Sequence[Sheet]] | None:
    """The name of one expert of this cycle and his sheets, the most surprising first; None if he is not one."""
    dealt = [row for row in _dealt(cycle.id) if row.recused is None]
    names = {row.expert_id: row.name for row in dealt}
    if expert_id not in names:
        return None
    own = homes({expert_id: names[expert_id]}).get(expert_id, frozenset())
    gaps = differences(_marks(dealt)).get(expert_id, {})
    sheets = [
        Sheet(
            row.nomination_id,
            row.nominee,
            row.blind_number,
            row.union_name,
            row.union_id in own,
            row.total,
            gaps.get(row.nomination_id),
        )
        for row in dealt
        if row.expert_id == expert_id and row.handed_in_at is not None
    ]
    return names[expert_id], sorted(sheets, key=lambda each: (-abs(each.gap or 0), each.nomination_id))


def _dealt(cycle_id: int) -> Sequence[Row[Any]]:
    """Every assignment of a cycle with its sheet, if there is one, and why it was stepped back from, if it was."""
    columns: Sequence[Any] = (
        *(Assignment.expert_id, User.name, Assignment.nomination_id, Nomination.name.label("nominee")),
        *(Nomination.union_id, Organisation.short_name.label("union_name"), ReviewFile.blind_number),
        *(Assignment.assigned_at, ScoreSheet.points, ScoreSheet.total, ScoreSheet.handed_in_at),
        *(Nomination.stage, ReviewFile.panel_id, Recusal.reason.label("recused")),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(User, User.id == Assignment.expert_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Organisation, Organisation.id == Nomination.union_id)
        .join(ReviewFile, ReviewFile.nomination_id == Assignment.nomination_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id)
        .order_by(Assignment.id)
    ).all()
    return rows


def _marks(dealt: Sequence[Row[Any]]) -> list[Mark]:
    return [
        Mark(
            row.expert_id,
            row.nomination_id,
            row.union_id,
            {key: Decimal(text) for key, text in row.points.items()},
            row.total,
        )
        for row in dealt
        if row.handed_in_at is not None
    ]


def _duties(dealt: Sequence[Row[Any]]) -> list[Duty]:
    own = defaultdict(list)
    for row in dealt:
        own[row.expert_id].append(row)
    return [
        Duty(
            judge,
            len(rows),
            sum(row.handed_in_at is not None for row in rows),
            min(row.assigned_at for row in rows),
        )
        for judge, rows in own.items()
    ]
