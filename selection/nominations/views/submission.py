"""Submission and resubmission: one page that lists everything at once, one press, one receipt."""

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import Act
from selection import clock
from selection.access import actor, for_roles
from selection.errors import Reason, Refused
from selection.nominations import actions, queries
from selection.nominations.queries.form import RETURNED
from selection.nominations.views.blueprint import READERS, UNIT, bp, found
from selection.nominations.views.presentation import place_of
from selection.workflow import programme_of


def _act(nomination: Nomination) -> Act:
    return Act.RESUBMIT if nomination.stage in RETURNED else Act.SUBMIT


def _is_handed_in(nomination: Nomination) -> bool:
    """Whoever submits again, from another window, is shown the receipt he has."""
    return nomination.submitted_at is not None and nomination.stage not in RETURNED


@bp.get("/nominations/<int:nomination_id>/submission")
@for_roles(*UNIT)
def submission(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    if _is_handed_in(nomination):
        return redirect(url_for("nominations.receipt", nomination_id=nomination.id), 303)
    return _page(nomination, queries.standing(nomination, _act(nomination), actor(), now=clock.now()))


@bp.post("/nominations/<int:nomination_id>/submission")
@for_roles(*UNIT)
def submitting(nomination_id: int) -> ResponseReturnValue:
    attempt = request.form.get("attempt", "")
    if "\0" in attempt:
        abort(400)
    try:
        if not actions.hand_in(nomination_id, actor(), attempt=attempt, now=clock.now()):
            abort(404)
    except Refused as refusal:
        nomination = found(nomination_id)
        if not _is_handed_in(nomination):
            return _page(nomination, refusal.reasons), 409
    return redirect(url_for("nominations.receipt", nomination_id=nomination_id), 303)


def _page(nomination: Nomination, standing: list[Reason]) -> str:
    programme = programme_of(nomination.cycle)
    return render_template(
        "nominations/submission.html",
        nomination=nomination,
        act=_act(nomination),
        reasons=[(reason, *place_of(nomination, reason, programme)) for reason in standing],
        attempt=secrets.token_urlsafe(24),
        changes=queries.changes(nomination),
    )


@bp.get("/nominations/<int:nomination_id>/receipt")
@for_roles(*READERS)
def receipt(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    dossier = queries.latest_dossier(nomination) or abort(404)
    return render_template("nominations/receipt.html", nomination=nomination, dossier=dossier)


@bp.get("/nominations/<int:nomination_id>/changes")
@for_roles(*READERS)
def changes(nomination_id: int) -> ResponseReturnValue:
    """What the last correction changed, before and after."""
    nomination = found(nomination_id)
    return render_template("nominations/changes.html", nomination=nomination, changes=queries.changes(nomination))
