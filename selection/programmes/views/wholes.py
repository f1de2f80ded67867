"""A definition as one text: to read, to take along, to replace."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.definition import LONGEST, DefinitionDraft
from selection import clock
from selection.access import actor, for_roles
from selection.errors import Refused
from selection.programmes import actions, drafts
from selection.programmes.forms import TextForm
from selection.programmes.views.blueprint import READERS, WRITERS, bp, found, may_write, whole_number
from selection.programmes.views.listing import read_upload


@bp.get("/drafts/<int:draft_id>/text")
@for_roles(*READERS)
def text(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    return _page(draft, drafts.exported(draft), [])


def _page(draft: DefinitionDraft, shown: str, refused: list[str]) -> str:
    return render_template(
        "programmes/text.html",
        draft=draft,
        form=TextForm(formdata=None, text=shown),
        refused=refused,
        may_write=may_write(draft),
        standing=drafts.standing(draft),
    )


@bp.post("/drafts/<int:draft_id>/text")
@for_roles(*WRITERS)
def replacing(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    upload = request.files.get("file")
    typed = request.form.get("text", "").replace("\r\n", "\n")
    if upload is not None and upload.filename:
        typed = read_upload(upload.stream.read(LONGEST * 4 + 1))
    try:
        revision = whole_number(request.form.get("revision"))
        actions.replace(draft, actor(), text=typed, revision=revision, now=clock.now())
    except Refused as refusal:
        shown = typed.encode(errors="replace").decode()
        return _page(draft, shown, [f"{reason.why}。{reason.cure}" for reason in refusal.reasons]), 422
    flash("已替换全文")
    return redirect(url_for("programmes.overview", draft_id=draft.id), 303)


@bp.get("/drafts/<int:draft_id>/definition.toml")
@for_roles(*READERS)
def export(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    return _sent(drafts.exported(draft), draft.programme_key)


def _sent(toml: str, name: str) -> Response:
    safe = "".join(each for each in name if each.isascii() and (each.isalnum() or each == "-")) or "definition"
    answer = Response(toml, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{safe}.toml"'
    return answer
