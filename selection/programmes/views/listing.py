"""All drafts, and where a new one begins; one draft with its parts and everything wrong with it."""

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.definition import LONGEST
from selection import clock, taxonomies
from selection.access import actor, for_roles
from selection.errors import Refused
from selection.programmes import actions, drafts
from selection.programmes.answers import problems as problems_on
from selection.programmes.controls import controls
from selection.programmes.drafts import Examined
from selection.programmes.forms import TextForm
from selection.programmes.places import Place, page_of, part_with, parts, title_of
from selection.programmes.views.blueprint import READERS, WRITERS, bp, found, may_write
from selection.rules.definition.schema import at
from selection.settings.queries import calendar

MOST_SHOWN = 200


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    return _index(page, [], 200)


def _index(page: int, refused: list[str], status: int) -> ResponseReturnValue:
    may_begin = actor().role in WRITERS
    shown = render_template(
        "programmes/index.html",
        listed=drafts.listed(actor(), page=page),
        standing=drafts.standing,
        sources=drafts.sources(actor()) if may_begin else [],
        form=TextForm(formdata=None),
        may_begin=may_begin,
        refused=refused,
    )
    return shown, status


@bp.post("/drafts")
@for_roles(*WRITERS)
def cloning() -> ResponseReturnValue:
    source = drafts.source(actor(), request.form.get("source", ""), calendar())
    if source is None:
        return _index(1, ["没有选从哪一份开始。请在列表中选一份"], 422)
    draft = actions.clone(source, actor(), now=clock.now())
    flash(f"已从“{source.name}”复制，请逐页核对后修改")
    return redirect(url_for("programmes.overview", draft_id=draft.id), 303)


@bp.post("/uploads")
@for_roles(*WRITERS)
def uploading() -> ResponseReturnValue:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _index(1, ["没有选文件。请先选择 TOML 文件"], 422)
    try:
        draft = actions.upload(read_upload(upload.stream.read(LONGEST * 4 + 1)), actor(), now=clock.now())
    except Refused as refusal:
        return _index(1, [f"{reason.why}。{reason.cure}" for reason in refusal.reasons], 422)
    flash("已导入，请逐页核对")
    return redirect(url_for("programmes.overview", draft_id=draft.id), 303)


def read_upload(raw: bytes) -> str:
    """Bytes that are no UTF-8 become lone surrogates, which reading the definition reports with their line."""
    return raw.decode("utf-8", errors="surrogateescape")


@bp.get("/drafts/<int:draft_id>")
@for_roles(*READERS)
def overview(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    seen = drafts.examined(draft)
    return render_template(
        "programmes/overview.html",
        draft=draft,
        seen=seen,
        standing=drafts.standing(draft),
        may_write=may_write(draft),
        parts=with_counts(seen),
        told=told(seen),
        facts=drafts.facts(seen.programme),
        compared=drafts.compared_with(draft),
    )


def with_counts(seen: Examined) -> list[tuple[Place, int]]:
    """The parts in order, each with how much is wrong in it."""
    counts = Counter(part_with(path).key for path, _ in seen.found)
    return [(place, counts[place.part.key]) for place in parts()]


def faulty(seen: Examined) -> set[str]:
    """The addresses of the items on whose page, or below it, something is wrong."""
    pieces = [page_of(path).address.split("/") for path, _ in seen.found]
    return {"/".join(each[:length]) for each in pieces for length in range(2, len(each) + 1)}


def told(seen: Examined) -> list[tuple[str, str, str, str]]:
    """Everything wrong, each with the page and the control where it is put right: part, address, anchor, sentence."""
    lists, asked = taxonomies.load(), {}
    lines = []
    for path, message in seen.found[:MOST_SHOWN]:
        where = page_of(path)
        if where.address not in asked:
            asked[where.address] = controls(where, seen.tree, lists)
        problem = problems_on(where, asked[where.address], [(path, message)])[0]
        around = title_of(at(seen.tree, where.path), where.kind) if where.is_item else where.part.name
        sentence = f"{around}：{problem if problem.label else problem.message}"
        lines.append((where.part.name, where.address, anchor(problem.field, problem.row, problem.column), sentence))
    return lines


def anchor(field: str, row: int | None, column: str) -> str:
    """The id of the control a problem is about."""
    return f"{field}-{row - 1}-{column}" if field and row and column else field


@bp.post("/drafts/<int:draft_id>/removal")
@for_roles(*WRITERS)
def removal(draft_id: int) -> ResponseReturnValue:
    draft = found(draft_id)
    actions.put_away(draft, actor(), now=clock.now())
    flash(f"已删除草稿“{draft.name}”")
    return redirect(url_for("programmes.index"), 303)
