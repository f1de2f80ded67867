"""Experts over HTTP: the pool, the draw, invitations, and who reads what."""

import json
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.people import User
from models.programme import Cycle
from models.review import Assignment
from models.vocabulary import Role
from selection import clock, storage, workflow
from selection.access import actor, for_roles, public
from selection.cycles.queries import get as cycle_of
from selection.errors import Reason, Refused
from selection.experts import actions, blind, calling, calls, dealing, drawing, forms, pool, queries
from selection.nominations.queries.reach import LARGEST_ID
from selection.review import actions as reviews
from selection.review import queries as review_queries
from selection.review import voiding

bp = Blueprint("experts", __name__, url_prefix="/experts")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    listed = pool.listed(actor(), wanted=request.args.get("q", ""), number=request.args.get("page", 1, int))
    may_act = actor().role == Role.CITY_OFFICER
    return render_template("experts/index.html", listed=listed, trades=pool.trades(), may_act=may_act)


@bp.route("/<int:user_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def profile(user_id: int) -> ResponseReturnValue:
    expert = pool.get(actor(), user_id) or abort(404)
    form = forms.OfficeProfileForm.of(pool.profile(user_id), list(pool.trades().items()))
    if form.validate_on_submit():
        _save(expert, form, person_id=form.person_id.data)
        return redirect(url_for("experts.index"), 303)
    page = render_template("experts/profile.html", expert=expert, form=form, past=pool.past(user_id))
    return page, 422 if form.errors else 200


@bp.route("/mine", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
def mine() -> ResponseReturnValue:
    expert = pool.oneself(actor())
    known = pool.profile(expert.id)
    form = forms.ProfileForm.of(known, list(pool.trades().items()))
    if form.validate_on_submit():
        _save(expert, form, person_id=known.person_id if known else None)
        return redirect(url_for("experts.mine"), 303)
    page = render_template("experts/mine.html", form=form, calls=calls.mine(actor()), past=pool.past(expert.id))
    return page, 422 if form.errors else 200


def _save(expert: User, form: forms.ProfileForm, *, person_id: int | None) -> None:
    actions.save(
        expert,
        actor(),
        title=form.title.data or "",
        trades=form.trades.data or [],
        unit_name=(form.unit_name.data or "").strip(),
        person_id=person_id,
        load_cap=form.load_cap.data,
        away=(form.away_from.data, form.away_until.data),
        ties=form.ties,
        now=clock.now(),
    )
    flash(f"已保存{expert.name}的登记")


@bp.post("/calls/<int:call_id>/acceptance")
@for_roles(Role.EXPERT)
def acceptance(call_id: int) -> ResponseReturnValue:
    asked = calls.own(actor(), call_id) or abort(404)
    calling.accept(asked, actor(), now=clock.now())
    flash("已接受聘请")
    return redirect(url_for("experts.mine"), 303)


@bp.route("/calls/<int:call_id>/declining", methods=["GET", "POST"])
@for_roles(Role.EXPERT)
def declining(call_id: int) -> ResponseReturnValue:
    asked = calls.own(actor(), call_id) or abort(404)
    form = forms.ReasonForm()
    if form.validate_on_submit():
        calling.decline(asked, actor(), reason=str(form.reason.data).strip(), now=clock.now())
        flash("已答复不能参加")
        return redirect(url_for("experts.mine"), 303)
    page = render_template(
        "experts/reason.html", form=form, title="不能参加评审", act="答复不能参加", back=url_for("experts.mine")
    )
    return page, 422 if form.errors else 200


@bp.get("/cycles/<int:cycle_id>")
@for_roles(*READERS)
def panel(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    return render_template(
        "experts/cycle.html",
        cycle=cycle,
        asked=calls.of_cycle(cycle.id),
        draws=calls.draws(cycle.id),
        candidates=pool.candidates(cycle),
        may_act=_may_act(cycle),
    )


def _may_act(cycle: Cycle) -> bool:
    return actor().role == Role.CITY_OFFICER and cycle.closed_at is None


@bp.post("/cycles/<int:cycle_id>/calls")
@for_roles(Role.CITY_OFFICER)
def asking(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    expert = pool.get(actor(), request.form.get("expert", 0, int)) or abort(404)
    calling.call(cycle, expert.id, actor(), now=clock.now())
    flash(f"已请{expert.name}答复")
    return redirect(url_for("experts.panel", cycle_id=cycle_id), 303)


@bp.route("/cycles/<int:cycle_id>/calls/<int:call_id>/replacement", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def replacement(cycle_id: int, call_id: int) -> ResponseReturnValue:
    asked = calls.in_cycle(cycle_id, call_id) or abort(404)
    form = forms.ReasonForm()
    back = url_for("experts.panel", cycle_id=cycle_id)
    if form.validate_on_submit():
        calling.replace(asked, actor(), reason=str(form.reason.data).strip(), now=clock.now())
        flash(f"已更换{asked.expert.name}，候补的专家收到聘请")
        return redirect(back, 303)
    page = render_template(
        "experts/reason.html", form=form, title=f"更换{asked.expert.name}", act="更换专家", back=back
    )
    return page, 422 if form.errors else 200


@bp.route("/cycles/<int:cycle_id>/draws", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def commitment(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    strata = drawing.strata(cycle)
    form = forms.CommitmentForm()
    wanted, problems = forms.places(request.form.to_dict(), list(strata))
    blocked: list[Reason] = []
    if form.validate_on_submit() and not problems:
        try:
            made = drawing.commit(
                cycle,
                actor(),
                wanted=wanted,
                number_source=str(form.number_source.data).strip(),
                due_at=form.due,
                now=clock.now(),
            )
        except Refused as refusal:
            blocked = refusal.reasons
        else:
            flash("承诺已公布")
            return redirect(url_for("experts.draw", cycle_id=cycle_id, draw_id=made.id), 303)
    page = render_template(
        "experts/commitment.html",
        cycle=cycle,
        form=form,
        strata=strata,
        wanted=wanted,
        problems=[("", each) for each in problems] + [("", f"{each.why}{each.cure}") for each in blocked],
    )
    return page, 409 if blocked else 422 if form.errors or problems else 200


@bp.route("/cycles/<int:cycle_id>/draws/<int:draw_id>", methods=["GET", "POST"])
@for_roles(*READERS)
def draw(cycle_id: int, draw_id: int) -> ResponseReturnValue:
    found = calls.draw(cycle_id, draw_id) or abort(404)
    form = forms.NumberForm()
    if request.method == "POST" and not _may_act(found.cycle):
        abort(403)
    if form.validate_on_submit():
        drawing.draw(found.made, actor(), number=form.given, now=clock.now())
        flash("已按号码抽取，聘请已发出")
        return redirect(url_for("experts.draw", cycle_id=cycle_id, draw_id=draw_id), 303)
    page = render_template(
        "experts/draw.html",
        found=found,
        form=form,
        terms=drawing.terms_of(found.made),
        minutes=json.loads(found.result.minutes) if found.result else None,
        may_act=_may_act(found.cycle),
        is_due=clock.now() >= found.made.due_at,
    )
    return page, 422 if form.errors else 200


@bp.get("/cycles/<int:cycle_id>/draws/<int:draw_id>/minutes")
@for_roles(*READERS)
def minutes(cycle_id: int, draw_id: int) -> ResponseReturnValue:
    found = calls.draw(cycle_id, draw_id)
    if found is None or found.result is None:
        abort(404)
    answer = Response(found.result.minutes, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"draw-{draw_id}.json")
    return answer


@bp.get("/commitments")
@public
def commitments() -> ResponseReturnValue:
    return render_template("experts/commitments.html", draws=calls.draws())


@bp.route("/cycles/<int:cycle_id>/assignment", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def assignment(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    waiting = queries.waiting(cycle.id)
    usual = dealing.proposed(cycle, waiting)
    form = forms.WishForm(links=usual.links)
    blocked: list[Any] = []
    if form.validate_on_submit():
        try:
            number = reviews.assign(cycle, actor(), now=clock.now(), wish=form.wish(usual.per_dossier))
        except Refused as refusal:
            blocked = refusal.reasons
        else:
            flash(f"已把 {number} 份材料分配给专家")
            return redirect(url_for("experts.assignment", cycle_id=cycle_id), 303)
    page = render_template(
        "experts/assignment.html",
        cycle=cycle,
        programme=workflow.programme_of(cycle),
        form=form,
        waiting=waiting,
        blocked=blocked,
        design=queries.design(cycle.id),
        deals=queries.deals(cycle.id),
    )
    return page, 409 if blocked else 422 if form.errors else 200


@bp.route("/cycles/<int:cycle_id>/recusals", methods=["GET", "POST"])
@for_roles(*READERS)
def recusals(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    form = forms.LateForm.offering([(row[1], row[2]) for row in queries.readers(cycle.id)])
    if request.method == "POST" and not _may_act(cycle):
        abort(403)
    problems = []
    if form.validate_on_submit():
        task = voiding.numbered(cycle.id, form.number.data or 0, form.expert.data)
        if task is not None:
            return _void(task, str(form.reason.data).strip(), cycle_id)
        problems.append(("number", f"这位专家没有评审 K-{form.number.data:03d}，请核对编号"))
    page = render_template(
        "experts/recusals.html",
        cycle=cycle,
        form=form,
        problems=problems,
        found=voiding.found(cycle.id),
        kept=voiding.kept(cycle.id),
        may_act=_may_act(cycle),
    )
    return page, 422 if form.errors or problems else 200


def _void(task: Assignment, reason: str, cycle_id: int) -> ResponseReturnValue:
    asked = voiding.void(task, actor(), reason=reason, now=clock.now())
    flash("已提请另一位经办人复核" if asked else "已登记回避，评分不再计入")
    return redirect(url_for("experts.recusals", cycle_id=cycle_id), 303)


@bp.post("/cycles/<int:cycle_id>/checks")
@for_roles(Role.CITY_OFFICER)
def checks(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    number = actions.look_again(cycle, actor(), now=clock.now())
    flash(f"重新核对完毕，{number} 处须处理" if number else "重新核对完毕，没有须回避的")
    return redirect(url_for("experts.recusals", cycle_id=cycle_id), 303)


@bp.post("/cycles/<int:cycle_id>/findings/<int:assignment_id>/recusal")
@for_roles(Role.CITY_OFFICER)
def confirming(cycle_id: int, assignment_id: int) -> ResponseReturnValue:
    task = review_queries.assignment(cycle_id, assignment_id) or abort(404)
    return _void(task, task.conflict or "市总工会核对，须回避", cycle_id)


@bp.post("/cycles/<int:cycle_id>/findings/<int:assignment_id>/clearance")
@for_roles(Role.CITY_OFFICER)
def clearing(cycle_id: int, assignment_id: int) -> ResponseReturnValue:
    task = review_queries.assignment(cycle_id, assignment_id) or abort(404)
    voiding.clear(task, actor(), reason=f"核实无关：{task.conflict}", now=clock.now())
    flash("已核实，无须回避")
    return redirect(url_for("experts.recusals", cycle_id=cycle_id), 303)


@bp.route("/cycles/<int:cycle_id>/blind", methods=["GET", "POST"])
@for_roles(*READERS)
def findings(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    if request.method == "POST":
        if not _may_act(cycle):
            abort(403)
        ids = [each for each in request.form.getlist("finding", int) if 0 < each <= LARGEST_ID]
        verdict = blind.WITHHELD if request.form.get("verdict") == blind.WITHHELD else blind.HARMLESS
        number = blind.settle(cycle, actor(), ids=ids, verdict=verdict, now=clock.now())
        flash(f"已处理 {number} 处")
        return redirect(url_for("experts.findings", cycle_id=cycle_id), 303)
    number = max(1, request.args.get("page", 1, int))
    rows, total = blind.waiting(cycle.id, number)
    return render_template(
        "experts/findings.html",
        cycle=cycle,
        rows=rows,
        total=total,
        number=number,
        pages=max(1, -(-total // blind.PER_PAGE)),
        unchecked=blind.unchecked(cycle.id),
        may_act=_may_act(cycle),
    )


@bp.get("/cycles/<int:cycle_id>/blind/<int:evidence_id>")
@for_roles(*READERS)
def blind_copy(cycle_id: int, evidence_id: int) -> ResponseReturnValue:
    copy = blind.copy_of(cycle_id, evidence_id) if evidence_id <= LARGEST_ID else None
    if copy is None or copy.key is None:
        abort(404)
    answer = Response(storage.stream(copy.key), mimetype=copy.media_type)
    ending = blind.ENDINGS[copy.media_type]
    answer.headers.set("Content-Disposition", "attachment", filename=f"blind-{evidence_id}.{ending}")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
