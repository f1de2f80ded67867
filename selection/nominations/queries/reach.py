"""Whose nominations somebody sees: where every read of nominations starts."""

from collections.abc import Sequence

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload, load_only
from sqlalchemy.sql.base import ExecutableOption

from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Role
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
    if actor.role in UNION:
        return query.where(Nomination.union_id == actor.organisation_id, Nomination.submitted_at.is_not(None))
    if actor.role in CITY_WIDE:
        if actor.role == Role.CITY_OFFICER:
            query = query.where(Nomination.submitted_at.is_not(None))
        return query.where(Nomination.cycle_id.in_(select(Cycle.id).where(run_by(actor))))
    return query.where(false())


WHOLE = (
    joinedload(Nomination.cycle, innerjoin=True),
    joinedload(Nomination.unit, innerjoin=True),
    joinedload(Nomination.union, innerjoin=True),
)
OUTLINE = (load_only(Nomination.stage, Nomination.submitted_at),)


def get(actor: Actor, nomination_id: int) -> Nomination | None:
    """One nomination with its cycle, unit and union, if it is within reach. One query."""
    return _one(actor, nomination_id, WHOLE)


def outline(actor: Actor, nomination_id: int) -> Nomination | None:
    """The same with only its stage read: for an act, which reads everything again behind its lock. One query."""
    return _one(actor, nomination_id, OUTLINE)


def _one(actor: Actor, nomination_id: int, options: Sequence[ExecutableOption]) -> Nomination | None:
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    query = visible_to(actor).where(Nomination.id == nomination_id).options(*options)
    return db.session.scalars(query).one_or_none()
