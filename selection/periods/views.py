"""Periods: begun by the organiser, reported on by the unit, assessed at the end."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.period import Period, PeriodReport
from models.vocabulary import Assessment, Role
from selection import clock
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.errors import Refused
from selection.periods import actions, queries
from selection.periods.forms import AssessmentForm, BeginningForm, NoteForm
from selection.taxonomies import load
from selection.workflow import programme_of

bp = Blueprint("periods", __name__, url_prefix="/periods")
READERS = (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)


def _found(nomination_id: int) -> Period:
    return queries.get(actor(), nomination_id) or abort(404)


def _report(nomination_id: int, year: int) -> PeriodReport:
    return next((each for each in queries.reports(nomination_id) if each.year == year), None) or abort(404)


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    return render_template("periods/index.html", rows=queries.listed(actor()))


@bp.route("/cycles/<int:cycle_id>/beginning", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def beginning(cycle_id: int) -> ResponseReturnValue:
    cycle, form = cycle_of(cycle_id) or abort(404), BeginningForm()
    if form.validate_on_submit() and form.starts_on.data:
        number = actions.start(cycle, actor(), starts_on=form.starts_on.data, now=clock.now())
        flash(f"{number} 份已经开始")
        return redirect(url_for("periods.index"), 303)
    page = render_template("periods/beginning.html", cycle=cycle, rule=programme_of(cycle).period, form=form)
    return page, 422 if form.errors else 200


@bp.get("/nominations/<int:nomination_id>")
@for_roles(*READERS)
def period(nomination_id: int) -> ResponseReturnValue:
    found, reader = _found(nomination_id), actor()
    return render_template(
        "periods/period.html",
        period=found,
        rule=programme_of(found.nomination.cycle).period,
        reports=queries.reports(nomination_id),
        may_report=reader.role in (Role.UNIT_OFFICER, Role.UNIT_HEAD),
        may_act=reader.role is Role.CITY_OFFICER,
        note=NoteForm(formdata=None),
        assessment=AssessmentForm(formdata=None),
    )


@bp.route("/nominations/<int:nomination_id>/reports/<int:year>", methods=["GET", "POST"])
@for_roles(Role.UNIT_OFFICER, Role.UNIT_HEAD)
def reporting(nomination_id: int, year: int) -> ResponseReturnValue:
    found = _found(nomination_id)
    report, rule = _report(nomination_id, year), programme_of(found.nomination.cycle).period or abort(404)
    answers, problems = dict(report.answers), []
    if request.method == "POST":
        several = {each.key for each in rule.report if each.kind == "choices"}
        answers = {
            each.key: request.form.getlist(each.key) if each.key in several else request.form.get(each.key, "")
            for each in rule.report
        }
        try:
            actions.hand_in(found, report, actor(), typed=answers, now=clock.now())
        except Refused as refusal:
            problems = [("", reason.why) for reason in refusal.reasons]
        else:
            flash(f"第 {year} 年的报告已经提交")
            return redirect(url_for("periods.period", nomination_id=nomination_id), 303)
    page = render_template(
        "periods/reporting.html",
        period=found,
        report=report,
        rule=rule,
        answers=answers,
        problems=problems,
        taxonomies=load(),
    )
    return page, 422 if problems else 200


@bp.post("/nominations/<int:nomination_id>/reports/<int:year>/acceptance")
@for_roles(Role.CITY_OFFICER)
def acceptance(nomination_id: int, year: int) -> ResponseReturnValue:
    found, form = _found(nomination_id), NoteForm()
    note = (form.note.data or "").strip()[:500]
    actions.accept(found, _report(nomination_id, year), actor(), note=note, now=clock.now())
    flash(f"第 {year} 年的报告审核通过")
    return redirect(url_for("periods.period", nomination_id=nomination_id), 303)


@bp.post("/nominations/<int:nomination_id>/assessment")
@for_roles(Role.CITY_OFFICER)
def assessing(nomination_id: int) -> ResponseReturnValue:
    found, form = _found(nomination_id), AssessmentForm()
    if form.validate_on_submit():
        result = Assessment(form.result.data)
        actions.assess(found, actor(), result=result, note=(form.note.data or "").strip(), now=clock.now())
        flash(f"期满考核：{result.label}")
    else:
        flash("考核结果和意见都要填", "warn")
    return redirect(url_for("periods.period", nomination_id=nomination_id), 303)
