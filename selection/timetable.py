"""截止时间: one source for what is shown and what is enforced."""

from datetime import datetime

from sqlalchemy import bindparam, select

from models.programme import Deadline, Extension
from models.vocabulary import Phase
from selection.database import db

_MINE = (
    (Extension.cycle_id == Deadline.cycle_id)
    & (Extension.phase == Deadline.phase)
    & (Extension.union_id == bindparam("union_id", type_=Extension.union_id.type))
)
_TIMES = (
    select(Deadline.phase, Deadline.closes_at, Extension.closes_at)
    .outerjoin(Extension, _MINE)
    .where(Deadline.cycle_id == bindparam("cycle_id"))
)
"""Built once: nearly every page and step asks it."""


def closing_times(cycle_id: int, union_id: int | None = None) -> dict[Phase, datetime]:
    """When each phase closes, with this union's extensions. One query."""
    rows = db.session.execute(_TIMES, {"cycle_id": cycle_id, "union_id": union_id})
    return {phase: max(closes, later or closes) for phase, closes, later in rows}


def closes_at(cycle_id: int, phase: Phase, union_id: int | None = None) -> datetime | None:
    """When this phase closes for this union; None where the cycle sets no time."""
    return closing_times(cycle_id, union_id).get(phase)


def is_open(closes: datetime | None, now: datetime) -> bool:
    """Whether something received at this moment is in time: the closing moment itself still is."""
    return closes is None or now <= closes
