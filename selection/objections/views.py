"""Objections: the public's form and receipt, the officer's pages."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from models.publicity import AnyNotice
from models.vocabulary import ObjectionStepKind as Kind
from models.vocabulary import ObjectionWay, Role
from selection import clock, storage
from selection.access import actor, for_roles, public
from selection.cycles.queries import get as cycle_of
from selection.downloads import under
from selection.nominations import files
from selection.nominations.files import Taken
from selection.objections import actions, queries
from selection.objections.forms import EntryForm, ObjectionForm, ReceiptForm, StepForm
from selection.paging import within
from selection.publicity import queries as notices
from selection.rules import objections as rules
from selection.settings.queries import calendar

bp = Blueprint("objections", __name__)

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR)


@bp.route("/notices/<int:notice_id>/objection", methods=["GET", "POST"])
@public
def objecting(notice_id: int) -> ResponseReturnValue:
    """The public's form. Sent twice, it is one objection, and gives the same receipt."""
    now = clock.now()
    notice = notices.public_one(notice_id, now) or abort(404)
    if request.method == "POST":
        _count_or_bar("objection")
    form = ObjectionForm.about(notice)
    if form.validate_on_submit():
        taken = _taken(form.file.data)
        objection = actions.receive(notice, form.said, way=ObjectionWay.WEB, taken=taken, salt=form.salt, now=now)
        page = render_template("objections/received.html", objection=objection, notice=notice)
        return page, 201
    page = render_template("objections/objecting.html", form=form, notice=notice)
    return page, 422 if form.errors else 200


@bp.route("/objection-receipts", methods=["GET", "POST"])
@public
def receipt() -> ResponseReturnValue:
    """Where an objection stands, for whoever holds its receipt. The same page for whatever is not there."""
    form, found, steps, is_asked = ReceiptForm(), None, None, False
    code = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        _count_or_bar("receipt")
        found, is_asked = queries.by_receipt(str(form.number.data).strip().upper(), str(form.code.data)), True
        steps = queries.steps(found.id) if found else None
        code = 200 if found else 404
    page = render_template(
        "objections/receipt.html", form=form, found=found, steps=steps, said=rules.SAID, is_asked=is_asked
    )
    return page, code


@bp.get("/objections/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    page = within(request.args.get("page", 1, type=int))
    only_open = request.args.get("state", "open") != "all"
    listed = queries.listed(actor(), only_open=only_open, page=page)
    working = calendar()
    dues = {each.id: each.due_on or rules.first_due(clock.on(each.received_at), working) for each in listed.rows}
    return render_template(
        "objections/index.html",
        listed=listed,
        dues=dues,
        said=rules.SAID,
        is_open=rules.is_open,
        today=clock.on(clock.now()),
        cycles=queries.cycles(actor()),
        may_act=_may_act(),
    )


@bp.route("/objections/<int:objection_id>", methods=["GET", "POST"])
@for_roles(*READERS)
def detail(objection_id: int) -> ResponseReturnValue:
    objection = queries.get(actor(), objection_id) or abort(404)
    steps = queries.steps(objection.id)
    last = steps[-1].kind if steps else None
    allowed = rules.may_follow(last) if _may_act() else ()
    form = StepForm.after(allowed)
    if request.method == "POST" and not _may_act():
        abort(403)
    if form.validate_on_submit():
        note, reply = str(form.note.data).strip(), (form.reply.data or "").strip()
        kind = Kind(form.kind.data)
        actions.take_step(objection, actor(), kind=kind, note=note, reply=reply, now=clock.now())
        flash(f"异议 {objection.number}：已登记{kind.label}")
        return redirect(url_for("objections.detail", objection_id=objection_id), 303)
    notice, name, unit = queries.about(objection)
    due_on = steps[-1].due_on if steps else rules.first_due(clock.on(objection.received_at), calendar())
    page = render_template(
        "objections/detail.html",
        objection=objection,
        content=objection.content or {},
        notice=notice,
        name=name,
        unit=unit,
        steps=steps,
        last=last,
        state=rules.SAID[last],
        is_suspended=rules.suspends(last),
        due_on=due_on,
        today=clock.on(clock.now()),
        form=form,
        allowed=allowed,
    )
    return page, 422 if form.errors else 200


@bp.get("/objections/<int:objection_id>/file")
@for_roles(*READERS)
def file(objection_id: int) -> ResponseReturnValue:
    objection = queries.get(actor(), objection_id) or abort(404)
    if objection.file_key is None:
        abort(404)
    answer = Response(storage.stream(objection.file_key), content_type=objection.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return under(objection.filename, answer)


@bp.get("/objections/cycles/<int:cycle_id>/report")
@for_roles(*READERS)
def report(cycle_id: int) -> ResponseReturnValue:
    cycle = cycle_of(cycle_id) or abort(404)
    counts, ways = queries.report(cycle.id)
    return render_template("objections/report.html", cycle=cycle, counts=counts, ways=ways)


@bp.get("/objections/cycles/<int:cycle_id>/entry")
@for_roles(Role.CITY_OFFICER)
def choosing(cycle_id: int) -> ResponseReturnValue:
    """Which notice somebody telephoned or wrote about."""
    cycle = cycle_of(cycle_id) or abort(404)
    return render_template("objections/choosing.html", cycle=cycle, notices=queries.notices([cycle.id]))


@bp.route("/objections/cycles/<int:cycle_id>/notices/<int:notice_id>/entry", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def entering(cycle_id: int, notice_id: int) -> ResponseReturnValue:
    notice = _of_cycle(cycle_id, notice_id) or abort(404)
    form = EntryForm.about(notice)
    if form.validate_on_submit():
        taken, way = _taken(form.file.data), ObjectionWay(form.way.data)
        objection = actions.receive(
            notice, form.said, way=way, taken=taken, salt=form.salt, now=clock.now(), officer=actor()
        )
        flash(f"已登记异议 {objection.number}，校验码 {objection.receipt_hash[:16]}，请告知异议人")
        return redirect(url_for("objections.index"), 303)
    page = render_template("objections/entering.html", form=form, notice=notice)
    return page, 422 if form.errors else 200


def _of_cycle(cycle_id: int, notice_id: int) -> AnyNotice | None:
    return next((each for each in queries.notices([cycle_id]) if each.id == notice_id), None)


def _taken(upload: FileStorage | None) -> Taken | None:
    return files.take(upload.stream, upload.filename) if upload is not None and upload.filename else None


def _count_or_bar(what: str) -> None:
    address, now = request.remote_addr or "", clock.now()
    if queries.is_barred(what, address, now):
        abort(429)
    actions.count(what, address, now)


def _may_act() -> bool:
    return actor().role == Role.CITY_OFFICER
