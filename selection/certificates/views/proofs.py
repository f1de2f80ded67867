"""校对 and 补字: names as they will be printed."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.certificates import actions, queries
from selection.certificates.forms import GlyphForm, ProofForm
from selection.certificates.queries import Sheet
from selection.certificates.views.blueprint import bp

PROVERS = (Role.CITY_OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)
CITY = (Role.CITY_OFFICER, Role.SUPERVISOR)


@bp.get("/certificates/cycles/<int:cycle_id>/proofs")
@for_roles(*CITY)
def proofs(cycle_id: int) -> ResponseReturnValue:
    cycle = queries.cycle(cycle_id) or abort(404)
    return render_template("certificates/proofs.html", cycle=cycle, sheets=queries.sheets(actor(), cycle_id))


@bp.get("/certificates/cycles/<int:cycle_id>/proofs/<int:unit_id>")
@for_roles(*PROVERS, Role.SUPERVISOR)
def proof(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    sheet = queries.sheet(actor(), cycle_id, unit_id) or abort(404)
    return _page(cycle_id, sheet, ProofForm(formdata=None, seen=sheet.digest), 200)


@bp.post("/certificates/cycles/<int:cycle_id>/proofs/<int:unit_id>")
@for_roles(*PROVERS)
def prove(cycle_id: int, unit_id: int) -> ResponseReturnValue:
    sheet = queries.sheet(actor(), cycle_id, unit_id) or abort(404)
    cycle = queries.cycle(cycle_id) or abort(404)
    form = ProofForm()
    if not form.validate_on_submit():
        return _page(cycle_id, sheet, form, 422)
    actions.prove(cycle, unit_id, actor(), now=clock.now(), **form.facts)
    flash("已提出更正意见" if form.facts["objection"] else "已确认，可以制发")
    if actor().role == Role.CITY_OFFICER:
        return redirect(url_for("certificates.proofs", cycle_id=cycle_id), 303)
    return redirect(url_for("certificates.index", cycle_id=cycle_id), 303)


@bp.route("/certificates/glyphs", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def glyphs() -> ResponseReturnValue:
    form = GlyphForm()
    if form.validate_on_submit():
        source = form.file.data.filename or ""
        actions.supply(form.point, actor(), content=form.content(), source=source, now=clock.now())
        flash("已补字，可以重新制发")
        return redirect(url_for("certificates.glyphs"), 303)
    form.let_go()
    page = render_template("certificates/glyphs.html", form=form, glyphs=queries.glyphs(), drawn=_drawn())
    return page, 422 if form.errors else 200


def _drawn() -> dict[str, object]:
    # What draws a name opens typefaces; only these two pages do.
    from selection.certificates.specimens import specimen  # noqa: PLC0415 - heavy, and no web worker needs it at start

    return {each.character: specimen(each.character, queries.shapes(each.character)) for each in queries.glyphs()}


def _page(cycle_id: int, sheet: Sheet, form: ProofForm, status: int) -> ResponseReturnValue:
    from selection.certificates.specimens import specimen  # noqa: PLC0415 - as above

    cycle = queries.cycle(cycle_id) or abort(404)
    shapes = queries.shapes("".join(line.name for line in sheet.lines))
    drawn = [(line, specimen(line.name, shapes)) for line in sheet.lines]
    page = render_template(
        "certificates/proof.html",
        cycle=cycle,
        sheet=sheet,
        drawn=drawn,
        form=form,
        may_prove=actor().role in PROVERS,
        for_a_unit=actor().role == Role.CITY_OFFICER,
    )
    return page, status
