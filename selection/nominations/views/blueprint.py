"""The blueprint, and what every page of a nomination begins with."""

from flask import Blueprint, abort

from models.nomination import Nomination
from models.vocabulary import Role
from selection.access import actor
from selection.nominations import queries

bp = Blueprint("nominations", __name__)

UNIT = (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE)
READERS = (*UNIT, Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)


def found(nomination_id: int) -> Nomination:
    """The nomination, if this actor may see it; otherwise there is no such page."""
    return queries.get(actor(), nomination_id) or abort(404)
