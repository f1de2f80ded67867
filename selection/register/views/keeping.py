"""Entries by hand; facts put right; somebody else of the same name."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.vocabulary import EntryKind, Role
from selection import clock
from selection.access import actor, for_roles
from selection.register.actions import entries, regrouping
from selection.register.forms import AmendmentForm, DistinctionForm, EntryForm, ReasonForm
from selection.register.queries import person
from selection.register.views.blueprint import KEEPERS, bp, file_or_404, of_the_city


@bp.route("/people/<int:person_id>/entries/new", methods=["GET", "POST"])
@for_roles(*KEEPERS)
def entering(person_id: int) -> ResponseReturnValue:
    file, form = file_or_404(person_id), EntryForm()
    if form.validate_on_submit():
        entries.enter(
            file,
            actor(),
            kind=EntryKind(form.kind.data),
            title=str(form.title.data),
            on=form.on.data,
            facts=form.pairs,
            source=str(form.source.data),
            now=clock.now(),
        )
        flash("已登记")
        return redirect(url_for("register.detail", person_id=file.person_id), 303)
    return render_template("register/entering.html", file=file, form=form), 422 if form.errors else 200


@bp.route("/entries/<int:entry_id>/removal", methods=["GET", "POST"])
@for_roles(*KEEPERS)
def striking(entry_id: int) -> ResponseReturnValue:
    entry = person.entry(actor(), entry_id) or abort(404)
    file, form = file_or_404(entry.person_id), ReasonForm()
    if form.validate_on_submit():
        entries.strike(entry, actor(), why=str(form.why.data), now=clock.now())
        flash(f"已撤下“{entry.title}”")
        return redirect(url_for("register.detail", person_id=file.person_id), 303)
    return render_template("register/striking.html", file=file, entry=entry, form=form), 422 if form.errors else 200


@bp.route("/people/<int:person_id>/correction", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def amending(person_id: int) -> ResponseReturnValue:
    of_the_city()
    file = file_or_404(person_id)
    form = AmendmentForm(obj=file.person)
    if form.validate_on_submit():
        entries.amend(
            file,
            actor(),
            unit_name=str(form.unit_name.data),
            occupation=str(form.occupation.data),
            sex=str(form.sex.data or ""),
            why=str(form.why.data),
            now=clock.now(),
        )
        flash("已更正")
        return redirect(url_for("register.detail", person_id=file.person_id), 303)
    return render_template("register/amending.html", file=file, form=form), 422 if form.errors else 200


@bp.route("/people/<int:person_id>/distinction", methods=["GET", "POST"])
@for_roles(Role.CITY_OFFICER)
def distinction(person_id: int) -> ResponseReturnValue:
    of_the_city()
    file, form = file_or_404(person_id), DistinctionForm()
    if form.validate_on_submit():
        number, reason = str(form.id_number.data), str(form.reason.data)
        regrouping.tell_apart(file.person_id, actor(), id_number=number, reason=reason, now=clock.now())
        flash("已登记：同名的另一个人申报时，不再与这份档案比对")
        return redirect(url_for("register.detail", person_id=file.person_id), 303)
    form.id_number.data = ""  # an ID number is never sent back to a page
    return render_template("register/distinction.html", file=file, form=form), 422 if form.errors else 200
