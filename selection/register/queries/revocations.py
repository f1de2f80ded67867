"""Honours that were taken back, and what is still to come back."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from models.honour import Honour, Revocation
from models.people import Person
from models.register import RegisterFile
from selection.database import db
from selection.paging import Page, part, within
from selection.register.queries.files import get as file_of
from selection.rules.standing import Actor


def listed(*, page: int = 1) -> Page[Any]:
    """Every revocation, newest first. Two queries.

    Columns: the revocation; name, person_id, title_name, batch_year and unit_name of its honour.
    """
    page = within(page)
    total = db.session.scalar(select(func.count(Revocation.id))) or 0
    query = (
        select(Revocation, Person.name, Honour.person_id, Honour.title_name, Honour.batch_year, Honour.unit_name)
        .join(Honour, Honour.id == Revocation.honour_id)
        .join(Person, Person.id == Honour.person_id)
        .order_by(Revocation.revoked_at.desc(), Revocation.id.desc())
    )
    return Page(db.session.execute(part(query, page)).all(), total, page)


def get(revocation_id: int) -> Revocation | None:
    """One revocation with its honour and its holder. One query."""
    whole = joinedload(Revocation.honour, innerjoin=True).joinedload(Honour.person, innerjoin=True)
    return db.session.scalars(select(Revocation).where(Revocation.id == revocation_id).options(whole)).one_or_none()


def honour(actor: Actor, honour_id: int) -> tuple[Honour, RegisterFile] | None:
    """An honour of somebody within reach, with his file. Two queries."""
    found = db.session.get(Honour, honour_id)
    file = file_of(actor, found.person_id) if found is not None else None
    return (found, file) if found is not None and file is not None else None
