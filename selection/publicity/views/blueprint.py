"""The blueprint of publicity, and what its pages share."""

from flask import Blueprint
from flask_login import current_user

from models.publicity import AnyNotice, Notice
from models.vocabulary import Role
from selection.access import actor
from selection.rules.standing import Actor, organises

bp = Blueprint("publicity", __name__)

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
LOCAL = (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.UNION_OFFICER, Role.UNION_HEAD)


def visitor() -> Actor | None:
    """Whoever is signed in and acts in a role."""
    return actor() if current_user.is_authenticated and current_user.role else None


def is_owner(notice: AnyNotice, acting: Actor | None) -> bool:
    """Whether a notice is this person's to look after: his house's own officer, not its supervisor."""
    if acting is None:
        return False
    if isinstance(notice, Notice):
        return acting.role is Role.CITY_OFFICER and organises(acting, notice.cycle.organiser_id)
    return notice.organisation_id == acting.organisation_id and acting.role in LOCAL
