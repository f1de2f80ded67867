"""What the city sees of the check."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from models.nomination import Nomination, UnitRecord
from models.people import Organisation
from models.programme import Cycle, Deadline
from models.tally import Tally
from models.vetting import Inquiry, Tick
from models.vocabulary import Answer, Phase, Role, Stage
from selection.database import db
from selection.paging import PAGE, Page, part
from selection.reach import run_by
from selection.rules import vetting
from selection.rules.standing import Actor
from selection.todo import Question, Todo
from selection.workflow import programme_of

VETOED = "资格审查未通过"
"""All that a unit and a union read where a department objected."""

AT_THE_CITY = (Stage.FORWARDED, Stage.RETURNED_BY_CITY)


def cycles(actor: Actor) -> Sequence[Row[int, str, int]]:
    """The running cycles of this house with the number of nominations to be checked: id, name, waiting."""
    waiting = (
        select(func.count(Nomination.id))
        .where(Nomination.cycle_id == Cycle.id, Nomination.stage == Stage.FORWARDED)
        .correlate(Cycle)
        .scalar_subquery()
    )
    return db.session.execute(
        select(Cycle.id, Cycle.name, waiting).where(Cycle.closed_at.is_(None), run_by(actor)).order_by(Cycle.id.desc())
    ).all()


def listed(cycle_id: int, *, words: str = "", page: int = 1) -> Page[Any]:
    """The nominations of a cycle that stand at the city, longest waiting first. Two queries.

    Columns: id, name, receipt, occupation, stage, stage_since, unit, union, met, asked, pending, adverse.
    """
    wanted: list[ColumnElement[bool]] = [Nomination.cycle_id == cycle_id, Nomination.stage.in_(AT_THE_CITY)]
    if words:
        wanted.append(Nomination.search_text.contains(words.lower(), autoescape=True))
    total = db.session.scalar(select(func.count(Nomination.id)).where(*wanted)) or 0
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    query = (
        select(
            Nomination.id,
            Nomination.name,
            Nomination.receipt,
            Nomination.occupation,
            Nomination.stage,
            Nomination.stage_since,
            unit.c.name.label("unit"),
            union.c.short_name.label("union"),
            _count(Tick, Tick.is_met.is_(True)).label("met"),
            _count(Inquiry).label("asked"),
            _count(Inquiry, Inquiry.answer == Answer.PENDING).label("pending"),
            _count(Inquiry, Inquiry.answer == Answer.ADVERSE).label("adverse"),
        )
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .where(*wanted)
        .order_by(Nomination.stage_since, Nomination.id)
    )
    return Page(db.session.execute(part(query, page)).all(), total, page)


def _count(model: type[Tick] | type[Inquiry], *conditions: ColumnElement[bool]) -> Any:
    return (
        select(func.count())
        .select_from(model)
        .where(model.nomination_id == Nomination.id, *conditions)
        .correlate(Nomination)
        .scalar_subquery()
    )


def ticks_of(nomination_id: int) -> dict[str, Tick]:
    """The requirements ticked so far, by their key."""
    found = db.session.scalars(select(Tick).where(Tick.nomination_id == nomination_id))
    return {tick.check_key: tick for tick in found}


def inquiries_of(nomination_id: int) -> dict[str, Inquiry]:
    """The departments asked so far, by their key."""
    found = db.session.scalars(select(Inquiry).where(Inquiry.nomination_id == nomination_id))
    return {inquiry.department: inquiry for inquiry in found}


def is_vetoed(nomination_id: int) -> bool:
    """Whether a department answered that there is something against the person. One query."""
    return any(inquiry.answer == Answer.ADVERSE for inquiry in inquiries_of(nomination_id).values())


def obstacles(nomination: Nomination) -> list[str]:
    """Why this nomination cannot be passed yet. Two queries."""
    programme = programme_of(nomination.cycle)
    return vetting.obstacles(
        checks=programme.checks,
        ticked={key: tick.is_met for key, tick in ticks_of(nomination.id).items()},
        departments=programme.departments,
        answers={key: inquiry.answer for key, inquiry in inquiries_of(nomination.id).items()},
    )


def unit_record(nomination_id: int) -> UnitRecord | None:
    """What the unit recorded, shown beside the requirements."""
    return db.session.get(UnitRecord, nomination_id)


def pending(cycle_id: int, department: str) -> Sequence[Row[Inquiry, str, str | None, str]]:
    """The unanswered inquiries of one department: inquiry with the person's name, unit and receipt."""
    return db.session.execute(
        select(Inquiry, Nomination.name, Nomination.receipt, Organisation.name.label("unit"))
        .join(Nomination, Nomination.id == Inquiry.nomination_id)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(
            Nomination.cycle_id == cycle_id,
            Nomination.stage.in_(AT_THE_CITY),
            Inquiry.department == department,
            Inquiry.answer == Answer.PENDING,
        )
        .order_by(Inquiry.asked_at, Inquiry.id)
        .limit(PAGE)
    ).all()


def asked_and_pending(cycle_id: int) -> dict[str, tuple[int, int]]:
    """How many each department was asked about, and how many it still owes."""
    rows = db.session.execute(
        select(
            Inquiry.department,
            func.count(),
            func.count().filter(Inquiry.answer == Answer.PENDING, Nomination.stage.in_(AT_THE_CITY)),
        )
        .join(Nomination, Nomination.id == Inquiry.nomination_id)
        .where(Nomination.cycle_id == cycle_id)
        .group_by(Inquiry.department)
    )
    return {department: (asked, owed) for department, asked, owed in rows}


def unasked(cycle_id: int) -> list[Nomination]:
    """Forwarded nominations about which no department has been asked yet."""
    asked = select(Inquiry.id).where(Inquiry.nomination_id == Nomination.id).exists()
    query = select(Nomination).where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.FORWARDED, ~asked)
    return list(db.session.scalars(query.order_by(Nomination.id)))


def ready(cycle_id: int) -> list[Nomination]:
    """Forwarded nominations whose last inquiry has been answered: those a batch may try to pass."""
    owed = select(Inquiry.id).where(Inquiry.nomination_id == Nomination.id, Inquiry.answer == Answer.PENDING).exists()
    met = select(Tick.id).where(Tick.nomination_id == Nomination.id).exists()
    query = select(Nomination).where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.FORWARDED, ~owed, met)
    return list(db.session.scalars(query.order_by(Nomination.id)))


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """What waits for the city: nominations to check; what it waits for: corrections by units."""
    if actor.role != Role.CITY_OFFICER:
        return []
    waiting = (
        select(Cycle.id, Cycle.name, Tally.stage, func.sum(Tally.number), func.max(Deadline.closes_at))
        .join(Tally, Tally.cycle_id == Cycle.id)
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.CHECK))
        .where(Tally.stage.in_(AT_THE_CITY), run_by(actor))
        .group_by(Cycle.id, Cycle.name, Tally.stage)
        .having(func.sum(Tally.number) > 0)
    )
    return [Question(waiting, _todo)]


def _todo(cycle_id: int, cycle_name: str, stage: Stage, number: int, closes_at: datetime | None) -> Todo:
    values = {"cycle_id": cycle_id}
    if stage == Stage.FORWARDED:
        return Todo(f"审查 {number} 份上报材料", cycle_name, "vetting.index", values, closes_at)
    return Todo(f"{number} 份材料等单位补正", cycle_name, "vetting.index", values, mine=False)
