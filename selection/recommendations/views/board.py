"""The board: its list, its order, handing it on, the summary."""

import re
from typing import Any
from urllib.parse import quote

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Phase, Role, Stage
from selection import storage, timetable
from selection.access import actor, for_roles, takes_json
from selection.clock import now
from selection.errors import Refused
from selection.nominations import files
from selection.paging import within
from selection.places import queries as places
from selection.recommendations import actions, queries, summary
from selection.recommendations.forms import ForwardingForm
from selection.recommendations.queries import Board, Candidate
from selection.recommendations.views.blueprint import UNION, bp, problems_of
from selection.rules.reach import Verdict

ID = re.compile("[0-9]{1,18}")


@bp.get("/recommendations/")
@for_roles(*UNION)
def index() -> ResponseReturnValue:
    """The board of the present cycle; a choice where several run."""
    found = queries.boards_of(actor())
    if len(found) == 1:
        return redirect(url_for("recommendations.board", cycle_id=found[0][0]), 303)
    return render_template("recommendations/index.html", cycles=found, now=now())


@bp.get("/recommendations/<int:cycle_id>")
@for_roles(*UNION)
def board(cycle_id: int) -> ResponseReturnValue:
    found = queries.board(actor(), cycle_id) or abort(404)
    page = within(request.args.get("page", 1, int))
    there = queries.waiting(actor(), cycle_id, page)
    closes = timetable.closes_at(cycle_id, Phase.UNION, found.allocation.union_id)
    is_open = timetable.is_open(closes, now())
    everybody = queries.pool(actor(), cycle_id) if found.needs_all else there.rows
    ticked = set(request.args.getlist("with"))
    found = found.trying([each for each in everybody if str(each.id) in ticked and each.stage is Stage.SUBMITTED])
    on_trial = {each.id for each in found.tried}
    told = found.verdicts([each for each in everybody if each.id not in on_trial])
    return render_template(
        "recommendations/board.html",
        board=found,
        closes=closes,
        is_open=is_open,
        waiting=[_line(found, each, is_open, told.get(each.id), each.id in on_trial) for each in there.rows],
        there=there,
        limits=_limits(found, [each for each in there.rows if each.id not in on_trial]),
        counted=_counted(found),
        is_head=actor().role is Role.UNION_HEAD,
    )


def _line(found: Board, candidate: Candidate, is_open: bool, verdict: Verdict | None, is_tried: bool) -> dict[str, Any]:
    """One candidate with the answer whether he can be recommended, and what that would put out of reach."""
    obstacles = [] if is_tried else found.obstacles(candidate)
    if candidate.stage is Stage.RETURNED_BY_UNION:
        obstacles = ["已退回单位补正，等待重新申报"]
    elif not is_open:
        obstacles = ["推荐环节已截止"]
    warnings = verdict.sentences if verdict and verdict.state == "unreachable" else ()
    return {
        "candidate": candidate,
        "kinds": "、".join(found.kinds(candidate)) or "—",
        "obstacles": obstacles,
        "warnings": [] if obstacles else warnings,
        "notes": [] if obstacles or is_tried else found.cautions(candidate),
        "is_returned": candidate.stage is Stage.RETURNED_BY_UNION,
        "is_tried": is_tried,
    }


def _limits(found: Board, waiting: list[Candidate]) -> list[dict[str, Any]]:
    """The lines of the panel: what each limit asks and where the list stands."""
    marks = {"ok": "ok", "short": "wait", "full": "stop", "breached": "stop"}
    places = found.allocation.ceiling
    lines = []
    for state in found.limits([each for each in waiting if each.stage is Stage.SUBMITTED]):
        name, _, demand = state.label.partition(" ")
        has_bar = not state.is_spread and state.need is not None and places > 0
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
        if group.key not in limited and not group.each
    ]


@bp.post("/recommendations/<int:cycle_id>/order")
@for_roles(*UNION)
@takes_json
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
            problems = problems_of(refusal.reasons)
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
