"""推荐审批表: made, downloaded for sealing, brought back as a scan."""

from contextlib import closing
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.approval import ApprovalForm
from models.nomination import Nomination
from models.vocabulary import Role
from selection import clock, storage
from selection.access import actor, for_roles
from selection.approvals import actions, queries, scanning
from selection.approvals.forms import CopiesForm, ScanForm
from selection.errors import Refused
from selection.nominations import files
from selection.nominations import queries as nominations

bp = Blueprint("approvals", __name__)

MAKERS = tuple(queries.LEVEL_OF)
READERS = (*MAKERS, Role.UNIT_HEAD, Role.NOMINEE, Role.UNION_HEAD, Role.SUPERVISOR)
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/nominations/<int:nomination_id>/approval-form")
@for_roles(*READERS)
def form(nomination_id: int) -> ResponseReturnValue:
    return _page(_found(nomination_id))


@bp.post("/nominations/<int:nomination_id>/approval-form")
@for_roles(*MAKERS)
def making(nomination_id: int) -> ResponseReturnValue:
    nomination, wanted = _found(nomination_id), CopiesForm()
    if not wanted.validate():
        return _page(nomination, copies=wanted), 422
    made = actions.make(nomination, actor(), copies=int(wanted.copies.data or 1), now=clock.now())
    flash(f"推荐审批表第 {made.version} 版正在排版，{made.copies} 份")
    return redirect(url_for("approvals.form", nomination_id=nomination_id), 303)


@bp.post("/nominations/<int:nomination_id>/approval-form/scans")
@for_roles(*MAKERS)
def bringing_back(nomination_id: int) -> ResponseReturnValue:
    """The scan is read before it is taken; what is wrong with it stands beside the field."""
    nomination, who = _found(nomination_id), actor()
    try:
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Refused("没有选文件。请选盖章后的扫描件")
        with closing(upload):
            taken = files.take(upload.stream, upload.filename)
        scanned = scanning.read(taken)
        level = queries.LEVEL_OF[Role(str(who.role))]
        scan = actions.take_back(nomination, who, level=level, taken=taken, scanned=scanned, now=clock.now())
    except Refused as refusal:
        return _page(nomination, refusal=refusal), 422
    flash(f"已收下盖章件，认出审批表第 {'、'.join(map(str, scan.pages))} 页")
    return redirect(url_for("approvals.form", nomination_id=nomination_id), 303)


@bp.get("/nominations/<int:nomination_id>/approval-form/pdf")
@for_roles(*READERS)
def pdf(nomination_id: int) -> ResponseReturnValue:
    nomination, made = _made(nomination_id)
    return _sent(made.pdf_key or abort(404), PDF, f"{nomination.name}推荐审批表第{made.version}版.pdf")


@bp.get("/nominations/<int:nomination_id>/approval-form/word")
@for_roles(*READERS)
def word(nomination_id: int) -> ResponseReturnValue:
    nomination, made = _made(nomination_id)
    return _sent(made.word_key or abort(404), WORD, f"{nomination.name}推荐审批表第{made.version}版.docx")


@bp.get("/nominations/<int:nomination_id>/approval-form/scans/<int:scan_id>")
@for_roles(*READERS)
def scan(nomination_id: int, scan_id: int) -> ResponseReturnValue:
    found = queries.scan_of(_found(nomination_id), scan_id) or abort(404)
    return _sent(found.key, found.media_type, found.filename)


def _found(nomination_id: int) -> Nomination:
    return nominations.get(actor(), nomination_id) or abort(404)


def _made(nomination_id: int) -> tuple[Nomination, ApprovalForm]:
    nomination = _found(nomination_id)
    return nomination, queries.form_of(nomination) or abort(404)


def _page(nomination: Nomination, *, copies: CopiesForm | None = None, refusal: Refused | None = None) -> str:
    made, dossier = queries.form_of(nomination), nominations.latest_dossier(nomination)
    return render_template(
        "approvals/form.html",
        nomination=nomination,
        form=made,
        version=dossier.version if dossier else 0,
        scans=queries.scans_of(nomination) if made else (),
        may_make=actor().role in MAKERS,
        level=queries.LEVEL_OF.get(Role(str(actor().role))),
        copies=copies or CopiesForm(formdata=None, copies=made.copies if made else None),
        upload=ScanForm(formdata=None),
        refusal=refusal,
        largest=files.LARGEST,
    )


def _sent(key: str, media_type: str, name: str) -> Response:
    plain = f"form.{name.rpartition('.')[2]}"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": told, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(storage.stream(key), content_type=media_type, headers=headers)
