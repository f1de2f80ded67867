"""What the pages of the committee room share."""

from fractions import Fraction

from flask import Blueprint, abort

from models.ballot import Meeting, Round
from models.vocabulary import Role
from selection.access import actor
from selection.committee import queries
from selection.rules.programme import Programme

bp = Blueprint("committee", __name__, url_prefix="/committee")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.JUROR)
WHY = {"vote": "", "tie": "票数相同，再投一轮", "short": "名额未满，再投一轮"}


def seen(meeting_id: int) -> Meeting:
    """A meeting within reach, or no such page."""
    return queries.get(actor(), meeting_id) or abort(404)


def seen_round(meeting_id: int, number: int) -> Round:
    """A round of a meeting within reach, or no such page."""
    return queries.get_round(seen(meeting_id), number) or abort(404)


def about(programme: Programme, round_: Round) -> str:
    """What a round asks, in words: the title, and why it is asked again."""
    title = programme.title_named(round_.title_key or "")
    named = title.name if title else "、".join(each.name for each in programme.titles)
    why = WHY.get(round_.why, "")
    return f"{named}，{why}" if why else named


def share_of(share: Fraction) -> str:
    """A share in words: 1/2."""
    return f"{share.numerator}/{share.denominator}"
