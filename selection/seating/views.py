"""A list on trial before the vote, and what another limit would have changed after it."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from models.ballot import Meeting
from models.vocabulary import Role
from selection.access import actor, for_roles
from selection.committee import queries as committee
from selection.seating import queries

bp = Blueprint("seating", __name__, url_prefix="/seating")
STEPS = (0, 1, 2, 5, 10)


@bp.get("/meetings/<int:meeting_id>")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def difference(meeting_id: int) -> ResponseReturnValue:
    """One limit of the award relaxed: who would have come in, who would have gone."""
    meeting = _meeting(meeting_id)
    if meeting.closed_at is None:
        abort(404)
    votes = queries.votes(meeting)
    chosen = request.args.get("limit", -1, int)
    by = request.args.get("by", 0, int)
    limit = votes.limits[chosen] if 0 <= chosen < len(votes.limits) else None
    return render_template(
        "seating/difference.html",
        meeting=meeting,
        programme=votes.programme,
        limits=list(enumerate(votes.limits)),
        names={group.key: group.name for group in votes.groups},
        title_names={title.key: title.name for title in votes.programme.titles},
        chosen=chosen,
        by=by if by in STEPS else 0,
        steps=STEPS,
        is_as_resolved=votes.is_as_resolved,
        found=votes.without(limit, by if by in STEPS else 0) if limit and votes.is_as_resolved else None,
    )


@bp.route("/meetings/<int:meeting_id>/trial", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR, Role.JUROR)
def trial(meeting_id: int) -> ResponseReturnValue:
    """A list put together to see what fits: posted, so that no address tells it, and never stored."""
    meeting = _meeting(meeting_id)
    if meeting.closed_at is not None:
        abort(404)
    ticks = [int(each) for each in request.form.getlist("listed") if each.isascii() and each.isdecimal()]
    found = queries.trial(meeting, ticks)
    groups = {group.key: group.name for group in found.groups}
    return render_template("seating/trial.html", meeting=meeting, found=found, group_names=groups)


def _meeting(meeting_id: int) -> Meeting:
    return committee.get(actor(), meeting_id) or abort(404)
