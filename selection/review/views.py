"""Review over HTTP: the city's overview and panels, the expert's desk and sheet."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from models.vocabulary import Phase, Role
from selection import clock, storage, timetable, workflow
from selection.access import actor, for_roles, takes_json
from selection.cycles.queries import get as cycle_of
from selection.experts import blind, calls, checking
from selection.nominations.queries.reach import LARGEST_ID
from selection.review import actions, calibrated, peering, queries, understaffed
from selection.review.forms import PanelForm, RecusalForm
from selection.review.queries import Work
from selection.rules import scoring
from selection.rules.blinding import Blinded
from selection.rules.scoring import SheetProblem
from selection.rules.values import clean

bp = Blueprint("review", __name__, url_prefix="/review")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
TYPED = 20


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    if len(cycles) == 1:
        return redirect(url_for("review.overview", cycle_id=cycles[0].id), 303)
    return render_template("review/index.html", cycles=cycles)


@bp.get("/cycles/<int:cycle_id>")
@for_roles(*READERS)
def overview(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    by_panel: dict[int, list[Any]] = defaultdict(list)
    for row in queries.progress(cycle.id):
        by_panel[row[0]].append(row)
    stepped_back = any(row[5] for rows in by_panel.values() for row in rows)
    seated: dict[int, list[str]] = defaultdict(list)
    for panel_id, _, name in queries.members(cycle.id):
        seated[panel_id].append(name)
    return render_template(
        "review/overview.html",
        cycle=cycle,
        programme=workflow.programme_of(cycle),
        counts=next((row for row in queries.cycles(actor()) if row.id == cycle.id), None),
        panels=queries.panels(cycle.id),
        seated=seated,
        progress=by_panel,
        closes=timetable.closes_at(cycle.id, Phase.REVIEW),
        may_act=actor().role == Role.CITY_OFFICER and cycle.closed_at is None,
        may_watch=actor().role == Role.SUPERVISOR,
        thin=understaffed.thin(cycle) if stepped_back else (),
    )


@bp.route("/cycles/<int:cycle_id>/readers", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def readers(cycle_id: int) -> ResponseReturnValue:
    """The dossiers that too few experts read, each with those who may read it besides."""
    cycle = cycle_of(cycle_id) or abort(404)
    if request.method == "POST":
        wanted = [request.form.get(name, 0, type=int) for name in ("nomination", "expert")]
        if not all(0 < each <= LARGEST_ID for each in wanted):
            abort(422)
        short, reader = understaffed.add_reader(
            cycle, actor(), nomination_id=wanted[0], expert_id=wanted[1], now=clock.now()
        )
        flash(f"已把 {short.blind_name} 派给{reader.name}")
        return redirect(url_for("review.readers", cycle_id=cycle_id), 303)
    thin = understaffed.thin(cycle)
    offered = understaffed.offered(cycle, thin)
    return render_template("review/readers.html", cycle=cycle, thin=thin, offered=offered)


@bp.route("/cycles/<int:cycle_id>/panels", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def panels(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    taken, asked = {row[1] for row in queries.members(cycle.id)}, calls.accepted(cycle.id)
    offered = [
        (user_id, f"{name}，{home}")
        for user_id, name, home in queries.experts(cycle.organiser_id)
        if asked is None or user_id in asked
    ]
    if peering.is_by_peers(cycle):
        offered = [(each.user_id, each.label) for each in peering.peers(cycle.id)]
    form = PanelForm.offering([each for each in offered if each[0] not in taken])
    if form.validate_on_submit():
        name = str(form.name.data).strip()
        actions.form_panel(cycle, actor(), name=name, expert_ids=form.experts.data or [], now=clock.now())
        flash(f"已组建{name}")
        return redirect(url_for("review.overview", cycle_id=cycle_id), 303)
    page = render_template("review/panel.html", cycle=cycle, form=form, programme=workflow.programme_of(cycle))
    return page, 422 if form.errors else 200


@bp.post("/cycles/<int:cycle_id>/assignments")
@for_roles(Role.CITY_OFFICER)
def assigning(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    number = actions.assign(cycle, actor(), now=clock.now())
    flash(f"已把 {number} 份材料分配给专家")
    return redirect(url_for("review.overview", cycle_id=cycle_id), 303)


@bp.post("/cycles/<int:cycle_id>/closing")
@for_roles(Role.CITY_OFFICER)
def closing(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    number = actions.close(cycle, actor(), now=clock.now())
    flash(f"专家评审结束，{number} 份材料已汇总排名")
    return redirect(url_for("review.ranking", cycle_id=cycle_id), 303)


@bp.get("/cycles/<int:cycle_id>/ranking")
@for_roles(*READERS)
def ranking(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    rows = queries.ranking(cycle.id)
    return render_template(
        "review/ranking.html",
        cycle=cycle,
        rows=rows,
        programme=workflow.programme_of(cycle),
        may_correct=actor().role == Role.CITY_OFFICER and cycle.closed_at is None,
    )


@bp.get("/cycles/<int:cycle_id>/calibration")
@for_roles(*READERS)
def calibration(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    if cycle.review_closed_at is None:
        abort(404)
    return render_template(
        "review/calibration.html",
        cycle=cycle,
        programme=workflow.programme_of(cycle),
        found=calibrated.get(cycle.id),
        listed=calibrated.listed(cycle.id, request.args.get("page", 1, int)),
        judges=calibrated.judges(cycle.id),
        chance=calibrated.chance,
    )


@bp.get("/desk")
@for_roles(Role.EXPERT)
def desk() -> ResponseReturnValue:
    works = queries.works(actor())
    closes = {each: timetable.closes_at(each, Phase.REVIEW) for each in {work.cycle.id for work in works}}
    return render_template("review/desk.html", works=works, closes=closes)


@bp.route("/sheets/<int:assignment_id>", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
def sheet(assignment_id: int) -> ResponseReturnValue:
    work = queries.work(actor(), assignment_id) or abort(404)
    if request.method != "POST":
        if between := checking.standing_between(work.assignment):
            why = actions.of_you(between, work)
            return render_template("review/between.html", work=work, why=why, form=RecusalForm())
        if work.file.is_unchecked:
            return render_template("review/unchecked.html", work=work)
        typed = work.sheet.points if work.sheet else {}
        return _bench(work, typed, work.sheet.comment if work.sheet else "", [])
    typed, comment = _typed(work), clean(request.form.get("comment", ""))[:1000]
    programme = workflow.programme_of(work.cycle)
    points = {key: scoring.read_points(text) for key, text in typed.items()}
    problems = scoring.sheet_problems(points, comment, programme.criteria, programme.scoring)
    if problems:
        if work.sheet is None or work.sheet.handed_in_at is None:
            actions.keep_draft(work, typed=typed, comment=comment, now=clock.now())
        return _bench(work, typed, comment, problems), 422
    actions.hand_in(work, actor(), points=points, comment=comment, now=clock.now())
    following = queries.next_unscored(actor(), work)
    flash(f"{work.blind_name} 已提交评分" if following else f"{work.blind_name} 已提交评分，全部评完")
    return redirect(url_for("review.sheet", assignment_id=following) if following else url_for("review.desk"), 303)


@bp.route("/sheets/<int:assignment_id>/draft", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
@takes_json
def draft(assignment_id: int) -> ResponseReturnValue:
    work = queries.work(actor(), assignment_id) or abort(404)
    if request.method != "POST":
        return {"revision": "0", "csrf_token": generate_csrf()}
    given = request.get_json(silent=True)
    answers = given.get("answers") if isinstance(given, dict) else None
    if not isinstance(answers, dict):
        abort(400)
    known = {each.key for each in workflow.programme_of(work.cycle).criteria}
    typed = dict(work.sheet.points) if work.sheet else {}
    typed |= {key: _box(str(value)) for key, value in answers.items() if key in known}
    comment = clean(str(answers.get("comment", work.sheet.comment if work.sheet else "")))[:1000]
    now = clock.now()
    actions.keep_draft(work, typed=typed, comment=comment, now=now)
    return {"revision": "0", "saved_at": f"{now:%H:%M:%S}"}


@bp.route("/sheets/<int:assignment_id>/recusal", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
def recusal(assignment_id: int) -> ResponseReturnValue:
    work = queries.work(actor(), assignment_id) or abort(404)
    form = RecusalForm()
    if form.validate_on_submit():
        actions.recuse(work, actor(), reason=form.given, now=clock.now())
        flash(f"已回避 {work.blind_name}，它不再出现在您的名单里")
        return redirect(url_for("review.desk"), 303)
    return render_template("review/recusal.html", work=work, form=form), 422 if form.errors else 200


@bp.get("/sheets/<int:assignment_id>/evidence/<int:evidence_id>")
@for_roles(Role.EXPERT)
def evidence(assignment_id: int, evidence_id: int) -> ResponseReturnValue:
    work = queries.work(actor(), assignment_id) or abort(404)
    if checking.standing_between(work.assignment):
        abort(404)
    offered = [each for each, _ in _read(work).files]
    copy = blind.shown(work.nomination.id, offered).copies.get(evidence_id)
    if copy is None or copy.key is None or work.file.is_unchecked:
        abort(404)
    ending = blind.ENDINGS[copy.media_type]
    answer = Response(storage.stream(copy.key), mimetype=copy.media_type)
    number = offered.index(evidence_id) + 1
    answer.headers.set("Content-Disposition", "attachment", filename=f"{work.blind_name}-{number}.{ending}")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _box(text: str) -> str:
    """What stands in one box as it was typed, without what cannot be printed."""
    return "".join(each for each in text if each.isprintable()).strip()[:TYPED]


def _typed(work: Work) -> dict[str, str]:
    """What stands in the boxes of the sheet."""
    criteria = workflow.programme_of(work.cycle).criteria
    return {each.key: _box(request.form.get(each.key, "")) for each in criteria}


def _read(work: Work) -> Blinded:
    """The dossier as this expert may read it, before anything is held back."""
    return blind.read(work.nomination, queries.dossier(work).content)


def _bench(work: Work, typed: dict[str, str], comment: str, problems: list[SheetProblem]) -> str:
    programme = workflow.programme_of(work.cycle)
    read = {key: scoring.read_points(text) for key, text in typed.items()}
    reached = scoring.total({key: value for key, value in read.items() if value is not None}, programme.criteria)
    works = [each for each in queries.works(actor()) if each.recusal is None and each.cycle.id == work.cycle.id]
    place = next(number for number, each in enumerate(works, start=1) if each.assignment.id == work.assignment.id)
    return render_template(
        "review/sheet.html",
        work=work,
        dossier=(dossier := _read(work)),
        released=blind.shown(work.nomination.id, [each for each, _ in dossier.files]),
        programme=programme,
        typed=typed,
        comment=comment,
        reached=reached if any(value is not None for value in read.values()) else None,
        most=sum((each.points for each in programme.criteria), start=Decimal(0)),
        problems=problems,
        place=place,
        number=len(works),
        closes=timetable.closes_at(work.cycle.id, Phase.REVIEW),
    )
