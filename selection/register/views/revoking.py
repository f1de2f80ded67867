"""Asking that an honour be taken back, and noting what came back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Ground, Role
from selection import clock
from selection.access import actor, for_roles
from selection.register.actions import revoking as actions
from selection.register.forms import RecoveryForm, RevocationForm
from selection.register.queries import revocations
from selection.register.queries.person import ASKING
from selection.register.views.blueprint import WATCHERS, bp, of_the_city


@bp.get("/revocations/")
@for_roles(*WATCHERS)
def revoked() -> ResponseReturnValue:
    of_the_city()
    listed = revocations.listed(page=request.args.get("page", 1, type=int))
    return render_template("register/revocations.html", listed=listed, may_act=actor().role is Role.CITY_OFFICER)


@bp.route("/honours/<int:honour_id>/revocation", methods=["GET", "POST"])
@for_roles(*ASKING)
def revocation(honour_id: int) -> ResponseReturnValue:
    honour, file = revocations.honour(actor(), honour_id) or abort(404)
    form, may_ban = RevocationForm(), actions.may_ban(honour)
    if form.validate_on_submit():
        actions.ask(
            honour,
            actor(),
            ground=Ground(form.ground.data),
            reason=str(form.reason.data),
            money_due=form.money,
            against_the_rules=bool(form.against_the_rules.data),
            now=clock.now(),
        )
        flash("已提请复核。同意以后，荣誉立即撤销，核验页面同时显示")
        return redirect(url_for("register.detail", person_id=file.person_id), 303)
    page = render_template("register/revocation.html", honour=honour, file=file, form=form, may_ban=may_ban)
    return page, 422 if form.errors else 200


@bp.route("/revocations/<int:revocation_id>/recovery", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def recovery(revocation_id: int) -> ResponseReturnValue:
    of_the_city()
    row = revocations.get(revocation_id) or abort(404)
    form = RecoveryForm(obj=row)
    if form.validate_on_submit():
        actions.recover(
            row,
            actor(),
            certificate_back_on=form.certificate_back_on.data,
            medal_back_on=form.medal_back_on.data,
            money_back=form.money,
            benefits_ended_on=form.benefits_ended_on.data,
            now=clock.now(),
        )
        flash("已登记收回情况")
        return redirect(url_for("register.revoked"), 303)
    return render_template("register/recovery.html", row=row, form=form), 422 if form.errors else 200
