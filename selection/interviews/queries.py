"""Who waits for an interview, the sittings of a cycle, and what a judge has before him; never what another gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from models.interview import Sitting, SittingJudge, Slot, SlotSheet
from models.nomination import Nomination
from models.people import Membership, Organisation, User
from models.programme import Cycle, Deadline
from models.vocabulary import Level, Phase, Role, Stage
from selection.database import db
from selection.nominations.queries.reach import LARGEST_ID
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo

MOST = 200


@dataclass(frozen=True)
class Hearing:
    """One candidate of a sitting as one judge has him: the slot, his own sheet if he has begun one."""

    slot: Slot
    sitting: Sitting
    nomination: Nomination
    cycle: Cycle
    sheet: SlotSheet | None


def waiting(cycle_id: int) -> Sequence[Row[Any]]:
    """Those of a cycle who wait: id, name, occupation, receipt, unit, sitting, starts at, total, absent."""
    columns: Sequence[Any] = (
        *(Nomination.id, Nomination.name, Nomination.occupation, Nomination.receipt),
        Organisation.name.label("unit"),
        *(Sitting.id.label("sitting_id"), Sitting.name.label("sitting"), Sitting.closed_at),
        *(Slot.starts_at, Slot.total, Slot.is_absent),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .outerjoin(Slot, Slot.nomination_id == Nomination.id)
        .outerjoin(Sitting, Sitting.id == Slot.sitting_id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.INTERVIEWING)
        .order_by(Slot.total.is_(None), Slot.total.desc(), Nomination.receipt)
        .limit(MOST)
    ).all()
    return rows


def unplaced(cycle_id: int) -> list[Nomination]:
    """Those who wait and are in no sitting, or were absent from one that is closed; by receipt."""
    query = (
        select(Nomination)
        .outerjoin(Slot, Slot.nomination_id == Nomination.id)
        .outerjoin(Sitting, Sitting.id == Slot.sitting_id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.INTERVIEWING)
        .where(Slot.nomination_id.is_(None) | (Slot.is_absent & Sitting.closed_at.is_not(None)))
        .order_by(Nomination.receipt)
    )
    return list(db.session.scalars(query))


def sittings(cycle_id: int) -> Sequence[Row[Sitting, int, int]]:
    """The sittings of a cycle, the latest first: the row, how many candidates, how many of them called."""
    return db.session.execute(
        select(Sitting, func.count(Slot.nomination_id).label("number"), func.count(Slot.called_at).label("heard"))
        .outerjoin(Slot, Slot.sitting_id == Sitting.id)
        .where(Sitting.cycle_id == cycle_id)
        .group_by(Sitting.id)
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    ).all()


def sitting(sitting_id: int) -> Sitting | None:
    """One sitting."""
    return db.session.get(Sitting, sitting_id) if 0 < sitting_id <= LARGEST_ID else None


def named(cycle_id: int, name: str) -> bool:
    """Whether the cycle has a sitting of this name."""
    return db.session.scalar(select(Sitting.id).filter_by(cycle_id=cycle_id, name=name)) is not None


def slots(sitting_id: int) -> Sequence[Row[Any]]:
    """The candidates of a sitting in running order: slot, id, name, occupation, receipt, stage, unit, sheets in."""
    handed_in = (
        select(func.count(SlotSheet.handed_in_at))
        .where(SlotSheet.nomination_id == Slot.nomination_id)
        .correlate(Slot)
        .scalar_subquery()
        .label("handed_in")
    )
    columns: Sequence[Any] = (
        *(Slot, Nomination.id, Nomination.name, Nomination.occupation, Nomination.receipt, Nomination.stage),
        *(Nomination.unit_id, Organisation.name.label("unit"), handed_in),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(Nomination, Nomination.id == Slot.nomination_id)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Slot.sitting_id == sitting_id)
        .order_by(Slot.position, Nomination.receipt)
    ).all()
    return rows


def slot(nomination_id: int) -> Slot | None:
    """The slot of one candidate."""
    return db.session.get(Slot, nomination_id) if 0 < nomination_id <= LARGEST_ID else None


def judges(sitting_id: int) -> Sequence[Row[int, str]]:
    """The judges of a sitting: user id, name."""
    return db.session.execute(
        select(User.id, User.name)
        .join(SittingJudge, SittingJudge.judge_id == User.id)
        .where(SittingJudge.sitting_id == sitting_id)
        .order_by(User.id)
    ).all()


def sheets(sitting_id: int) -> Sequence[SlotSheet]:
    """Every sheet of a sitting, for its closing."""
    query = select(SlotSheet).join(Slot, Slot.nomination_id == SlotSheet.nomination_id)
    return db.session.scalars(query.where(Slot.sitting_id == sitting_id)).all()


def hearings(actor: Actor) -> list[Hearing]:
    """What a judge has in sittings that are not closed, in running order; nobody of his own unit."""
    rows = db.session.execute(_his(actor).order_by(Sitting.starts_at, Sitting.id, Slot.position))
    return [Hearing(*row) for row in rows]


def hearing(actor: Actor, nomination_id: int) -> Hearing | None:
    """One candidate before this judge, once he was called."""
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    query = _his(actor).where(Slot.nomination_id == nomination_id, Slot.called_at.is_not(None))
    row = db.session.execute(query.execution_options(populate_existing=True)).one_or_none()
    return Hearing(*row) if row else None


def _his(actor: Actor) -> Any:
    own_units = (
        select(Membership.organisation_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == actor.user_id, Organisation.level == Level.UNIT)
    )
    return (
        select(Slot, Sitting, Nomination, Cycle, SlotSheet)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(SittingJudge, (SittingJudge.sitting_id == Sitting.id) & (SittingJudge.judge_id == actor.user_id))
        .join(Nomination, Nomination.id == Slot.nomination_id)
        .join(Cycle, Cycle.id == Sitting.cycle_id)
        .outerjoin(SlotSheet, (SlotSheet.nomination_id == Slot.nomination_id) & (SlotSheet.judge_id == actor.user_id))
        .where(Sitting.closed_at.is_(None), Sitting.drawn_at.is_not(None), Slot.is_absent.is_(False))
        .where(Nomination.stage == Stage.INTERVIEWING, Nomination.unit_id.not_in(own_units))
    )


def conflicted(sitting_id: int) -> set[tuple[int, int]]:
    """Judges and candidates of one unit: user id, nomination id."""
    rows = db.session.execute(
        select(SittingJudge.judge_id, Slot.nomination_id)
        .join(Slot, Slot.sitting_id == SittingJudge.sitting_id)
        .join(Nomination, Nomination.id == Slot.nomination_id)
        .join(Membership, Membership.user_id == SittingJudge.judge_id)
        .where(SittingJudge.sitting_id == sitting_id, Membership.organisation_id == Nomination.unit_id)
    )
    return {(row[0], row[1]) for row in rows}


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """Interviews to hold, for whoever runs the cycle; candidates to score, for a judge."""
    if actor.role is Role.EXPERT:
        return [Question(_called(actor), _to_judge)]
    if actor.role is not Role.CITY_OFFICER:
        return []
    waiting_here = (
        select(Cycle.id, Cycle.name, func.count(Nomination.id), func.max(Deadline.closes_at))
        .join(Nomination, (Nomination.cycle_id == Cycle.id) & (Nomination.stage == Stage.INTERVIEWING))
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.INTERVIEW))
        .where(run_by(actor))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id)
    )
    return [Question(waiting_here, _to_hold)]


def _called(actor: Actor) -> Any:
    return (
        select(Sitting.name, Sitting.place, func.count(Slot.nomination_id), Sitting.starts_at)
        .join(SittingJudge, SittingJudge.sitting_id == Sitting.id)
        .join(Slot, Slot.sitting_id == Sitting.id)
        .where(SittingJudge.judge_id == actor.user_id, Sitting.closed_at.is_(None), Sitting.drawn_at.is_not(None))
        .group_by(Sitting.id, Sitting.name, Sitting.place, Sitting.starts_at)
        .order_by(Sitting.id)
    )


def _to_judge(name: str, place: str, number: int, starts_at: datetime) -> Todo:
    return Todo(f"{name}，{number} 人面试", place, "interviews.judging", {}, starts_at)


def _to_hold(cycle_id: int, name: str, number: int, due_at: datetime | None) -> Todo:
    return Todo(f"组织 {number} 场面试", name, "interviews.index", {"cycle_id": cycle_id}, due_at)
