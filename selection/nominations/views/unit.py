"""The unit's own steps: congress, publicity, signature."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import Act, Role
from selection import clock
from selection.access import actor, for_roles
from selection.errors import Refused
from selection.nominations import actions, queries
from selection.nominations.forms import CongressForm, OpinionForm, PostingForm, PostingResultForm
from selection.nominations.views.blueprint import UNIT, bp, found
from selection.nominations.views.presentation import place_of
from selection.rules.unit_steps import congress_problems
from selection.settings.queries import calendar
from selection.workflow import programme_of


def _home(nomination: Nomination) -> ResponseReturnValue:
    return redirect(url_for("nominations.dossier", nomination_id=nomination.id), 303)


@bp.route("/nominations/<int:nomination_id>/congress", methods=["GET", "POST"])
@for_roles(*UNIT)
def congress(nomination_id: int) -> ResponseReturnValue:
    nomination, now = found(nomination_id), clock.now()
    form = CongressForm(obj=queries.unit_record(nomination))
    if form.validate_on_submit():
        wrong = congress_problems(form.congress, today=clock.on(now))
        if not wrong:
            actions.record_congress(nomination, actor(), congress=form.congress, now=now)
            flash("已登记职代会结果")
            return _home(nomination)
        for name, message in wrong:
            form[name].errors = [*form[name].errors, message]
    page = render_template("nominations/congress.html", nomination=nomination, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/nominations/<int:nomination_id>/posting", methods=["GET", "POST"])
@for_roles(*UNIT)
def posting(nomination_id: int) -> ResponseReturnValue:
    """Begin the publicity; until everything is ready, the page lists what is missing and where."""
    nomination, now, form = found(nomination_id), clock.now(), PostingForm()
    programme, status = programme_of(nomination.cycle), 200
    if form.validate_on_submit():
        try:
            actions.post(nomination, actor(), where=form.where.data or "", now=now)
        except Refused:
            status = 409
        else:
            flash("公示已经开始，内容不再改动")
            return _home(nomination)
    today, days = clock.on(now), programme.unit_publicity_days
    ends_on = calendar().publicity_ends(today, days)
    standing = queries.standing(nomination, Act.POST, actor(), now=now)
    if form.errors:
        status = 409 if standing else 422
    page = render_template(
        "nominations/posting.html",
        nomination=nomination,
        form=form,
        days=days,
        ends_on=ends_on,
        unknown_years=calendar().years_without_official_data(today, ends_on),
        reasons=[(reason, *place_of(nomination, reason, programme)) for reason in standing],
    )
    return page, status


@bp.post("/nominations/<int:nomination_id>/recall")
@for_roles(*UNIT)
def recall(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    actions.recall(nomination, actor(), now=clock.now())
    flash("已撤回，可以修改。改好后请重新公示和签章")
    return _home(nomination)


@bp.route("/nominations/<int:nomination_id>/posting-result", methods=["GET", "POST"])
@for_roles(*UNIT)
def posting_result(nomination_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    record = queries.unit_record(nomination)
    so_far = {"objections": record.objections, "result": record.posting_result} if record else None
    form = PostingResultForm(data=so_far)
    if form.validate_on_submit():
        result = form.result.data or ""
        actions.record_posting(
            nomination, actor(), objections=form.objections.data or 0, result=result, now=clock.now()
        )
        flash("已登记公示结果")
        return _home(nomination)
    page = render_template("nominations/posting_result.html", nomination=nomination, form=form, record=record)
    return page, 422 if form.is_submitted() else 200


@bp.route("/nominations/<int:nomination_id>/signature", methods=["GET", "POST"])
@for_roles(Role.UNIT_HEAD, Role.UNIT_OFFICER, Role.NOMINEE)
def signature(nomination_id: int) -> ResponseReturnValue:
    """The head of the unit's union signs; to the others the page says why they cannot."""
    nomination, now, form = found(nomination_id), clock.now(), OpinionForm()
    status = 200
    if form.validate_on_submit():
        try:
            actions.sign(nomination, actor(), opinion=form.opinion.data or "", now=now)
        except Refused:
            status = 409
        else:
            flash("已签章")
            return _home(nomination)
    programme = programme_of(nomination.cycle)
    standing = queries.standing(nomination, Act.SIGN, actor(), now=now)
    if form.errors:
        status = 409 if standing else 422  # whoever cannot sign is told why, not what is wrong with his text
    reasons = [(reason, *place_of(nomination, reason, programme)) for reason in standing]
    return render_template("nominations/signature.html", nomination=nomination, form=form, reasons=reasons), status
