"""Reporting a cycle's list upward, and the results that come back."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role, Stage
from selection import clock
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.nominations import queries as nominations
from selection.upward import actions, queries
from selection.upward.forms import ReportForm, ResultForm
from selection.workflow import programme_of

bp = Blueprint("upward", __name__, url_prefix="/upward")


@bp.get("/cycles/<int:cycle_id>")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def index(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    programme, rows = programme_of(cycle), queries.listed(cycle.id)
    titles = {each.key: each.name for each in programme.titles}
    may_act = actor().role is Role.CITY_OFFICER
    to_report = sum(row.stage is Stage.PUBLICISED for row in rows)
    return render_template(
        "upward/index.html", cycle=cycle, rows=rows, titles=titles, may_act=may_act, to_report=to_report
    )


@bp.route("/cycles/<int:cycle_id>/report", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def reporting(cycle_id: int) -> ResponseReturnValue:
    cycle, form = cycle_of(cycle_id) or abort(404), ReportForm()
    if form.validate_on_submit():
        number = actions.report(cycle, actor(), document=(form.document.data or "").strip(), now=clock.now())
        flash(f"已推荐上报 {number} 份")
        return redirect(url_for("upward.index", cycle_id=cycle_id), 303)
    return render_template("upward/reporting.html", cycle=cycle, form=form), 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/result", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def result(nomination_id: int) -> ResponseReturnValue:
    nomination, form = nominations.get(actor(), nomination_id) or abort(404), ResultForm()
    if form.validate_on_submit():
        actions.write_down(
            nomination,
            actor(),
            is_honoured=form.result.data == "yes",
            named_on=form.named_on.data,
            source=(form.source.data or "").strip(),
            now=clock.now(),
        )
        flash(f"已登记{nomination.name}的结果")
        return redirect(url_for("upward.index", cycle_id=nomination.cycle_id), 303)
    return render_template("upward/result.html", nomination=nomination, form=form), 422 if form.errors else 200
