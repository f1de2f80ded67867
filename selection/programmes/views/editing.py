"""A page of the editor: what it asks, what was typed, what saves itself; lists put in order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from models.definition import DefinitionDraft
from selection import clock, taxonomies
from selection.access import actor, for_roles, takes_json
from selection.clock import SHANGHAI
from selection.errors import Refused
from selection.programmes import actions, drafts, forms, stock
from selection.programmes.answers import problems as problems_on
from selection.programmes.answers import shown
from selection.programmes.controls import Control, controls
from selection.programmes.places import Place, is_listed, listings, orders, parts, path_of, place, title_of
from selection.programmes.views.blueprint import READERS, WRITERS, bp, found, may_write, whole_number
from selection.programmes.views.listing import anchor, faulty, with_counts
from selection.rules.answers import FieldProblem
from selection.rules.definition.schema import at, is_list, item, kind_at
from selection.rules.definition.words import rule_sentence

MOST_KEYS = 300
ACTS = ("add", "remove", "up", "down")


def _place(address: str) -> Place:
    return place(address) or abort(404)


@bp.get("/drafts/<int:draft_id>/pages/<path:address>")
@for_roles(*READERS)
def page(draft_id: int, address: str) -> ResponseReturnValue:
    return _page(found(draft_id), _place(address))


@bp.post("/drafts/<int:draft_id>/pages/<path:address>")
@for_roles(*WRITERS)
def keeping(draft_id: int, address: str) -> ResponseReturnValue:
    """Save the page as it was posted, right or wrong; go on when nothing on it is wrong."""
    draft, where = found(draft_id), _place(address)
    asked = controls(where, drafts.examined(draft).tree, taxonomies.load())
    typed = forms.typed_in(asked, request.form)
    rows_changed = forms.with_rows_changed(asked, typed, request.form)
    changed = forms.touched(asked, rows_changed or typed, request.form.get("shown", ""))
    revision = whole_number(request.form.get("revision"))
    try:
        saved = actions.save(draft, actor(), where=where, typed=changed, revision=revision, now=clock.now())
    except Refused as refusal:
        reasons = [f"{reason.why}。{reason.cure}" for reason in refusal.reasons]
        return _page(draft, where, typed=rows_changed or typed, refused=reasons), 409
    if saved.is_displaced:
        return _displaced(draft, asked, changed), 409
    if saved.clashes:
        return _page(draft, where, typed=typed, clashes=saved.clashes), 409
    if rows_changed is not None:
        return _page(draft, where, typed=rows_changed)
    if _wrong(draft, where):
        return _page(draft, where, is_told=True), 422
    return redirect(_next(draft, where), 303)


def _wrong(draft: DefinitionDraft, where: Place) -> Sequence[FieldProblem]:
    """What is wrong on this very page, not on the pages of its lists."""
    seen = drafts.examined(draft)
    asked = controls(where, seen.tree, taxonomies.load())
    return [each for each in problems_on(where, asked, seen.found) if each.field]


def _displaced(draft: DefinitionDraft, asked: Sequence[Control], typed: Mapping[str, Any]) -> str:
    """Another window has moved the page away: what was typed is shown, to be copied where it belongs."""
    labels = {control.key: control.field.label for control in asked}
    texts = [(labels[key], _readable(value)) for key, value in typed.items() if _readable(value)]
    return render_template("programmes/displaced.html", draft=draft, texts=texts)


def _readable(value: Any) -> str:
    if isinstance(value, list):
        rows = ("，".join(filter(None, each.values())) if isinstance(each, dict) else str(each) for each in value)
        return "\n".join(filter(None, rows))
    return str(value)


def _next(draft: DefinitionDraft, where: Place) -> str:
    """From an item back to its list, from a part on to the next one."""
    if where.is_item:
        above = where.path[:-2]
        address = next((each.address for each in parts() if not above and each.part is where.part), "")
        shown_at = address or "/".join(where.address.split("/")[:-2])
        if place(shown_at) is None:  # the list of a single table, such as the report of a period
            shown_at = where.part.key
        return url_for("programmes.page", draft_id=draft.id, address=shown_at, _anchor=f"list-{where.path[-2]}")
    keys = [each.address for each in parts()]
    later = keys[keys.index(where.address) + 1 :]
    if later:
        return url_for("programmes.page", draft_id=draft.id, address=later[0])
    return url_for("programmes.overview", draft_id=draft.id)


def _page(
    draft: DefinitionDraft,
    where: Place,
    *,
    typed: Mapping[str, Any] | None = None,
    clashes: Mapping[str, Any] | None = None,
    refused: Sequence[str] = (),
    is_told: bool = False,
) -> str:
    seen = drafts.examined(draft)
    node = at(seen.tree, where.path) if where.path else seen.tree
    if where.is_item and not isinstance(node, dict):
        abort(404)
    asked = controls(where, seen.tree, taxonomies.load())
    held = {control.key: shown(control, node) for control in asked}
    wrong = problems_on(where, asked, seen.found)
    missing = 0 if is_told else sum(each.is_missing for each in wrong)
    wrong = [*_clashing(asked, clashes or {}), *(each for each in wrong if is_told or not each.is_missing)]
    return render_template(
        "programmes/page.html",
        draft=draft,
        where=where,
        title=title_of(node, where.kind) if where.is_item else where.part.name,
        trail=_trail(where, seen.tree),
        asked=asked,
        values={**held, **(typed or {})},
        shown=forms.marks(asked, held),
        problems=wrong,
        told=[(anchor(each.field, each.row, each.column), str(each) if each.label else each.message) for each in wrong],
        is_told=is_told or bool(clashes),
        missing=missing,
        faulty=faulty(seen),
        refused=refused,
        orders=orders(where, seen.tree),
        listings=[(each, stock.offers(each.path, seen.tree)) for each in listings(where, seen.tree)],
        sentence=rule_sentence(node) if "rule" in where.names else "",
        parts=with_counts(seen),
        may_write=may_write(draft),
        standing=drafts.standing(draft),
        saved_at=f"{draft.saved_at.astimezone(SHANGHAI):%m月%d日 %H:%M:%S}",
        taxonomies=taxonomies.load(),
    )


def _clashing(asked: Sequence[Control], theirs: Mapping[str, Any]) -> list[FieldProblem]:
    """Both texts beside the field: the person's own in it, the other window's in the message."""
    return [
        FieldProblem(
            control.key,
            control.field.label,
            "",
            None,
            f"在另一窗口改成了“{_readable(theirs[control.key])}”。下面是您写的，还没有存入；再保存一次，就以您写的为准",
        )
        for control in asked
        if control.key in theirs
    ]


def _trail(where: Place, tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pages above an item: name and address."""
    trail = [(where.part.name, where.part.key)] if where.is_item else []
    pieces = where.address.split("/")
    for length in range(2, len(pieces), 2):
        above = place("/".join(pieces[:length]))
        if above is not None:
            trail.append((title_of(at(tree, above.path), above.kind), above.address))
    return trail


