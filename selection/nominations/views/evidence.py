"""Evidence: the page of it, uploading, the files themselves, taking one away."""

from typing import Any
from urllib.parse import quote

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.nomination import Evidence, Nomination
from selection import clock, storage
from selection.access import actor, for_roles
from selection.errors import Refused, wants_json
from selection.nominations import actions, files, queries
from selection.nominations.forms import EvidenceForm
from selection.nominations.queries.evidence import file_of, readable
from selection.nominations.views.blueprint import READERS, UNIT, bp, found
from selection.nominations.views.presentation import sections

PHOTO = "photo"
SANDBOX = "default-src 'none'; sandbox"


@bp.get("/nominations/<int:nomination_id>/evidence")
@for_roles(*UNIT)
def evidence(nomination_id: int) -> ResponseReturnValue:
    return _page(found(nomination_id), EvidenceForm(formdata=None), ())


@bp.post("/nominations/<int:nomination_id>/evidence")
@for_roles(*UNIT)
def uploading(nomination_id: int) -> ResponseReturnValue:
    nomination, form = found(nomination_id), EvidenceForm()
    kind = form.attachment.data or ""
    try:
        if not form.validate():
            raise Refused(*(message for messages in form.errors.values() for message in messages))
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Refused("没有选文件。请先选择要上传的文件")
        if kind not in queries.open_fields(nomination):
            raise Refused(f"现在是“{nomination.stage.label}”，这一类材料已经固定")
        taken = files.take(upload.stream, upload.filename, pictures_only=kind == PHOTO)
        actions.attach(nomination, actor(), kind=kind, title=form.title.data or "", taken=taken, now=clock.now())
    except Refused as refusal:
        problems = [reason.why for reason in refusal.reasons]
        if wants_json():
            return jsonify(why="；".join(problems), cure="", message="；".join(problems)), 422
        return _page(nomination, form, [(kind, problem) for problem in problems]), 422
    here = url_for("nominations.evidence", nomination_id=nomination.id, _anchor=kind)
    if wants_json():
        return jsonify(location=here), 201
    flash("已上传")
    return redirect(here, 303)


def _page(nomination: Nomination, form: EvidenceForm, problems: Any) -> str:
    filled = queries.filled(nomination, now=clock.now())
    return render_template(
        "nominations/evidence.html",
        nomination=nomination,
        form=form,
        filled=filled,
        problems=problems,
        open_fields=queries.open_fields(nomination),
        sections=sections(nomination, filled),
        largest=files.LARGEST,
        accept=",".join(f".{ending}" for ending in files.KINDS),
    )


def _file(nomination_id: int, evidence_id: int) -> Evidence:
    """The file of this very nomination, which the actor may see."""
    return readable(actor(), found(nomination_id), evidence_id) or abort(404)


@bp.get("/nominations/<int:nomination_id>/evidence/<int:evidence_id>")
@for_roles(*READERS)
def download(nomination_id: int, evidence_id: int) -> ResponseReturnValue:
    file = _file(nomination_id, evidence_id)
    return _sent(storage.stream(file.key), file.media_type, "attachment", file.filename, file.size)


@bp.get("/nominations/<int:nomination_id>/evidence/<int:evidence_id>/preview")
@for_roles(*READERS)
def preview(nomination_id: int, evidence_id: int) -> ResponseReturnValue:
    file = _file(nomination_id, evidence_id)
    content = storage.read(file.preview_key or abort(404))
    return _sent([content], "image/jpeg", "inline", "preview.jpg", len(content))


def _sent(pieces: Any, media_type: str, disposition: str, filename: str, size: int) -> Response:
    """A file that no browser will run: named by RFC 6266, never sniffed, in a sandbox."""
    plain = "".join(each for each in filename if each.isascii() and (each.isalnum() or each in "._-"))
    named = f"filename=\"{plain.lstrip('.') or 'file'}\"; filename*=UTF-8''{quote(filename, safe='')}"
    headers = {
        "Content-Disposition": f"{disposition}; {named}",
        "Content-Length": str(size),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(pieces, content_type=media_type, headers=headers)


@bp.post("/nominations/<int:nomination_id>/evidence/<int:evidence_id>/removal")
@for_roles(*UNIT)
def removal(nomination_id: int, evidence_id: int) -> ResponseReturnValue:
    nomination = found(nomination_id)
    file = file_of(nomination, evidence_id) or abort(404)
    actions.detach(file, nomination, actor(), now=clock.now())
    flash(f"已删除“{file.title}”")
    return redirect(url_for("nominations.evidence", nomination_id=nomination.id), 303)
