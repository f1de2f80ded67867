"""The packs of a published result, and the way of any name."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from config import ROOT
from models.vocabulary import Role
from selection import clock, storage
from selection.access import actor, for_roles
from selection.results import actions, queries, tracing

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
    answer.headers.set("Content-Disposition", "attachment", filename=f"{cycle.name}结果包-{pack.sha256[:8]}.zip")
    return answer


@bp.get("/verifier")
@for_roles(*READERS)
def verifier() -> ResponseReturnValue:
    answer = Response(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=VERIFIER.name)
    return answer


@bp.get("/nominations/<int:nomination_id>")
@for_roles(Role.SUPERVISOR)
def trace(nomination_id: int) -> ResponseReturnValue:
    found = tracing.trace(nomination_id, actor()) or abort(404)
    return render_template("results/trace.html", trace=found, nomination=found.nomination)
