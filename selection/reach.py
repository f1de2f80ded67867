"""Whose cycles somebody runs or watches: the city's, or those of his own union."""

from sqlalchemy import ColumnElement, true

from models.programme import Cycle
from models.vocabulary import Level, Role
from selection.rules.standing import Actor


def run_by(actor: Actor) -> ColumnElement[bool]:
    """The cycles this actor's house runs; the city's supervisor watches those of the unions as well."""
    if actor.level is Level.CITY:
        return true() if actor.role is Role.SUPERVISOR else Cycle.organiser_id.is_(None)
    return Cycle.organiser_id == actor.organisation_id
