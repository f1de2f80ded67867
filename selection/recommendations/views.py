"""Pages of a union: its board, and what it does with one nomination."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Nomination
from models.vocabulary import Act, Level, Phase, Role, Stage
from selection import storage, timetable, workflow
from selection.access import actor, for_roles
from selection.clock import now, on
from selection.errors import Reason, Refused
from selection.nominations import actions as nominations
from selection.nominations import files
from selection.nominations import queries as nomination_queries
from selection.nominations.actions.ending import reopening
from selection.places import queries as places
from selection.recommendations import actions, queries, summary
from selection.recommendations.forms import ForwardingForm, OpinionForm, ReturnForm, WhyForm
from selection.recommendations.queries import PAGE, Board, Candidate
from selection.workflow import programme_of

bp = Blueprint("recommendations", __name__)
UNION = (Role.UNION_OFFICER, Role.UNION_HEAD)
TO_CORRECT = timedelta(days=5)
ID = re.compile("[0-9]{1,18}")


@bp.get("/recommendations/")
@for_roles(*UNION)
def index() -> ResponseReturnValue:
    """The board of the present cycle; a choice where several run."""
    found = queries.boards_of(actor())
    if len(found) == 1:
        return redirect(url_for("recommendations.board", cycle_id=found[0][0]), 303)
    return render_template("recommendations/index.html", cycles=found)


@bp.get("/recommendations/<int:cycle_id>")
@for_roles(*UNION)
def board(cycle_id: int) -> ResponseReturnValue:
    found = queries.board(actor(), cycle_id) or abort(404)
    page = min(max(request.args.get("page", 1, int), 1), 100_000)
    waiting, number = queries.waiting(actor(), cycle_id, page)
    closes = timetable.closes_at(cycle_id, Phase.UNION, found.allocation.union_id)
    is_open = timetable.is_open(closes, now())
    return render_template(
        "recommendations/board.html",
        board=found,
        closes=closes,
        is_open=is_open,
        waiting=[_line(found, each, is_open) for each in waiting],
        number=number,
        page=page,
        pages=max(1, -(-number // PAGE)),
        limits=_limits(found, waiting),
        counted=_counted(found),
        is_head=actor().role is Role.UNION_HEAD,
    )


def _line(found: Board, candidate: Candidate, is_open: bool) -> dict[str, Any]:
    """One candidate with the answer whether he can be recommended."""
    obstacles = found.obstacles(candidate)
    if candidate.stage is Stage.RETURNED_BY_UNION:
        obstacles = ["已退回单位补正，等待重新申报"]
    elif not is_open:
        obstacles = ["推荐环节已截止"]
    return {
        "candidate": candidate,
        "kinds": "、".join(found.kinds(candidate)) or "—",
        "obstacles": obstacles,
        "notes": [] if obstacles else found.cautions(candidate),
        "is_returned": candidate.stage is Stage.RETURNED_BY_UNION,
    }


def _limits(found: Board, waiting: list[Candidate]) -> list[dict[str, Any]]:
    """The lines of the panel: what each limit asks and where the list stands."""
    marks = {"ok": "ok", "short": "wait", "full": "stop", "breached": "stop"}
    places = found.allocation.ceiling
    lines = []
    for state in found.limits([each for each in waiting if each.stage is Stage.SUBMITTED]):
        name, _, demand = state.label.partition(" ")
        has_bar = state.limit.group != "unit" and state.need is not None and places > 0
        lines.append(
            {
                "name": name,
                "demand": demand,
                "state": "warn" if state.pressing else marks[state.state],
                "word": state.word,
                "percent": 100 * state.have / places if has_bar else None,
                "limit": 100 * (state.need or 0) / places if has_bar else None,
                "label": f"{name} {state.have} 人，要求 {state.need} 人" if has_bar else "",
                "note": f"{state.sentence}依据：{state.limit.article}。" if state.sentence else "",
            }
        )
    return lines


def _counted(found: Board) -> list[dict[str, Any]]:
    """Groups that are only counted in a union's list."""
    limited = {each.group for each in found.programme.limits if each.scope == "union"}
    return [
        {
            "name": group.name,
            "demand": "只统计",
            "state": "",
            "word": f"{sum(group.key in each.groups for each in found.ranked)} 人",
        }
        for group in found.programme.groups
        if group.key not in limited
    ]


