"""Finding somebody, and his page."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection.access import actor, for_roles
from selection.register.queries import files, person, search
from selection.register.rungs import ladder
from selection.register.views.blueprint import READERS, bp


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    words = request.args.get("q", "").replace("\x00", "").strip()[:60]
    rung = request.args.get("rung", type=int)
    rungs = sorted({each.order for each in ladder().honours})
    found = search.found(
        actor(), words=words, rung=rung if rung in rungs else None, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "register/index.html",
        found=found,
        words=words,
        ladder=ladder(),
        rungs=rungs,
        is_city=files.is_city_wide(actor()),
    )


@bp.get("/mine")
@for_roles(Role.NOMINEE)
def mine() -> ResponseReturnValue:
    own = files.own(actor())
    page = person.page(actor(), own) if own is not None else None
    return render_template("register/person.html" if page else "register/no_file.html", page=page, ladder=ladder())


@bp.get("/people/<int:person_id>")
@for_roles(*READERS)
def detail(person_id: int) -> ResponseReturnValue:
    page = person.page(actor(), person_id) or abort(404)
    if page.file.person_id != person_id:
        return redirect(url_for("register.detail", person_id=page.file.person_id), 303)
    return render_template("register/person.html", page=page, ladder=ladder())
