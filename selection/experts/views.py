"""Experts over HTTP."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.errors import Refused
from selection.experts import dealing, queries
from selection.experts.forms import WishForm
from selection.review import actions as reviews

bp = Blueprint("experts", __name__, url_prefix="/experts")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)


@bp.route("/cycles/<int:cycle_id>/assignment", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def assignment(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    waiting = queries.waiting(cycle.id)
    usual = dealing.proposed(cycle, waiting)
    form = WishForm(links=usual.links)
    blocked = []
    if form.validate_on_submit():
        try:
            number = reviews.assign(cycle, actor(), now=clock.now(), wish=form.wish(usual.per_dossier))
        except Refused as refusal:
            blocked = refusal.reasons
        else:
            flash(f"已把 {number} 份材料分配给专家")
            return redirect(url_for("experts.assignment", cycle_id=cycle_id), 303)
    page = render_template(
        "experts/assignment.html",
        cycle=cycle,
        programme=workflow.programme_of(cycle),
        form=form,
        waiting=waiting,
        blocked=blocked,
        design=queries.design(cycle.id),
        deals=queries.deals(cycle.id),
    )
    return page, 409 if blocked else 422 if form.errors else 200
