"""What is done with one nomination: recommend, take back, decline, send back."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import Act, Level, Phase
from selection import timetable, workflow
from selection.access import actor, for_roles
from selection.clock import now, on
from selection.errors import Refused
from selection.nominations import actions as nominations
from selection.nominations import queries as nomination_queries
from selection.nominations.actions.ending import reopening
from selection.recommendations import actions, queries
from selection.recommendations.forms import OpinionForm, ReturnForm, WhyForm
from selection.recommendations.views.blueprint import UNION, bp, problems_of
from selection.workflow import programme_of

TO_CORRECT = timedelta(days=5)


@bp.route("/nominations/<int:nomination_id>/recommendation", methods=["GET", "POST"])
@for_roles(*UNION)
def recommendation(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = OpinionForm()
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.recommend(nomination, actor(), opinion=form.opinion.data or "", now=now())
        except Refused as refusal:
            problems = problems_of(refusal.reasons)
        else:
            flash(f"已推荐{nomination.name}，排在名单最后")
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    found = queries.board(actor(), nomination.cycle_id) or abort(404)
    candidate = queries.candidate_of(nomination)
    reasons = actions.refusals(found, nomination, candidate, actor(), now=now())
    page = render_template(
        "recommendations/recommendation.html",
        board=found,
        candidate=candidate,
        form=form,
        problems=problems,
        reasons=reasons,
        notes=found.cautions(candidate),
    )
    if form.is_submitted() and (problems or reasons):
        return page, 409
    return page, 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/recommendation/withdrawal", methods=["GET", "POST"])
@for_roles(*UNION)
def withdrawal(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    return _with_reason(nomination, Act.UNRECOMMEND, actions.unrecommend, f"已撤回{nomination.name}的推荐，名额已释放")


@bp.route("/nominations/<int:nomination_id>/recommendation/refusal", methods=["GET", "POST"])
@for_roles(*UNION)
def refusal(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    return _with_reason(nomination, Act.DECLINE, nominations.decline, f"{nomination.name}不予通过，已通知单位")


def _with_reason(nomination: Nomination, act: Act, action: Any, said: str) -> ResponseReturnValue:
    """An act that needs no more than a reason."""
    form = WhyForm()
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            action(nomination, actor(), reason=form.why, now=now())
        except Refused as refusal:
            problems = problems_of(refusal.reasons)
        else:
            flash(said)
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    page = render_template(
        "recommendations/reason.html",
        nomination=nomination,
        act=act,
        form=form,
        problems=problems,
        reasons=workflow.why_not(nomination, act, actor(), now=now()),
    )
    return page, 409 if problems else 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/recommendation/return", methods=["GET", "POST"])
@for_roles(*UNION)
def sending_back(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = ReturnForm()
    form.fields.choices = list(reopening(programme_of(nomination.cycle)).items())
    closes = timetable.closes_at(nomination.cycle_id, Phase.UNION, nomination.union_id)
    if not form.is_submitted():
        form.due_on.data = on(_due(closes))
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            nominations.send_back(
                nomination,
                actor(),
                level=Level.UNION,
                fields=form.fields.data or [],
                reason=form.why,
                due_at=form.due_at,
                now=now(),
            )
        except Refused as refusal:
            problems = problems_of(refusal.reasons)
        else:
            flash(f"已退回{nomination.name}的材料，并通知单位补正")
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    page = render_template(
        "recommendations/return.html",
        nomination=nomination,
        form=form,
        problems=problems,
        closes=closes,
        reasons=workflow.why_not(nomination, Act.RETURN, actor(), now=now()),
    )
    return page, 409 if problems else 422 if form.errors else 200


def _due(closes: datetime | None) -> datetime:
    """Five days from now, or the end of the phase if that comes first."""
    proposed = now() + TO_CORRECT
    return min(proposed, closes) if closes else proposed
