"""The blueprint of what a union does, and what its pages share."""

from flask import Blueprint

from models.vocabulary import Role
from selection.errors import Reason

bp = Blueprint("recommendations", __name__)
UNION = (Role.UNION_OFFICER, Role.UNION_HEAD)


def problems_of(reasons: list[Reason]) -> list[tuple[str, str]]:
    """Reasons of a refusal as lines on top of the form, which keeps what was typed."""
    return [("", f"{each.why.rstrip('。')}。{each.cure}") for each in reasons]
