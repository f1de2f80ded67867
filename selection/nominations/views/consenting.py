"""The nominee's own word: the link made for him, the page behind it, the same question where he fills in himself."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import ConsentKind, Role
from selection import clock
from selection.access import actor, for_roles, public
from selection.nominations import actions, queries
from selection.nominations.forms import ConsentForm
from selection.nominations.views.blueprint import bp, found
from selection.nominations.views.dossier import contents_of
from selection.workflow import programme_of

LONGEST_TOKEN = 100


@bp.get("/nominations/<int:nomination_id>/consent-link")
@for_roles(Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE)
def consent_link(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    if actor().role == Role.NOMINEE:
        return redirect(url_for("nominations.own_consent", nomination_id=nomination.id), 303)
    consents = queries.consents_of(nomination)
    return render_template("nominations/consent_link.html", nomination=nomination, consents=consents, token="")


@bp.post("/nominations/<int:nomination_id>/consent-link")
@for_roles(Role.UNIT_OFFICER, Role.UNIT_HEAD)
def inviting(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    token = actions.invite_consent(nomination, actor(), now=clock.now())
    consents = queries.consents_of(nomination)
    return render_template(
        "nominations/consent_link.html", nomination=nomination, consents=consents, token=token, lasts=actions.LASTS.days
    )


@bp.route("/nominations/<int:nomination_id>/own-consent", methods=["GET", "POST"])
@for_roles(Role.NOMINEE)
def own_consent(nomination_id: int) -> ResponseReturnValue:
    nomination, form = found(nomination_id), ConsentForm()
    if form.validate_on_submit():
        actions.consent(nomination, actor(), given=form.given, reason=form.reason.data or "", now=clock.now())
        flash("您的意见已记下")
        return redirect(url_for("nominations.dossier", nomination_id=nomination.id), 303)
    page = render_template(
        "nominations/consent.html",
        nomination=nomination,
        form=form,
        wording=programme_of(nomination.cycle).consent_text,
        contents=contents_of(nomination, queries.all_answers(nomination), {}),
    )
    return page, 422 if form.errors else 200


@bp.route("/consent/<token>", methods=["GET", "POST"])
@public
def consent(token: str) -> ResponseReturnValue:
    """What the link opens: once, and only what was filled in about the person himself, without his ID number."""
    if len(token) > LONGEST_TOKEN or "\0" in token:
        abort(404)
    held = actions.holder_of(token) or abort(404)
    link, nomination = held
    if not actions.is_open(link, nomination, clock.now()):
        abort(410)
    form = ConsentForm()
    if form.validate_on_submit():
        given = form.given
        if not actions.answer_link(link, nomination, given=given, reason=form.reason.data or "", now=clock.now()):
            abort(410)
        return redirect(
            url_for("nominations.consent_thanks", answer="given" if all(given.values()) else "refused"), 303
        )
    page = render_template(
        "nominations/consent.html",
        nomination=nomination,
        form=form,
        wording=programme_of(nomination.cycle).consent_text,
        contents=contents_of(nomination, queries.all_answers(nomination), {}),
        kinds=list(ConsentKind),
    )
    return page, 422 if form.errors else 200


@bp.get("/consent-thanks/<answer>")
@public
def consent_thanks(answer: str) -> ResponseReturnValue:
    if answer not in ("given", "refused"):
        abort(404)
    return render_template("nominations/consent_thanks.html", is_given=answer == "given")