@bp.post("/recommendations/<int:cycle_id>/order")
@for_roles(*UNION)
def order(cycle_id: int) -> ResponseReturnValue:
    """A new order: as JSON from the page's script, or one move from its buttons."""
    found = queries.board(actor(), cycle_id) or abort(404)
    if not request.is_json:
        return _move(found)
    asked = request.get_json(silent=True)
    asked = asked if isinstance(asked, dict) else {}
    wanted = asked.get("order")
    if not isinstance(wanted, list) or not all(ID.fullmatch(str(each)) for each in wanted):
        return jsonify(message="没有移动：页面送来的顺序读不懂，请刷新后再移动。"), 422
    try:
        revision = actions.rank(
            found, actor(), order=[int(each) for each in wanted], revision=str(asked.get("revision", "")), now=now()
        )
    except Refused as refusal:
        return jsonify(message="；".join(f"{each.why}。{each.cure}" for each in refusal.reasons)), 409
    return jsonify(revision=revision)


def _move(found: Board) -> ResponseReturnValue:
    """One step up or down, ``up-17`` or ``down-17``, for pages without scripts."""
    direction, _, moved = request.form.get("move", "").partition("-")
    listed = [each.id for each in found.prepared]
    if direction not in ("up", "down") or moved not in {str(each) for each in listed}:
        abort(400)
    here = listed.index(int(moved))
    there = here + (-1 if direction == "up" else 1)
    if 0 <= there < len(listed):
        listed.insert(there, listed.pop(here))
        actions.rank(found, actor(), order=listed, revision=request.form.get("revision", ""), now=now())
    return redirect(url_for("recommendations.board", cycle_id=found.cycle.id), 303)


@bp.route("/recommendations/<int:cycle_id>/forwarding", methods=["GET", "POST"])
@for_roles(*UNION)
def forwarding(cycle_id: int) -> ResponseReturnValue:
    """The list to be confirmed. Everybody of the union reads it; its head hands it on."""
    found = queries.board(actor(), cycle_id) or abort(404)
    form = ForwardingForm(revision=found.revision)
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            number = _forward(found, form)
        except Refused as refusal:
            problems = _problems(refusal.reasons)
        else:
            flash(f"已上报 {number} 人，等待市总工会资格审查")
            return redirect(url_for("recommendations.board", cycle_id=cycle_id), 303)
    form.revision.data = found.revision
    return render_template(
        "recommendations/forwarding.html",
        board=found,
        form=form,
        problems=problems,
        reasons=actions.not_ready(found, actor(), now=now()),
        needs_minutes=queries.needs_minutes(),
        forwardings=queries.forwardings(found.allocation),
    ), 409 if problems else 200


def _forward(found: Board, form: ForwardingForm) -> int:
    upload = form.minutes.data
    minutes = files.take(upload.stream, upload.filename) if upload and upload.filename else None
    return actions.forward(found, actor(), revision=form.revision.data or "", minutes=minutes, now=now())


@bp.get("/recommendations/<int:cycle_id>/unions/<int:union_id>/minutes/<int:forwarding_id>")
@for_roles(*UNION, Role.CITY_OFFICER, Role.SUPERVISOR)
def minutes(cycle_id: int, union_id: int, forwarding_id: int) -> ResponseReturnValue:
    _, allocation, _ = places.seen_by(actor(), cycle_id, union_id) or abort(404)
    handed_on = queries.forwarding_of(allocation, forwarding_id) or abort(404)
    if handed_on.minutes_key is None:
        abort(404)
    return _download(storage.stream(handed_on.minutes_key), handed_on.minutes_name, "application/octet-stream")


@bp.get("/recommendations/<int:cycle_id>/summary.xlsx")
@for_roles(*UNION)
def workbook(cycle_id: int) -> ResponseReturnValue:
    found = queries.board(actor(), cycle_id) or abort(404)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download([summary.workbook(found)], summary.filename(found), kind)


