"""The blueprint, and what every page of a draft begins with."""

from flask import Blueprint, abort

from models.definition import DefinitionDraft
from models.vocabulary import Role
from selection.access import actor
from selection.programmes import drafts
from selection.programmes.drafts import BEGUN

bp = Blueprint("programmes", __name__, url_prefix="/programmes")

WRITERS = (Role.CITY_OFFICER,)
READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)


def found(draft_id: int) -> DefinitionDraft:
    """A draft within reach."""
    return drafts.get(actor(), draft_id) or abort(404)


def may_write(draft: DefinitionDraft) -> bool:
    """Whether the page offers to change it."""
    return actor().role in WRITERS and drafts.standing(draft) == BEGUN


def whole_number(typed: str | None) -> int:
    """A number from a hidden field or a button; 0 for anything else."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
