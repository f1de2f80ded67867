"""The form of a nomination and what came back of it; whose nomination it is, `nominations.queries` says."""

from collections.abc import Sequence

from sqlalchemy import select

from models.approval import ApprovalForm, FormScan
from models.nomination import Nomination
from models.vocabulary import Level, Role
from selection.database import db

LARGEST_ID = 2**63 - 1
LEVEL_OF = {Role.UNIT_OFFICER: Level.UNIT, Role.UNION_OFFICER: Level.UNION, Role.CITY_OFFICER: Level.CITY}
"""Who makes forms and brings scans back, and for which level; in a cycle run by a union its officer stands highest."""


def form_of(nomination: Nomination) -> ApprovalForm | None:
    """The form of the latest version that has one. One query."""
    query = select(ApprovalForm).filter_by(nomination_id=nomination.id).order_by(ApprovalForm.version.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def scans_of(nomination: Nomination) -> Sequence[FormScan]:
    """Every scan that was taken, latest first. One query."""
    query = select(FormScan).filter_by(nomination_id=nomination.id).order_by(FormScan.id.desc()).limit(100)
    return db.session.scalars(query).all()


def scan_of(nomination: Nomination, scan_id: int) -> FormScan | None:
    """One scan if it belongs to this nomination. One query."""
    if not 0 < scan_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(FormScan).filter_by(id=scan_id, nomination_id=nomination.id)).one_or_none()
