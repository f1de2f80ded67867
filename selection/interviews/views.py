"""Interviews over HTTP: sittings for whoever runs the cycle, the tablet page for the judges."""

import secrets
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from models.interview import Sitting, Slot
from models.vocabulary import Act, Role
from selection import clock, workflow
from selection.access import actor, for_roles, takes_json
from selection.cycles.queries import get as cycle_of
from selection.interviews import actions, queries
from selection.interviews.forms import InterviewForm, SittingForm
from selection.interviews.queries import Hearing
from selection.nominations import queries as nominations
from selection.review.queries import experts
from selection.rules import running_order, scoring
from selection.rules.scoring import SheetProblem
from selection.rules.values import clean

bp = Blueprint("interviews", __name__, url_prefix="/interviews")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
TYPED = 20


@bp.get("/cycles/<int:cycle_id>")
@for_roles(*READERS)
def index(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    return render_template(
        "interviews/index.html",
        cycle=cycle,
        rules=workflow.programme_of(cycle).interview,
        waiting=queries.waiting(cycle.id),
        sittings=queries.sittings(cycle.id),
        may_act=actor().role is Role.CITY_OFFICER,
    )


@bp.route("/nominations/<int:nomination_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def admission(nomination_id: int) -> ResponseReturnValue:
    nomination = nominations.get(actor(), nomination_id) or abort(404)
    form = InterviewForm()
    if form.validate_on_submit():
        actions.admit(nomination, actor(), note=(form.note.data or "").strip(), now=clock.now())
        flash(f"{nomination.name}面试通过")
        return redirect(url_for("interviews.index", cycle_id=nomination.cycle_id), 303)
    reasons = workflow.why_not(nomination, Act.ADMIT, actor(), now=clock.now())
    slot = queries.slot(nomination.id)
    page = render_template("interviews/admission.html", nomination=nomination, form=form, reasons=reasons, slot=slot)
    return page, 422 if form.errors else 200


@bp.post("/cycles/<int:cycle_id>/admissions")
@for_roles(Role.CITY_OFFICER)
def admissions(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    number = actions.admit_all(cycle, actor(), now=clock.now())
    flash(f"达到合格线的 {number} 人面试通过")
    return redirect(url_for("interviews.index", cycle_id=cycle_id), 303)


@bp.route("/cycles/<int:cycle_id>/sittings", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def sittings(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    rules = workflow.programme_of(cycle).interview or abort(404)
    waiting = len(queries.unplaced(cycle.id))
    offered = [(user_id, f"{name}，{home}") for user_id, name, home in experts(cycle.organiser_id)]
    form = SittingForm.offering(offered, waiting)
    if form.validate_on_submit():
        sitting = actions.arrange(cycle, actor(), **form.facts, now=clock.now())
        flash(f"已安排{sitting.name}，请抽签排定顺序")
        return redirect(url_for("interviews.sitting", cycle_id=cycle_id, sitting_id=sitting.id), 303)
    page = render_template("interviews/arranging.html", cycle=cycle, rules=rules, form=form, waiting=waiting)
    return page, 422 if form.errors else 200


def _sitting(cycle_id: int, sitting_id: int) -> Sitting:
    found = queries.sitting(sitting_id)
    if found is None or found.cycle_id != cycle_id:
        abort(404)
    return found


@bp.get("/cycles/<int:cycle_id>/sittings/<int:sitting_id>")
@for_roles(*READERS)
def sitting(cycle_id: int, sitting_id: int) -> ResponseReturnValue:
    found = _sitting(cycle_id, sitting_id)
    cycle = cycle_of(cycle_id) or abort(404)
    return render_template(
        "interviews/sitting.html",
        cycle=cycle,
        sitting=found,
        rules=workflow.programme_of(cycle).interview,
        slots=queries.slots(found.id),
        judges=queries.judges(found.id),
        mark=running_order.mark,
        may_act=actor().role is Role.CITY_OFFICER,
    )


@bp.post("/cycles/<int:cycle_id>/sittings/<int:sitting_id>/order")
@for_roles(Role.CITY_OFFICER)
def drawing(cycle_id: int, sitting_id: int) -> ResponseReturnValue:
    order = actions.draw(_sitting(cycle_id, sitting_id), actor(), seed=secrets.token_hex(16), now=clock.now())
    flash(f"已抽签排定 {len(order)} 人的顺序，并致函各单位")
    return redirect(url_for("interviews.sitting", cycle_id=cycle_id, sitting_id=sitting_id), 303)


def _slot(cycle_id: int, sitting_id: int, nomination_id: int) -> Slot:
    found = queries.slot(nomination_id)
    if found is None or found.sitting_id != _sitting(cycle_id, sitting_id).id:
        abort(404)
    return found


@bp.post("/cycles/<int:cycle_id>/sittings/<int:sitting_id>/slots/<int:nomination_id>/call")
@for_roles(Role.CITY_OFFICER)
def calling(cycle_id: int, sitting_id: int, nomination_id: int) -> ResponseReturnValue:
    actions.call(_slot(cycle_id, sitting_id, nomination_id), actor(), now=clock.now())
    return redirect(url_for("interviews.sitting", cycle_id=cycle_id, sitting_id=sitting_id), 303)


@bp.post("/cycles/<int:cycle_id>/sittings/<int:sitting_id>/slots/<int:nomination_id>/absence")
@for_roles(Role.CITY_OFFICER)
def absence(cycle_id: int, sitting_id: int, nomination_id: int) -> ResponseReturnValue:
    actions.miss(_slot(cycle_id, sitting_id, nomination_id), actor(), now=clock.now())
    return redirect(url_for("interviews.sitting", cycle_id=cycle_id, sitting_id=sitting_id), 303)


@bp.post("/cycles/<int:cycle_id>/sittings/<int:sitting_id>/closing")
@for_roles(Role.CITY_OFFICER)
def closing(cycle_id: int, sitting_id: int) -> ResponseReturnValue:
    found = _sitting(cycle_id, sitting_id)
    number = actions.close(found, actor(), now=clock.now())
    flash(f"{found.name}结束，{number} 人有了得分")
    return redirect(url_for("interviews.index", cycle_id=cycle_id), 303)


@bp.get("/judging")
@for_roles(Role.EXPERT)
def judging() -> ResponseReturnValue:
    return render_template("interviews/judging.html", hearings=queries.hearings(actor()))


@bp.route("/sheets/<int:nomination_id>", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
def sheet(nomination_id: int) -> ResponseReturnValue:
    hearing = queries.hearing(actor(), nomination_id) or abort(404)
    if request.method != "POST":
        typed = hearing.sheet.points if hearing.sheet else {}
        return _tablet(hearing, typed, hearing.sheet.comment if hearing.sheet else "", [])
    rules = workflow.programme_of(hearing.cycle).interview or abort(404)
    typed = {each.key: _box(request.form.get(each.key, "")) for each in rules.criteria}
    comment = clean(request.form.get("comment", ""))[:1000]
    points = {key: scoring.read_points(text) for key, text in typed.items()}
    if problems := scoring.sheet_problems(points, comment, rules.criteria, rules.scoring):
        if hearing.sheet is None or hearing.sheet.handed_in_at is None:
            actions.keep_draft(hearing, actor(), typed=typed, comment=comment, now=clock.now())
        return _tablet(hearing, typed, comment, problems), 422
    actions.hand_in(hearing, actor(), points=points, comment=comment, now=clock.now())
    flash(f"{hearing.slot.position} 号已提交评分")
    following = _next(hearing)
    return redirect(
        url_for("interviews.sheet", nomination_id=following) if following else url_for("interviews.judging"), 303
    )


def _next(hearing: Hearing) -> int | None:
    """The next candidate who was called and has no sheet of this judge yet."""
    owed = [
        each.slot.nomination_id
        for each in queries.hearings(actor())
        if each.slot.called_at is not None and (each.sheet is None or each.sheet.handed_in_at is None)
    ]
    return next((each for each in owed if each != hearing.slot.nomination_id), None)


@bp.route("/sheets/<int:nomination_id>/draft", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
@takes_json
def draft(nomination_id: int) -> ResponseReturnValue:
    hearing = queries.hearing(actor(), nomination_id) or abort(404)
    if request.method != "POST":
        return {"revision": "0", "csrf_token": generate_csrf()}
    given = request.get_json(silent=True)
    answers = given.get("answers") if isinstance(given, dict) else None
    rules = workflow.programme_of(hearing.cycle).interview
    if not isinstance(answers, dict) or rules is None:
        abort(400)
    known = {each.key for each in rules.criteria}
    typed = dict(hearing.sheet.points) if hearing.sheet else {}
    typed |= {key: _box(str(value)) for key, value in answers.items() if key in known}
    comment = clean(str(answers.get("comment", hearing.sheet.comment if hearing.sheet else "")))[:1000]
    now = clock.now()
    actions.keep_draft(hearing, actor(), typed=typed, comment=comment, now=now)
    return {"revision": "0", "saved_at": f"{now:%H:%M:%S}"}


def _box(text: str) -> str:
    """What stands in one box as it was typed, without what cannot be printed."""
    return "".join(each for each in text if each.isprintable()).strip()[:TYPED]


def _tablet(hearing: Hearing, typed: dict[str, str], comment: str, problems: list[SheetProblem]) -> str:
    rules = workflow.programme_of(hearing.cycle).interview or abort(404)
    read = {key: scoring.read_points(text) for key, text in typed.items()}
    given = {key: value for key, value in read.items() if value is not None}
    return render_template(
        "interviews/sheet.html",
        hearing=hearing,
        rules=rules,
        typed=typed,
        comment=comment,
        reached=scoring.total(given, rules.criteria) if given else None,
        most=sum((each.points for each in rules.criteria), start=Decimal(0)),
        problems=problems,
    )
