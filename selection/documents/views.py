"""The documents of a cycle: what there is, what can be made, the files."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import PaperKind, Role
from selection import clock, storage
from selection.access import actor, for_roles
from selection.documents import actions, queries
from selection.documents.forms import MakingForm

bp = Blueprint("documents", __name__, url_prefix="/documents")

READERS = (Role.CITY_OFFICER, Role.SUPERVISOR, Role.UNION_OFFICER, Role.UNION_HEAD)
MAKERS = (Role.CITY_OFFICER, Role.UNION_OFFICER)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    cycles = queries.cycles(actor())
    wanted = request.args.get("cycle_id", type=int)
    chosen = next((each for each in cycles if each.id == wanted), cycles[0] if cycles else None)
    may_make = actor().role in MAKERS
    return render_template(
        "documents/index.html",
        cycles=cycles,
        cycle=chosen,
        documents=queries.listed(chosen.id, actor()) if chosen else (),
        makeable=queries.makeable(chosen, actor(), clock.now()) if chosen and may_make else (),
    )


@bp.post("/cycles/<int:cycle_id>")
@for_roles(*MAKERS)
def making(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(actor(), cycle_id) or abort(404)
    form = MakingForm()
    if not form.validate_on_submit():
        abort(422)
    kind = PaperKind(str(form.kind.data))
    document = actions.make(cycle, kind, int(form.source_id.data or 0), actor(), now=clock.now())
    flash(f"{kind.label}已定稿，正在排版：{document.title}")
    return redirect(url_for("documents.index", cycle_id=cycle_id), 303)


@bp.get("/<int:document_id>/pdf")
@for_roles(*READERS)
def pdf(document_id: int) -> ResponseReturnValue:
    document = queries.get(actor(), document_id) or abort(404)
    return _sent(document.pdf_key or abort(404), "application/pdf", f"{document.title}.pdf")


@bp.get("/<int:document_id>/word")
@for_roles(*READERS)
def word(document_id: int) -> ResponseReturnValue:
    document = queries.get(actor(), document_id) or abort(404)
    return _sent(document.word_key or abort(404), WORD, f"{document.title}.docx")


def _sent(key: str, media_type: str, name: str) -> Response:
    plain = f"document.{name.rpartition('.')[2]}"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": told, "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Response(storage.stream(key), content_type=media_type, headers=headers)
