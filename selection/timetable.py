"""截止时间: one source for what is shown and what is enforced."""

from datetime import datetime

from sqlalchemy import select

from models.programme import Deadline, Extension
from models.vocabulary import Phase
from selection.database import db


def closing_times(cycle_id: int, union_id: int | None = None) -> dict[Phase, datetime]:
    """When each phase closes, with this union's extensions. Two queries."""
    times = {row.phase: row.closes_at for row in db.session.scalars(select(Deadline).filter_by(cycle_id=cycle_id))}
    if union_id is not None:
        mine = select(Extension).filter_by(cycle_id=cycle_id, union_id=union_id)
        for row in db.session.scalars(mine):
            times[row.phase] = max(row.closes_at, times.get(row.phase, row.closes_at))
    return times


def closes_at(cycle_id: int, phase: Phase, union_id: int | None = None) -> datetime | None:
    """When this phase closes for this union; None where the cycle sets no time."""
    return closing_times(cycle_id, union_id).get(phase)


def is_open(closes: datetime | None, now: datetime) -> bool:
    """Whether something received at this moment is in time: the closing moment itself still is."""
    return closes is None or now <= closes
