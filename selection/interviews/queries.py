"""Who waits for an interview."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Cycle, Deadline
from models.vocabulary import Phase, Role, Stage
from selection.database import db
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo

MOST = 200


def waiting(cycle_id: int) -> Sequence[Row[Any]]:
    """Those of a cycle who wait for their interview, by receipt: id, name, occupation, receipt, unit. One query."""
    columns: Sequence[Any] = (
        *(Nomination.id, Nomination.name, Nomination.occupation, Nomination.receipt),
        Organisation.name.label("unit"),
    )
    rows: Sequence[Row[Any]] = db.session.execute(
        select(*columns)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.INTERVIEWING)
        .order_by(Nomination.receipt)
        .limit(MOST)
    ).all()
    return rows


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """Interviews to hold, for whoever runs the cycle."""
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


def _to_hold(cycle_id: int, name: str, number: int, due_at: datetime | None) -> Todo:
    return Todo(f"组织 {number} 场面试", name, "interviews.index", {"cycle_id": cycle_id}, due_at)
