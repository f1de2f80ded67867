"""The lists of codes: looked through by everybody, and searched while a form is filled in."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from selection.access import for_everyone_signed_in
from selection.taxonomies import COLUMNS, Version, load, versions
from selection.taxonomies.finding import find

bp = Blueprint("taxonomies", __name__, url_prefix="/taxonomies")
LONGEST = 40


@bp.get("/")
@for_everyone_signed_in
def index() -> ResponseReturnValue:
    """Every list with its versions."""
    sizes = {
        (each.taxonomy, each.version): len(load({each.taxonomy: each.version})[each.taxonomy]) for each in versions()
    }
    return render_template("taxonomies/index.html", versions=versions(), sizes=sizes)


@bp.get("/<name>")
@for_everyone_signed_in
def listing(name: str) -> ResponseReturnValue:
    """One version of a list, searched."""
    chosen = _version(name)
    typed = request.args.get("q", "")[:LONGEST]
    return render_template(
        "taxonomies/listing.html",
        chosen=chosen,
        others=[each for each in versions() if each.taxonomy == name],
        entries=find(name, typed, version=chosen.version),
        typed=typed,
    )


@bp.get("/<name>/options")
@for_everyone_signed_in
def options(name: str) -> ResponseReturnValue:
    """What answers as options of a select; what is chosen already stays."""
    chosen = _version(name)
    entries = find(name, request.args.get("q", "")[:LONGEST], version=chosen.version)
    present = request.args.get(request.args.get("field", ""), "")
    labels = load({name: chosen.version})[name]
    return render_template(
        "taxonomies/_options.html",
        entries=[each for each in entries if each.code != present],
        present=(present, labels[present]) if present in labels else None,
    )


def _version(name: str) -> Version:
    """The version asked for, or the newest; 404 for a list or a version there is not."""
    wanted = request.args.get("version", "")
    found = [each for each in versions() if each.taxonomy == name and wanted in ("", each.version)]
    return found[-1] if found and name in COLUMNS else abort(404)
