"""The city's check: the list, one nomination, the departments."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import Act, Answer, Level, Role, Stage
from selection import clock, workflow
from selection.access import actor, for_roles
from selection.cycles.queries import get as cycle_of
from selection.nominations import actions as nomination_actions
from selection.nominations import queries as nomination_queries
from selection.register.queries.namesakes import namesakes
from selection.rules.programme import Department, Programme
from selection.vetting import actions, queries
from selection.vetting.forms import DecliningForm, SendingBackForm

bp = Blueprint("vetting", __name__, url_prefix="/vetting")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
SHOWN = 2


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    chosen = request.args.get("cycle_id", type=int) or next((row.id for row in cycles if row[2]), None)
    cycle = cycle_of(chosen or (cycles[0].id if cycles else 0))
    if cycle is None:
        return render_template("vetting/index.html", cycles=cycles, cycle=None)
    page = max(1, request.args.get("page", 1, type=int))
    listed = queries.listed(cycle.id, words=request.args.get("q", "").strip(), page=page)
    programme = workflow.programme_of(cycle)
    return render_template(
        "vetting/index.html", cycles=cycles, cycle=cycle, listed=listed, programme=programme, may_act=_may_act()
    )


@bp.post("/cycles/<int:cycle_id>/inquiries")
@for_roles(Role.CITY_OFFICER)
def asking(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    required = [each.key for each in workflow.programme_of(cycle).departments if each.required]
    made = actions.ask(queries.unasked(cycle.id), actor(), departments=required, now=clock.now())
    flash(f"已发出 {made} 份征求意见函" if made else "没有需要征求意见的新材料")
    return redirect(url_for("vetting.departments", cycle_id=cycle_id), 303)


@bp.get("/cycles/<int:cycle_id>/departments")
@for_roles(*READERS)
def departments(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    counted = queries.asked_and_pending(cycle.id)
    programme = workflow.programme_of(cycle)
    return render_template(
        "vetting/departments.html", cycle=cycle, programme=programme, counted=counted, may_act=_may_act()
    )


@bp.route("/cycles/<int:cycle_id>/departments/<department_key>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def answers(cycle_id: int, department_key: str) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    department = _department(workflow.programme_of(cycle), department_key) or abort(404)
    pending = queries.pending(cycle.id, department.key)
    if request.method == "POST":
        given = {row.Inquiry.id: _answer(row.Inquiry.id) for row in pending}
        told = {inquiry: told for inquiry, told in given.items() if told[0] != Answer.PENDING}
        noted = actions.answer(told, actor(), cycle=cycle, department=department.key, now=clock.now())
        flash(f"已登记 {noted} 份答复")
        return redirect(request.url, 303)
    return render_template("vetting/answers.html", cycle=cycle, department=department, pending=pending)


@bp.post("/cycles/<int:cycle_id>/passes")
@for_roles(Role.CITY_OFFICER)
def passing_all(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    ready = queries.ready(cycle.id)
    told = actions.pass_all(ready, actor(), now=clock.now())
    return render_template("vetting/passed.html", cycle=cycle, ready=ready, told=told)


@bp.route("/nominations/<int:nomination_id>", methods=["GET", "POST"])
@for_roles(*READERS)
def check(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    programme = workflow.programme_of(nomination.cycle)
    if request.method == "POST":
        if not _may_act():
            abort(403)
        _tick_and_ask(nomination, programme)
        return redirect(url_for("vetting.check", nomination_id=nomination_id), 303)
    return render_template(
        "vetting/check.html",
        nomination=nomination,
        programme=programme,
        ticks=queries.ticks_of(nomination.id),
        inquiries=queries.inquiries_of(nomination.id),
        record=queries.unit_record(nomination.id),
        namesakes=namesakes(nomination),
        acts=_acts(nomination),
        writable=_may_act() and nomination.stage in queries.AT_THE_CITY,
    )


@bp.post("/nominations/<int:nomination_id>/pass")
@for_roles(Role.CITY_OFFICER)
def passing(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    actions.pass_on(nomination, actor(), now=clock.now())
    flash(f"{nomination.name}的材料审查合格")
    return redirect(url_for("vetting.index", cycle_id=nomination.cycle_id), 303)


@bp.route("/nominations/<int:nomination_id>/return", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def sending_back(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = SendingBackForm.for_programme(workflow.programme_of(nomination.cycle))
    if form.validate_on_submit():
        nomination_actions.send_back(nomination, actor(), level=Level.CITY, now=clock.now(), **form.facts)
        flash(f"已退回{nomination.name}的材料，单位和推荐工会会收到通知")
        return redirect(url_for("vetting.index", cycle_id=nomination.cycle_id), 303)
    page = render_template("vetting/sending_back.html", nomination=nomination, form=form)
    return page, 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/refusal", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def declining(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    is_vetoed = queries.is_vetoed(nomination.id)
    form = DecliningForm()
    if is_vetoed:
        del form.reason  # what a department said is for the city alone
    if form.validate_on_submit():
        reason = queries.VETOED if is_vetoed else form.reason_given
        nomination_actions.decline(nomination, actor(), reason=reason, now=clock.now())
        flash(f"已对{nomination.name}的材料作出不予通过的结论，单位和推荐工会会收到通知")
        return redirect(url_for("vetting.index", cycle_id=nomination.cycle_id), 303)
    page = render_template("vetting/declining.html", nomination=nomination, form=form)
    return page, 422 if form.errors else 200


def _tick_and_ask(nomination: Nomination, programme: Programme) -> None:
    """Save the marks of the check list, and ask the departments that were chosen."""
    now = clock.now()
    marks = {
        each.key: (request.form[f"met-{each.key}"] == "yes", request.form.get(f"note-{each.key}", "").strip()[:200])
        for each in programme.checks
        if request.form.get(f"met-{each.key}") in ("yes", "no")
    }
    if marks:
        actions.tick(nomination, actor(), marks=marks, now=now)
    if chosen := request.form.getlist("ask"):
        actions.ask([nomination], actor(), departments=chosen, now=now)
    flash("已保存核对结果")


def _answer(inquiry_id: int) -> tuple[Answer, str]:
    given = request.form.get(f"answer-{inquiry_id}", "")
    known = given if given in (Answer.CLEAR, Answer.ADVERSE) else Answer.PENDING
    return Answer(known), request.form.get(f"note-{inquiry_id}", "").strip()[:500]


def _department(programme: Programme, key: str) -> Department | None:
    return next((each for each in programme.departments if each.key == key), None)


def _in_short(obstacles: list[str]) -> str:
    """The first reasons and how many more; the list itself is on the page."""
    if not obstacles:
        return ""
    more = f" 等 {len(obstacles)} 项" if len(obstacles) > SHOWN else ""
    return f"现在不能办：{'；'.join(obstacles[:SHOWN])}{more}。"


def _may_act() -> bool:
    return actor().role == Role.CITY_OFFICER


def _acts(nomination: Nomination) -> list[dict[str, str]]:
    """What the city may do with it now, each refused act with its reasons."""
    if nomination.stage != Stage.FORWARDED or not _may_act():
        return []
    obstacles = queries.obstacles(nomination)
    here: dict[str, Any] = {"nomination_id": nomination.id}
    return [
        {
            "label": Act.PASS.label,
            "href": url_for("vetting.passing", **here),
            "kind": "primary",
            "method": "post",
            "why": "推荐名额随之落实，材料进入专家评审。",
            "refused": _in_short(obstacles),
        },
        {
            "label": Act.RETURN.label,
            "href": url_for("vetting.sending_back", **here),
            "kind": "plain",
            "why": "请写明要补什么、何时补齐。",
        },
        {
            "label": Act.DECLINE.label,
            "href": url_for("vetting.declining", **here),
            "kind": "grave",
            "why": "须写明理由，单位和推荐工会可以看到；占用的名额退回工会。",
        },
    ]