@bp.get("/drafts/<int:draft_id>/answers/<path:address>")
@for_roles(*READERS)
def state(draft_id: int, address: str) -> ResponseReturnValue:
    """Where the draft stands, with a fresh token for a page whose session was renewed."""
    _place(address)
    return jsonify(revision=str(found(draft_id).revision), csrf_token=generate_csrf())


@bp.post("/drafts/<int:draft_id>/answers/<path:address>")
@for_roles(*WRITERS)
@takes_json
def answers(draft_id: int, address: str) -> ResponseReturnValue:
    """What a page saves by itself; see static/js/autosave.js for the contract."""
    draft, where, now = found(draft_id), _place(address), clock.now()
    body = request.get_json(silent=True)
    typed = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(typed, dict) or len(typed) > MOST_KEYS:
        return jsonify(why="保存的内容读不出来", cure="请刷新页面后再填"), 422
    revision = whole_number(str(body.get("revision")))
    saved = actions.save(draft, actor(), where=where, typed=typed, revision=revision, now=now)
    if saved.is_displaced:
        return jsonify(why="这一页在另一窗口移动过", cure="请按保存，按提示把写的内容放到现在的位置"), 422
    if saved.clashes:
        asked = {each.key: each for each in controls(where, drafts.examined(draft).tree, taxonomies.load())}
        theirs = {key: forms.as_posted(asked[key], value) for key, value in saved.clashes.items() if key in asked}
        return jsonify(revision=str(saved.revision), answers=theirs), 409
    return jsonify(revision=str(saved.revision), saved_at=_time(now))


def _time(now: datetime) -> str:
    return f"{now.astimezone(SHANGHAI):%H:%M:%S}"


@bp.post("/drafts/<int:draft_id>/lists/<path:address>")
@for_roles(*WRITERS)
def rearranging(draft_id: int, address: str) -> ResponseReturnValue:
    """Add, remove or move one item of a list, after keeping what was typed into the page it stands on."""
    draft, path = found(draft_id), path_of(address)
    act, _, number = request.form.get("act", "").partition("-")
    if not is_list(kind_at(path)) or isinstance(path[-1], int) or act not in ACTS:
        abort(404)
    back = place(request.form.get("back", ""))
    if back is not None and "shown" in request.form and (trouble := _kept_first(draft, back)):
        return trouble
    new = stock.item(path, request.form.get(f"stock-{path[-1]}", "")) if act == "add" else None
    now_at = actions.rearrange(
        draft,
        actor(),
        path=path,
        act=act,
        number=whole_number(number),
        revision=whole_number(request.form.get("revision")),
        now=clock.now(),
        stock=new,
    )
    if act == "add" and is_listed(item(kind_at(path))):
        return redirect(url_for("programmes.page", draft_id=draft.id, address=f"{address}/{now_at}"), 303)
    if act == "remove":
        flash("已删除")
    if back is None:
        return redirect(url_for("programmes.overview", draft_id=draft.id), 303)
    return redirect(
        url_for("programmes.page", draft_id=draft.id, address=back.address, _anchor=f"list-{path[-1]}"), 303
    )


def _kept_first(draft: DefinitionDraft, where: Place) -> ResponseReturnValue | None:
    """Save what was typed beside the list; the page to show instead where that did not go."""
    asked = controls(where, drafts.examined(draft).tree, taxonomies.load())
    typed = forms.typed_in(asked, request.form)
    changed = forms.touched(asked, typed, request.form.get("shown", ""))
    if not changed:
        return None
    revision = whole_number(request.form.get("revision"))
    saved = actions.save(draft, actor(), where=where, typed=changed, revision=revision, now=clock.now())
    if saved.is_displaced:
        return _displaced(draft, asked, changed), 409
    return (_page(draft, where, typed=typed, clashes=saved.clashes), 409) if saved.clashes else None
