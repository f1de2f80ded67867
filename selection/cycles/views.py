"""Pages of the cycles."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.people import Organisation
from models.vocabulary import Phase, Role
from selection.access import actor, for_everyone_signed_in, for_roles
from selection.clock import now
from selection.cycles import actions, progress, queries
from selection.cycles.forms import DeadlinesForm, ExtensionForm
from selection.errors import Refused
from selection.forms import timetable_form
from selection.places import queries as places
from selection.programmes import queries as programmes
from selection.workflow import programme_of

bp = Blueprint("cycles", __name__, url_prefix="/cycles")
SHOWN = 8


@bp.get("/")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def index() -> ResponseReturnValue:
    me = actor()
    own = me.level if me.role is Role.CITY_OFFICER else None
    return render_template("cycles/index.html", cycles=queries.every(me), files=programmes.files(), own=own)


@bp.get("/overview")
@for_roles(Role.CITY_OFFICER, Role.SUPERVISOR)
def overview() -> ResponseReturnValue:
    chosen = request.args.get("cycle", type=int)
    cycles = queries.under_way(actor())
    cycle = next((each for each in cycles if chosen in (None, each.id)), None)
    if cycle is None and chosen is not None:
        cycle = queries.get(chosen) or abort(404)
    if cycle is None:
        return render_template("cycles/nothing.html")
    view = progress.overview(cycle, places.accounts(cycle.id), now())
    return render_template("cycles/overview.html", cycle=cycle, cycles=cycles, view=view, shown=view.unions[:SHOWN])


@bp.get("/<int:cycle_id>")
@for_everyone_signed_in
def timetable(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.get(cycle_id) or abort(404)
    steps = queries.steps_of(cycle)
    present = queries.present_step(steps, now())
    return render_template(
        "cycles/timetable.html",
        cycle=cycle,
        programme=programme_of(cycle),
        steps=steps,
        present=present,
        extensions=queries.extensions(cycle.id),
        may_change=actor().role is Role.CITY_OFFICER and cycle.closed_at is None,
    )


@bp.route("/<int:cycle_id>/deadlines", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def deadlines(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.get(cycle_id) or abort(404)
    steps = queries.steps_of(cycle)
    given = {step.phase.value: step.closes_at for step in steps}
    form = timetable_form(DeadlinesForm, [step.phase for step in steps], **given)
    problems, status = [], 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            changed = actions.set_deadlines(
                cycle, actor(), closes=form.closes, reason=form["reason"].data.strip(), now=now()
            )
        except Refused as refusal:
            problems = _problems(refusal)
        else:
            listed = "、".join(phase.label for phase in changed)
            flash(f"已调整{listed}的截止时间，并通知各工会" if changed else "时间没有变化")
            return redirect(url_for("cycles.timetable", cycle_id=cycle.id), 303)
    return render_template("cycles/deadlines.html", cycle=cycle, form=form, problems=problems), status


@bp.route("/<int:cycle_id>/extensions", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def extension(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.get(cycle_id) or abort(404)
    form = ExtensionForm()
    unions = places.accounts(cycle.id)
    form.union.choices = [(0, "请选择"), *[(each.union_id, each.union) for each in unions]]
    form.phase.choices = [("", "请选择"), *[(step.phase.value, step.phase.label) for step in queries.steps_of(cycle)]]
    problems, status = [], 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        union = queries.union(form.union.data) or abort(404)
        try:
            _extend(cycle_id, union, form)
        except Refused as refusal:
            problems = _problems(refusal)
        else:
            flash(f"已为{union.name}延期，并通知该工会")
            return redirect(url_for("cycles.timetable", cycle_id=cycle.id), 303)
    return render_template("cycles/extension.html", cycle=cycle, form=form, problems=problems), status


def _extend(cycle_id: int, union: Organisation, form: ExtensionForm) -> None:
    cycle = queries.get(cycle_id) or abort(404)
    actions.extend(
        cycle,
        union,
        actor(),
        phase=Phase(form.phase.data),
        until=form.until.data or now(),
        reason=(form.reason.data or "").strip(),
        now=now(),
    )


@bp.post("/<int:cycle_id>/closure")
@for_roles(Role.CITY_OFFICER)
def closure(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.get(cycle_id) or abort(404)
    actions.close(cycle, actor(), now=now())
    flash(f"{cycle.name}已结束")
    return redirect(url_for("cycles.index"), 303)


def _problems(refusal: Refused) -> list[tuple[str, str]]:
    return [("", f"{reason.why}。{reason.cure}") for reason in refusal.reasons]
