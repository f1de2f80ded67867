"""截止时间: one source for what is shown and what is enforced."""

from datetime import datetime

from sqlalchemy import select

from models.programme import Deadline, Extension
from models.vocabulary import Phase
from selection.database import db


def closing_times(cycle_id: int, union_id: int | None = None) -> dict[Phase, datetime]:
    """When each phase closes, with this union's extensions. One query."""
    mine = (Extension.cycle_id == Deadline.cycle_id) & (Extension.phase == Deadline.phase)
    query = (
        select(Deadline.phase, Deadline.closes_at, Extension.closes_at)
        .outerjoin(Extension, mine & (Extension.union_id == union_id))
        .where(Deadline.cycle_id == cycle_id)
    )
    return {phase: max(closes, later or closes) for phase, closes, later in db.session.execute(query)}


def closes_at(cycle_id: int, phase: Phase, union_id: int | None = None) -> datetime | None:
    """When this phase closes for this union; None where the cycle sets no time."""
    return closing_times(cycle_id, union_id).get(phase)


def is_open(closes: datetime | None, now: datetime) -> bool:
    """Whether something received at this moment is in time: the closing moment itself still is."""
    return closes is None or now <= closes
