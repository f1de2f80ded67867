"""Periods that run, reports that are due, assessments to be made."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, false, func, select
from sqlalchemy.orm import joinedload

from models.nomination import Nomination
from models.people import Organisation
from models.period import Period, PeriodReport
from models.programme import Cycle
from models.vocabulary import Assessment, Role, Stage
from selection.clock import on
from selection.database import db
from selection.nominations.queries.reach import LARGEST_ID
from selection.reach import run_by
from selection.rules.standing import CITY_WIDE, UNIT, Actor
from selection.todo import Question, Todo

MOST = 200


def visible_to(actor: Actor) -> Select[Period]:
    """The periods within reach: those of the own unit, or of the cycles the own house runs."""
    query = select(Period).join(Nomination, Nomination.id == Period.nomination_id)
    if actor.role in UNIT:
        return query.where(Nomination.unit_id == actor.organisation_id)
    if actor.role in CITY_WIDE:
        return query.join(Cycle, Cycle.id == Nomination.cycle_id).where(run_by(actor))
    return query.where(false())


def get(actor: Actor, nomination_id: int) -> Period | None:
    """One period with its nomination and cycle, if it is within reach. One query."""
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    whole = joinedload(Period.nomination, innerjoin=True).joinedload(Nomination.cycle, innerjoin=True)
    return db.session.scalars(
        visible_to(actor).where(Period.nomination_id == nomination_id).options(whole)
    ).one_or_none()


def reports(nomination_id: int) -> Sequence[PeriodReport]:
    """The reports of one period, the first year first."""
    return db.session.scalars(
        select(PeriodReport).filter_by(nomination_id=nomination_id).order_by(PeriodReport.year)
    ).all()


def listed(actor: Actor) -> Sequence[Row[Any]]:
    """The periods within reach, the first to end first, each with its reports handed in and asked for. One query."""
    counts = [
        select(func.count(column)).where(PeriodReport.nomination_id == Period.nomination_id).scalar_subquery()
        for column in (PeriodReport.handed_in_at, PeriodReport.id)
    ]
    held = Cycle.__table__.alias("held")
    rows: Sequence[Row[Any]] = db.session.execute(
        visible_to(actor)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .join(held, held.c.id == Nomination.cycle_id)
        .with_only_columns(
            Period.nomination_id,
            Nomination.name,
            Organisation.name.label("unit"),
            held.c.name.label("cycle"),
            Period.starts_on,
            Period.ends_on,
            Period.assessment,
            counts[0].label("handed_in"),
            counts[1].label("asked"),
        )
        .order_by(Period.ends_on, Period.nomination_id)
        .limit(MOST)
    ).all()
    return rows


def to_begin(cycle_id: int) -> list[Nomination]:
    """Honoured nominations of a cycle whose period has not begun."""
    begun = select(Period.nomination_id).where(Period.nomination_id == Nomination.id).exists()
    query = select(Nomination).where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.HONOURED, ~begun)
    return list(db.session.scalars(query.order_by(Nomination.id)))


def todos(actor: Actor, now: datetime) -> list[Question]:
    """A unit's reports that are due within two months, an organiser's reports to read."""
    if actor.role not in (Role.UNIT_OFFICER, Role.CITY_OFFICER):
        return []
    query = (
        visible_to(actor)
        .join(PeriodReport, PeriodReport.nomination_id == Period.nomination_id)
        .with_only_columns(Period.nomination_id, Nomination.name, PeriodReport.year)
        .where(PeriodReport.accepted_at.is_(None), Period.assessment == Assessment.PENDING)
        .order_by(PeriodReport.due_on)
        .limit(MOST)
    )
    if actor.role is Role.UNIT_OFFICER:
        owed = query.where(PeriodReport.handed_in_at.is_(None), PeriodReport.due_on <= _soon(on(now)))
        return [Question(owed, _to_report)]
    return [Question(query.where(PeriodReport.handed_in_at.is_not(None)), _to_read)]


def _to_report(nomination_id: int, name: str, year: int) -> Todo:
    return Todo(f"提交{name}第 {year} 年的报告", "", "periods.period", {"nomination_id": nomination_id})


def _to_read(nomination_id: int, name: str, year: int) -> Todo:
    return Todo(f"审核{name}第 {year} 年的报告", "", "periods.period", {"nomination_id": nomination_id})


def _soon(today: date) -> date:
    month = today.month + 2
    return date(today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
