"""Interviews of a cycle: who waits, and who is let through."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Act, Role
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.interviews import actions, queries
from selection.interviews.forms import InterviewForm
from selection.nominations import queries as nominations

bp = Blueprint("interviews", __name__, url_prefix="/interviews")


@bp.get("/cycles/<int:cycle_id>")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def index(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    may_act = actor().role is Role.CITY_OFFICER
    return render_template("interviews/index.html", cycle=cycle, waiting=queries.waiting(cycle.id), may_act=may_act)


@bp.route("/nominations/<int:nomination_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def admission(nomination_id: int) -> ResponseReturnValue:
    nomination = nominations.get(actor(), nomination_id) or abort(404)
    form = InterviewForm()
    if form.validate_on_submit():
        actions.admit(nomination, actor(), note=(form.note.data or "").strip(), now=clock.now())
        flash(f"{nomination.name}面试通过")
        return redirect(url_for("interviews.index", cycle_id=nomination.cycle_id), 303)
    reasons = workflow.why_not(nomination, Act.ADMIT, actor(), now=clock.now())
    page = render_template("interviews/admission.html", nomination=nomination, form=form, reasons=reasons)
    return page, 422 if form.errors else 200
