"""Honours taken back: the certificate page, the register and the rules all ask here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from models.honour import Honour, Revocation
from models.vocabulary import Ground
from selection.database import db

STANDS: ColumnElement[bool] = Honour.id.not_in(select(Revocation.honour_id))
"""A condition on ``Honour``: it has not been taken back."""


@dataclass(frozen=True)
class Revoked:
    """What may be said in public of a revocation: since when, on what ground, by whom; never the facts of the case."""

    on: date
    ground: Ground
    by: str


def revoked(honour_ids: Collection[int]) -> dict[int, Revoked]:
    """Those of these honours that have been taken back. One query."""
    query = select(Revocation.honour_id, Revocation.revoked_on, Revocation.ground, Revocation.revoker_name)
    rows = db.session.execute(query.where(Revocation.honour_id.in_(honour_ids)))
    return {honour_id: Revoked(on, ground, by) for honour_id, on, ground, by in rows}


def revocation_of(honour_id: int) -> Revoked | None:
    """The revocation of one honour, if it has been taken back. One query."""
    return revoked([honour_id]).get(honour_id)