@bp.get("/recommendations/<int:cycle_id>/summary")
@for_roles(*UNION)
def printed(cycle_id: int) -> ResponseReturnValue:
    found = queries.board(actor(), cycle_id) or abort(404)
    return render_template(
        "recommendations/summary.html", board=found, columns=summary.COLUMNS, rows=summary.rows(found)
    )


def _download(content: Any, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@bp.route("/nominations/<int:nomination_id>/recommendation", methods=["GET", "POST"])
@for_roles(*UNION)
def recommendation(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = OpinionForm()
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            actions.recommend(nomination, actor(), opinion=form.opinion.data or "", now=now())
        except Refused as refusal:
            problems = _problems(refusal.reasons)
        else:
            flash(f"已推荐{nomination.name}，排在名单最后")
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    found = queries.board(actor(), nomination.cycle_id) or abort(404)
    candidate = queries.candidate_of(nomination)
    page = render_template(
        "recommendations/recommendation.html",
        board=found,
        candidate=candidate,
        form=form,
        problems=problems,
        reasons=actions.refusals(found, nomination, candidate, actor(), now=now()),
        notes=found.cautions(candidate),
    )
    return page, 409 if problems else 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/recommendation/withdrawal", methods=["GET", "POST"])
@for_roles(*UNION)
def withdrawal(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    return _with_reason(nomination, Act.UNRECOMMEND, actions.unrecommend, f"已撤回{nomination.name}的推荐，名额已释放")


@bp.route("/nominations/<int:nomination_id>/recommendation/refusal", methods=["GET", "POST"])
@for_roles(*UNION)
def refusal(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    return _with_reason(nomination, Act.DECLINE, nominations.decline, f"{nomination.name}不予通过，已通知单位")


def _with_reason(nomination: Nomination, act: Act, action: Any, said: str) -> ResponseReturnValue:
    """An act that needs no more than a reason."""
    form = WhyForm()
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            action(nomination, actor(), reason=form.why, now=now())
        except Refused as refusal:
            problems = _problems(refusal.reasons)
        else:
            flash(said)
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    page = render_template(
        "recommendations/reason.html",
        nomination=nomination,
        act=act,
        form=form,
        problems=problems,
        reasons=workflow.why_not(nomination, act, actor(), now=now()),
    )
    return page, 409 if problems else 422 if form.errors else 200


@bp.route("/nominations/<int:nomination_id>/recommendation/return", methods=["GET", "POST"])
@for_roles(*UNION)
def sending_back(nomination_id: int) -> ResponseReturnValue:
    nomination = nomination_queries.get(actor(), nomination_id) or abort(404)
    form = ReturnForm()
    form.fields.choices = list(reopening(programme_of(nomination.cycle)).items())
    closes = timetable.closes_at(nomination.cycle_id, Phase.UNION, nomination.union_id)
    if not form.is_submitted():
        form.due_on.data = on(_due(closes))
    problems: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            nominations.send_back(
                nomination,
                actor(),
                level=Level.UNION,
                fields=form.fields.data or [],
                reason=form.why,
                due_at=form.due_at,
                now=now(),
            )
        except Refused as refusal:
            problems = _problems(refusal.reasons)
        else:
            flash(f"已退回{nomination.name}的材料，并通知单位补正")
            return redirect(url_for("recommendations.board", cycle_id=nomination.cycle_id), 303)
    page = render_template(
        "recommendations/return.html",
        nomination=nomination,
        form=form,
        problems=problems,
        closes=closes,
        reasons=workflow.why_not(nomination, Act.RETURN, actor(), now=now()),
    )
    return page, 409 if problems else 422 if form.errors else 200


def _due(closes: datetime | None) -> datetime:
    """Five days from now, or the end of the phase if that comes first."""
    proposed = now() + TO_CORRECT
    return min(proposed, closes) if closes else proposed


def _problems(reasons: list[Reason]) -> list[tuple[str, str]]:
    return [("", f"{each.why.rstrip('。')}。{each.cure}") for each in reasons]
