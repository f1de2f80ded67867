"""Whose nominations somebody sees: where every read of nominations starts."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, false, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.elements import SQLCoreOperations

from models.nomination import Nomination
from models.programme import Cycle
from models.tally import Tally
from models.vocabulary import Level, Role
from selection.database import db
from selection.reach import run_by
from selection.rules.standing import CITY_WIDE, UNION, UNIT, Actor

LARGEST_ID = 2**63 - 1


def visible_to(actor: Actor) -> Select[Nomination]:
    """The nominations within this actor's reach; drafts stay with the unit and the supervisor.

    The officer and the supervisor of a cycle reach those of the cycles their own house runs.

    Experts and jurors reach dossiers through their assignments and meetings, not from here.
    """
    query = select(Nomination)
    if actor.role == Role.NOMINEE:
        return query.where(Nomination.opened_by == actor.user_id)
    if actor.role in UNIT:
        return query.where(Nomination.unit_id == actor.organisation_id)
    return query.where(*_above_the_unit(actor, Nomination, Nomination.submitted_at.is_not(None)))


def _above_the_unit(
    actor: Actor, row: type[Nomination | Tally], is_submitted: SQLCoreOperations[bool]
) -> Sequence[SQLCoreOperations[bool]]:
    """The reach of unions, of officers and of supervisors: of nominations and of their tally alike."""
    if actor.role in UNION:
        return [row.union_id == actor.organisation_id, is_submitted]
    if actor.role not in CITY_WIDE:
        return [false()]
    theirs = row.cycle_id.in_(select(Cycle.id).where(run_by(actor)))
    return [theirs, is_submitted] if actor.role == Role.CITY_OFFICER else [theirs]


def tallied_for(actor: Actor) -> Select[int] | None:
    """How many those are, from the tally; None for a unit and a nominee, whose few are counted one by one."""
    if actor.role == Role.NOMINEE or actor.role in UNIT:
        return None
    number = func.coalesce(func.sum(Tally.number), 0)
    return select(number).where(*_above_the_unit(actor, Tally, Tally.is_submitted))


WHOLE = (
    joinedload(Nomination.cycle, innerjoin=True),
    joinedload(Nomination.unit, innerjoin=True),
    joinedload(Nomination.union, innerjoin=True),
)


def anybody(role: Role | None, level: Level | None) -> Actor:
    """Whoever acts in this role: for statements that are built once, as building them costs more than asking.

    They are asked with ``who(actor)``.
    """
    user_id: Any = bindparam("user_id")
    organisation_id: Any = bindparam("organisation_id")
    return Actor(user_id, "", role, organisation_id, "", level)


def who(actor: Actor) -> dict[str, Any]:
    """The values of a statement that was built for ``anybody``."""
    return {"user_id": actor.user_id, "organisation_id": actor.organisation_id}


@cache
def whole(role: Role | None, level: Level | None) -> Select[Nomination]:
    """One nomination within reach, ``nomination_id``, with its cycle, unit and union."""
    visible = visible_to(anybody(role, level))
    return visible.where(Nomination.id == bindparam("nomination_id")).options(*WHOLE)


def get(actor: Actor, nomination_id: int) -> Nomination | None:
    """One nomination with its cycle, unit and union, if it is within reach. One query."""
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    query = whole(actor.role, actor.level)
    return db.session.scalars(query, {**who(actor), "nomination_id": nomination_id}).one_or_none()
