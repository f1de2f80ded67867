"""The packs of a published result, and the way of any name."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config import ROOT
from models.vocabulary import Role
from selection import clock, storage
from selection.access import actor, for_roles
from selection.downloads import under
from selection.errors import Refused
from selection.results import actions, correcting, queries, tracing
from selection.results.forms import CorrectionForm, points

bp = Blueprint("results", __name__, url_prefix="/results")
READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)
VERIFIER = ROOT / "scripts" / "verify_pack.py"


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    return render_template("results/index.html", cycles=queries.cycles(actor(), clock.now()))


@bp.get("/cycles/<int:cycle_id>")
@for_roles(*READERS)
def packs(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id, actor()) or abort(404)
    return render_template(
        "results/packs.html",
        cycle=cycle,
        packs=queries.packs(cycle.id),
        why_not=queries.why_not(cycle.id, clock.now()),
        keys=queries.public_keys(),
        verifier=VERIFIER.name,
    )


@bp.post("/cycles/<int:cycle_id>/packs")
@for_roles(*READERS)
def making(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id, actor()) or abort(404)
    actions.ask(cycle, actor(), now=clock.now())
    flash("已开始制作结果包，做好以后列在下面；内容没有变化的，不另列一份")
    return redirect(url_for("results.packs", cycle_id=cycle_id), 303)


@bp.get("/packs/<int:pack_id>")
@for_roles(*READERS)
def download(pack_id: int) -> ResponseReturnValue:
    found = queries.pack(pack_id, actor()) or abort(404)
    pack, cycle = found
    answer = Response(storage.stream(pack.key), content_type="application/zip")
    return under(f"{cycle.name}结果包-{pack.sha256[:8]}.zip", answer)


@bp.get("/verifier")
@for_roles(*READERS)
def verifier() -> ResponseReturnValue:
    return under(VERIFIER.name, Response(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8"))


@bp.get("/nominations/<int:nomination_id>")
@for_roles(Role.SUPERVISOR)
def trace(nomination_id: int) -> ResponseReturnValue:
    found = tracing.trace(nomination_id, actor()) or abort(404)
    return render_template("results/trace.html", trace=found, nomination=found.nomination)


@bp.route("/nominations/<int:nomination_id>/correction", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def correction(nomination_id: int) -> ResponseReturnValue:
    found = correcting.sheets(nomination_id, actor()) or abort(404)
    form = CorrectionForm()
    is_sent = form.validate_on_submit()
    problems = [(f"reason-{form.sheet_id}", str(each)) for each in form.reason.errors]
    if is_sent and not found.called(form.sheet_id):
        problems = [("", "没有这份评分表，请从下面选一份。")]
    elif is_sent:
        given = {each.key: points(request.form.get(each.key, "")) for each in found.programme.criteria}
        try:
            proposal = correcting.ask(
                found, actor(), assignment_id=form.sheet_id, points=given, reason=form.reason_given, now=clock.now()
            )
        except Refused as refusal:
            problems = [("", reason.why) for reason in refusal.reasons]
        else:
            flash("已提请复核，另一位经办人同意以后更正并重新汇总")
            return redirect(url_for("proposals.detail", proposal_id=proposal.id), 303)
    page = render_template("results/correction.html", found=found, problems=problems, typed=request.form)
    return page, 422 if request.method == "POST" else 200
