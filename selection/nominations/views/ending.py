"""Taking a nomination back for good."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Act
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.nominations import actions
from selection.nominations.forms import WithdrawalForm
from selection.nominations.views.blueprint import UNIT, bp, found


@bp.route("/nominations/<int:nomination_id>/withdrawal", methods=["GET", "POST"])
@for_roles(*UNIT)
def withdrawal(nomination_id: int) -> ResponseReturnValue:
    nomination, now, form = found(nomination_id), clock.now(), WithdrawalForm()
    if form.validate_on_submit():
        actions.withdraw(nomination, actor(), reason=form.reason.data or "", now=now)
        flash("已撤回申报")
        return redirect(url_for("nominations.dossier", nomination_id=nomination.id), 303)
    reasons = workflow.why_not(nomination, Act.WITHDRAW, actor(), now=now)
    page = render_template("nominations/withdrawal.html", nomination=nomination, form=form, reasons=reasons)
    return page, 422 if form.is_submitted() else 200
