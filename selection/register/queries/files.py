"""Files, and which of them are one person: every read of the register begins here."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import joinedload

from models.nomination import Nomination
from models.people import Affiliation, Person, User
from models.register import RegisterFile
from models.vocabulary import Level, Role
from selection.database import db
from selection.rules.standing import CITY_WIDE, UNION, UNIT, Actor

HOLDER: ColumnElement[int] = func.coalesce(RegisterFile.merged_into_id, RegisterFile.person_id)
"""Who answers for a file: the one it was merged into, or itself."""


def reach(actor: Actor) -> ColumnElement[bool]:
    """The files this actor may open; a condition on ``RegisterFile``.

    The city and the supervisor: all. A union: people who work at its units now. A unit: its own. A person belongs to a
    unit if any of his merged files says so. Somebody who put himself forward: his own.
    """
    if is_city_wide(actor):
        return true()
    if actor.role in UNION or (actor.role in CITY_WIDE and actor.level is Level.UNION):
        units = select(Affiliation.unit_id).where(
            Affiliation.union_id == actor.organisation_id, Affiliation.until.is_(None)
        )
        return RegisterFile.person_id.in_(_working_at(units))
    if actor.role in UNIT:
        return RegisterFile.person_id.in_(_working_at([actor.organisation_id]))
    return RegisterFile.person_id.in_(_of(actor)) if actor.role is Role.NOMINEE else false()


def is_city_wide(actor: Actor) -> bool:
    """Whether somebody looks after the whole register: the city's people, not the organisers of a union's award."""
    return actor.role in CITY_WIDE and actor.level is Level.CITY


def _of(actor: Actor) -> Select[int]:
    """The file of the person who put himself forward with this account, once his unit has signed and it was submitted.

    The account's name must be the person's: whoever typed another's ID number reads nothing of him.
    """
    file = RegisterFile.__table__.alias("own_file")
    return (
        select(func.coalesce(file.c.merged_into_id, file.c.person_id))
        .join(Nomination, Nomination.person_id == file.c.person_id)
        .join(Person, Person.id == Nomination.person_id)
        .join(User, User.id == Nomination.opened_by)
        .where(User.id == actor.user_id, Person.name == User.name)
    )


def own(actor: Actor) -> int | None:
    """Whose file somebody opens who may open but his own; None where there is none yet. One query."""
    return db.session.scalar(select(RegisterFile.person_id).where(RegisterFile.person_id.in_(_of(actor))).limit(1))


def _working_at(units: Select[int] | Collection[int | None]) -> Select[int]:
    file = RegisterFile.__table__.alias("at_a_unit")
    holder = func.coalesce(file.c.merged_into_id, file.c.person_id)
    return select(holder).where(file.c.unit_id.in_(units))


def get(actor: Actor, person_id: int) -> RegisterFile | None:
    """The file of a person within reach, with the person and the unit; of a merged one, the file that answers for it.

    One query.
    """
    file = RegisterFile.__table__.alias("asked")
    asked = (
        select(func.coalesce(file.c.merged_into_id, file.c.person_id))
        .where(file.c.person_id == person_id)
        .scalar_subquery()
    )
    whole = (joinedload(RegisterFile.person, innerjoin=True), joinedload(RegisterFile.unit))
    query = select(RegisterFile).where(RegisterFile.person_id == asked, reach(actor)).options(*whole)
    return db.session.scalars(query).one_or_none()


def family(person_id: int) -> Select[int]:
    """The persons this file answers for, itself included: for ``IN``."""
    return (
        select(Person.id)
        .where(Person.id == person_id)
        .union_all(  # type: ignore[return-value]
            select(RegisterFile.person_id).where(RegisterFile.merged_into_id == person_id)
        )
    )


def holders(person_ids: Collection[int]) -> Mapping[int, int]:
    """Who answers for each of these persons; whoever has no file answers for himself. One query."""
    found = {each: each for each in person_ids}
    query = select(RegisterFile.person_id, HOLDER).where(RegisterFile.person_id.in_(person_ids))
    found.update((person_id, holder) for person_id, holder in db.session.execute(query))
    return found


def families(holder_ids: Collection[int]) -> Mapping[int, list[int]]:
    """The persons each of these files answers for, itself first. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for each in holder_ids:
        found[each].append(each)
    merged = select(HOLDER, RegisterFile.person_id).where(RegisterFile.merged_into_id.in_(holder_ids))
    for holder, person_id in db.session.execute(merged.order_by(RegisterFile.person_id)):
        found[holder].append(person_id)
    return found
