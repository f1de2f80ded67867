"""The decision, the register, and what the public reads of both."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Basis, Role
from selection import clock
from selection.access import actor, for_roles, public
from selection.honours import actions, queries
from selection.honours.forms import DecisionForm

bp = Blueprint("honours", __name__)

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.UNION_OFFICER, Role.UNION_HEAD)


@bp.get("/honours/")
@for_roles(*READERS)
def register() -> ResponseReturnValue:
    listed = queries.register(**_sought())
    return render_template("honours/register.html", listed=listed, selection=Basis.SELECTION)


@bp.get("/roll")
@public
def public_register() -> ResponseReturnValue:
    return render_template(
        "honours/public_register.html", listed=queries.public_register(**_sought()), decisions=queries.decisions()
    )


@bp.get("/decisions/<int:decision_id>")
@public
def decision(decision_id: int) -> ResponseReturnValue:
    decision, cycle = queries.decision(decision_id) or abort(404)
    return render_template("honours/decision.html", decision=decision, cycle=cycle, roll=queries.roll(decision_id))


@bp.route("/honours/cycles/<int:cycle_id>/decision", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def deciding(cycle_id: int) -> ResponseReturnValue:
    cycle, made = queries.standing(cycle_id) or abort(404)
    if made is not None:
        return redirect(url_for("honours.decision", decision_id=made.id), 303)
    now = clock.now()
    form = DecisionForm()
    if form.validate_on_submit():
        seen = str(form.seen.data or "")
        made = actions.decide(cycle, actor(), decided_on=form.day, seen=seen, now=now)
        flash("已作出表彰决定，荣誉已登记，证书编号已编定")
        return redirect(url_for("honours.decision", decision_id=made.id), 303)
    today = clock.on(now)
    draft = queries.draft(cycle, made, on=form.decided_on.data or today, today=today)
    form.seen.data = draft.digest
    form.decided_on.data = form.decided_on.data or (None if form.is_submitted() else today)
    page = render_template("honours/deciding.html", cycle=cycle, draft=draft, form=form)
    if form.errors:
        return page, 409 if draft.obstacles else 422
    return page, 200


def _sought() -> dict[str, Any]:
    """What is looked for, as ``queries.register`` and ``queries.public_register`` take it."""
    return {
        "words": request.args.get("q", "").strip(),
        "title": request.args.get("title", ""),
        "year": request.args.get("year", type=int),
        "page": request.args.get("page", 1, type=int),
    }
