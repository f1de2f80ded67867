"""Two files that are one person, one file that is two, and taking either back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import Role
from selection import clock
from selection.access import actor, for_roles
from selection.register.actions import regrouping as actions
from selection.register.forms import JoiningForm, PartingForm
from selection.register.queries import person, search
from selection.register.queries.person import PersonPage
from selection.register.views.blueprint import bp, file_or_404, of_the_city


@bp.get("/people/<int:person_id>/joining")
@for_roles(Role.CITY_OFFICER)
def choosing(person_id: int) -> ResponseReturnValue:
    of_the_city()
    file = file_or_404(person_id)
    words = request.args.get("q", file.person.name).replace("\x00", "").strip()[:60]
    found = search.found(actor(), words=words)
    lines = [each for each in found.rows if each.person_id != file.person_id]
    return render_template("register/choosing.html", file=file, lines=lines, words=words)


@bp.route("/people/<int:person_id>/joining/<int:other_id>", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def joining(person_id: int, other_id: int) -> ResponseReturnValue:
    of_the_city()
    sides = [person.page(actor(), each) or abort(404) for each in (person_id, other_id)]
    ids = [each.file.person_id for each in sides]
    if ids[0] == ids[1]:
        return redirect(url_for("register.detail", person_id=ids[0]), 303)
    form = JoiningForm()
    if form.validate_on_submit():
        made = actions.join(
            ids[0],
            ids[1],
            actor(),
            reason=str(form.reason.data),
            numbers_checked=bool(form.numbers_checked.data),
            now=clock.now(),
        )
        flash("已合并成一份档案，可以撤销")
        return redirect(url_for("register.detail", person_id=made.kept_id), 303)
    both_numbered = all(each.file.person.id_key for each in sides)
    page = render_template("register/joining.html", sides=sides, form=form, both_numbered=both_numbered)
    return page, 422 if form.errors else 200


@bp.route("/people/<int:person_id>/parting", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def parting(person_id: int) -> ResponseReturnValue:
    of_the_city()
    page = person.page(actor(), person_id) or abort(404)
    form = PartingForm()
    form.offer(*_parts(page))
    if form.validate_on_submit():
        made = actions.part(
            page.file.person_id,
            actor(),
            honours=form.honours.data or [],
            entries=form.entries.data or [],
            reason=str(form.reason.data),
            now=clock.now(),
        )
        flash("已拆成另一份档案，可以撤销")
        return redirect(url_for("register.detail", person_id=made.other_id), 303)
    return render_template("register/parting.html", page=page, form=form), 422 if form.errors else 200


@bp.post("/regroupings/<int:regrouping_id>/undoing")
@for_roles(Role.CITY_OFFICER)
def undoing(regrouping_id: int) -> ResponseReturnValue:
    of_the_city()
    made = person.regrouping(regrouping_id) or abort(404)
    actions.undo(made, actor(), now=clock.now())
    flash(f"已撤销这次{made.kind.label}，档案恢复原状")
    return redirect(url_for("register.detail", person_id=made.kept_id), 303)


def _parts(page: PersonPage) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What can be given to somebody else: not what an ID number has proved."""
    honours = [
        (each.id, f"{each.batch_year or '年度未载明'} {each.title_name}，{each.unit_name or '单位未载明'}")
        for each in page.honours
        if each.nomination_id is None
    ]
    entries = [(each.id, f"{kind.label}：{each.title}") for kind, here in page.entries.items() for each in here]
    return honours, entries
