"""Cycles: which run, by when each phase ends, and how far everything has come. Counted in grouped queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Allocation, Cycle, Deadline, Extension
from models.vocabulary import ENDED, Level, Phase, Role, Stage
from selection import workflow
from selection.database import db
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.timetable import is_open
from selection.todo import Question, Todo

LARGEST_ID = 2**63 - 1


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


def under_way(actor: Actor) -> list[Cycle]:
    """Cycles of this house that have not been closed: the one with most nominations on their way first."""
    living = (
        select(func.count(Nomination.id))
        .where(Nomination.cycle_id == Cycle.id, Nomination.stage.not_in(ENDED))
        .scalar_subquery()
    )
    query = select(Cycle).where(Cycle.closed_at.is_(None), run_by(actor))
    return list(db.session.scalars(query.order_by(living.desc(), Cycle.id.desc())))


def every(actor: Actor) -> list[tuple[int, str, int, datetime, datetime | None]]:
    """All cycles of this house, newest first: id, name, batch year, opened, closed."""
    query = select(Cycle.id, Cycle.name, Cycle.batch_year, Cycle.opened_at, Cycle.closed_at).where(run_by(actor))
    return list(db.session.execute(query.order_by(Cycle.id.desc())))


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


def todos(actor: Actor, now: datetime) -> list[Question]:
    """What a cycle asks of the city's officer: places to grant, a cycle to close."""
    if actor.role is not Role.CITY_OFFICER:
        return []
    last = select(func.max(Deadline.closes_at)).where(Deadline.cycle_id == Cycle.id).scalar_subquery()
    union = (
        select(Deadline.closes_at).where(Deadline.cycle_id == Cycle.id, Deadline.phase == Phase.UNION).scalar_subquery()
    )
    granted = select(func.sum(Allocation.granted)).where(Allocation.cycle_id == Cycle.id).scalar_subquery()
    running = select(Cycle.id, Cycle.name).where(Cycle.closed_at.is_(None), run_by(actor)).order_by(Cycle.id)
    without_places = running.add_columns(union).where(func.coalesce(granted, 0) == 0, union.is_not(None))
    return [Question(without_places, _to_grant), Question(running.where(last < now), _to_close)]


def _to_grant(cycle_id: int, name: str, union_closes_at: datetime | None) -> Todo:
    return Todo("向各工会分配名额", name, "places.grants", {"cycle_id": cycle_id}, union_closes_at)


def _to_close(cycle_id: int, name: str) -> Todo:
    return Todo("结束本届评选", f"{name}，各环节均已截止", "cycles.timetable", {"cycle_id": cycle_id})


def union(union_id: int) -> Organisation | None:
    """One recommending union."""
    found = db.session.get(Organisation, union_id) if 0 < union_id <= LARGEST_ID else None
    return found if found is not None and found.level is Level.UNION else None
