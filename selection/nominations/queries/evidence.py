"""One file of one nomination."""

import json

from sqlalchemy import select

from models.nomination import Evidence, Nomination
from models.vocabulary import Role
from selection.database import db
from selection.nominations.queries.dossiers import latest_dossier
from selection.nominations.queries.reach import LARGEST_ID
from selection.rules.standing import Actor

SEES_WHAT_WAS_REMOVED = (Role.CITY_OFFICER, Role.SUPERVISOR)


def file_of(nomination: Nomination, evidence_id: int) -> Evidence | None:
    """The file with this id if it belongs to this nomination, also when it has been taken away since it was sealed."""
    if not 0 < evidence_id <= LARGEST_ID:
        return None
    return db.session.scalars(select(Evidence).filter_by(id=evidence_id, nomination_id=nomination.id)).one_or_none()


def readable(actor: Actor, nomination: Nomination, evidence_id: int) -> Evidence | None:
    """The same for somebody who wants to read it.

    What was removed stays with those who look into how a dossier came about; everybody else reads what the dossier
    shows: what stands, and what the sealed version still lists while it is being corrected.
    """
    file = file_of(nomination, evidence_id)
    if file is None or file.removed_at is None or actor.role in SEES_WHAT_WAS_REMOVED:
        return file
    dossier = latest_dossier(nomination)
    sealed = json.loads(dossier.content).get("evidence", ()) if dossier else ()
    return file if file.id in [each["id"] for each in sealed] else None
