"""Alerts of a review: for the supervisor and nobody else, who gets 403 or 404 whatever he asks for."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.alerts import queries
from selection.cycles.queries import get as cycle_of
from selection.rules.alerts import Kind

bp = Blueprint("alerts", __name__, url_prefix="/alerts")


@bp.get("/")
@for_roles(Role.SUPERVISOR)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    if len(cycles) == 1:
        return redirect(url_for("alerts.cycle", cycle_id=cycles[0].id), 303)
    return render_template("alerts/index.html", cycles=cycles)


@bp.get("/cycles/<int:cycle_id>")
@for_roles(Role.SUPERVISOR)
def cycle(cycle_id: int) -> ResponseReturnValue:
    found = cycle_of(cycle_id) or abort(404)
    return render_template(
        "alerts/cycle.html", cycle=found, seen=queries.seen(found, now=clock.now()), kinds=list(Kind)
    )


@bp.get("/cycles/<int:cycle_id>/experts/<int:expert_id>")
@for_roles(Role.SUPERVISOR)
def expert(cycle_id: int, expert_id: int) -> ResponseReturnValue:
    found = cycle_of(cycle_id) or abort(404)
    name, sheets = queries.expert(found, expert_id) or abort(404)
    return render_template("alerts/expert.html", cycle=found, name=name, sheets=sheets)
