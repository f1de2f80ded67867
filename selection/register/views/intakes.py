"""Past honours from a workbook: upload, findings, a human's word, entry."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.register import Intake
from models.vocabulary import Match, Role
from selection import clock
from selection.access import actor, for_roles
from selection.register.actions import intake as actions
from selection.register.forms import SettlingForm, UploadForm
from selection.register.queries import intakes
from selection.register.queries.intakes import Candidate
from selection.register.views.blueprint import bp, of_the_city, workbook
from selection.register.workbooks import writing
from selection.register.workbooks.opening import open_sheet


@bp.route("/imports/", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def uploads() -> ResponseReturnValue:
    of_the_city()
    form, chosen = UploadForm(), request.files.get("workbook")
    if form.validate_on_submit() and chosen is not None and chosen.filename:
        made = actions.check(open_sheet(chosen.stream, chosen.filename), actor(), now=clock.now())
        flash("已经检查完，还没有登记。请看每一行的结论")
        return redirect(url_for("register.findings", intake_id=made.id), 303)
    if form.is_submitted() and not form.errors:
        form.workbook.errors = ["没有选文件。请选填好的名单"]
    page = render_template("register/uploads.html", form=form, listed=intakes.listed())
    return page, 422 if form.is_submitted() else 200


@bp.get("/imports/template.xlsx")
@for_roles(Role.CITY_OFFICER)
def template() -> ResponseReturnValue:
    of_the_city()
    return workbook(writing.template(), "past-honours-template")


@bp.get("/imports/<int:intake_id>")
@for_roles(Role.CITY_OFFICER)
def findings(intake_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    asked = request.args.get("match", "")
    match = Match(asked) if asked in set(Match) else None
    checked = intakes.checked(intake, match=match, page=request.args.get("page", 1, type=int))
    return render_template("register/findings.html", intake=intake, checked=checked, match=match, matches=list(Match))


@bp.get("/imports/<int:intake_id>/findings.xlsx")
@for_roles(Role.CITY_OFFICER)
def coloured(intake_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    return workbook(writing.findings(intakes.rows_of(intake)), f"past-honours-{intake.id}-checked")


@bp.post("/imports/<int:intake_id>/check")
@for_roles(Role.CITY_OFFICER)
def checking(intake_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    actions.check_again(intake, actor(), now=clock.now())
    flash("已按现在的登记册重新检查")
    return redirect(url_for("register.findings", intake_id=intake.id), 303)


@bp.post("/imports/<int:intake_id>/entry")
@for_roles(Role.CITY_OFFICER)
def entry(intake_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    number = actions.enter(intake, actor(), now=clock.now())
    flash(f"已登记 {number} 项荣誉")
    return redirect(url_for("register.findings", intake_id=intake.id), 303)


@bp.post("/imports/<int:intake_id>/discarding")
@for_roles(Role.CITY_OFFICER)
def discarding(intake_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    actions.discard(intake, actor(), now=clock.now())
    flash("这份表已作废，没有登记任何荣誉")
    return redirect(url_for("register.uploads"), 303)


@bp.route("/imports/<int:intake_id>/rows/<int:row_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def settling(intake_id: int, row_id: int) -> ResponseReturnValue:
    intake = _intake(intake_id)
    row = intakes.row(intake.id, row_id) or abort(404)
    candidates, form = intakes.candidates(row), SettlingForm()
    form.offer([(each.person_id, _label(each)) for each in candidates])
    if form.validate_on_submit():
        chosen = None if form.who.data == "new" else int(form.who.data)
        actions.settle(row, actor(), person_id=chosen, now=clock.now())
        flash(f"第 {row.line} 行已确认")
        if (following := intakes.next_unsure(row)) is not None:
            return redirect(url_for("register.settling", intake_id=intake.id, row_id=following), 303)
        return redirect(url_for("register.findings", intake_id=intake.id), 303)
    page = render_template("register/settling.html", intake=intake, row=row, candidates=candidates, form=form)
    return page, 422 if form.errors else 200


def _intake(intake_id: int) -> Intake:
    of_the_city()
    return intakes.get(intake_id) or abort(404)


def _label(each: Candidate) -> str:
    return f"是第 {each.person_id} 号{each.name}"
