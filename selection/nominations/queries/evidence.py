"""One file of one nomination."""

from sqlalchemy import select

from models.nomination import Evidence, Nomination
from selection.database import db
from selection.nominations.queries.reach import LARGEST_ID


def file_of(nomination: Nomination, evidence_id: int) -> Evidence | None:
    """The file with this id if it belongs to this nomination, also when it has been taken away since it was sealed."""
    if not 0 < evidence_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(Evidence).filter_by(id=evidence_id, nomination_id=nomination.id)).one_or_none()
