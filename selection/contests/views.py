"""Asking for a title by the result of a contest."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.contests import actions, queries
from selection.contests.actions import Winner
from selection.contests.forms import WinnerForm
from selection.cycles.queries import get as cycle_of
from selection.errors import Refused
from selection.taxonomies import load
from selection.workflow import programme_of

bp = Blueprint("contests", __name__, url_prefix="/contests")
TEXTS = ("name", "id_number", "unit_name", "occupation", "contest", "document")


@bp.route("/cycles/<int:cycle_id>/grant", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def granting(cycle_id: int) -> ResponseReturnValue:
    cycle, form = cycle_of(cycle_id) or abort(404), WinnerForm()
    programme = programme_of(cycle)
    if not programme.contests:
        abort(404)
    form.level.choices = [("", "请选择"), *load()["contest_levels"].items()]
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        texts = {name: (form[name].data or "").strip() for name in TEXTS}
        winner = Winner(**texts, level=form.level.data, placing=int(form.placing.data or 0))
        reason = (form.reason.data or "").strip()
        try:
            actions.propose(cycle, actor(), winner=winner, reason=reason, now=clock.now())
        except Refused as refusal:
            problems = [("", reason.why) for reason in refusal.reasons]
        else:
            flash("已提请复核，另一位经办人同意后授予")
            return redirect(url_for("cycles.timetable", cycle_id=cycle.id), 303)
    page = render_template(
        "contests/granting.html",
        cycle=cycle,
        programme=programme,
        form=form,
        problems=problems,
        granted=queries.granted(cycle),
    )
    return page, 422 if form.is_submitted() else 200
