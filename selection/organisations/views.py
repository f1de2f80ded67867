"""Unions and units."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.people import Organisation
from models.vocabulary import Level, Ownership, Role
from selection import clock
from selection.access import actor, for_roles, public
from selection.organisations import actions, organ_codes, queries
from selection.organisations.forms import ContactForm, MoveForm, OrganCodeForm, UnitForm
from selection.rules.entitlement import roles_to_give
from selection.rules.standing import UNION

bp = Blueprint("organisations", __name__, url_prefix="/organisations")

READERS = (Role.UNION_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR, Role.ADMIN)
MOVERS = (Role.CITY_OFFICER, Role.ADMIN)
CODERS = (Role.UNION_HEAD, Role.ADMIN)
LAST_PAGE = 100_000


@bp.get("/contacts")
@public
def contacts() -> ResponseReturnValue:
    return render_template("organisations/contacts.html", unions=queries.unions())


@bp.get("/")
@for_roles(*READERS)
def index() -> ResponseReturnValue:
    level = request.args.get("level", "")
    found = queries.listed(
        actor(),
        sought=request.args.get("q", ""),
        level=Level(level) if level in set(Level) else None,
        page=min(request.args.get("page", 1, type=int), LAST_PAGE) if request.args.get("page", "1").isdecimal() else 1,
    )
    levels = [("", "全部"), *((each.value, each.label) for each in Level)] if actor().role not in UNION else []
    may_found = actor().role in (*MOVERS, *UNION)
    return render_template("organisations/index.html", found=found, levels=levels, may_found=may_found)


@bp.get("/<int:organisation_id>")
@for_roles(*READERS, Role.UNIT_OFFICER, Role.UNIT_HEAD)
def detail(organisation_id: int) -> ResponseReturnValue:
    organisation = queries.get(actor(), organisation_id) or abort(404)
    history = queries.history(organisation.id) if organisation.level == Level.UNIT else []
    union_id = history[0].union_id if history and history[0].until is None else None
    return render_template(
        "organisations/detail.html",
        organisation=organisation,
        history=history,
        people=queries.people_of(organisation.id),
        gives=roles_to_give(actor(), level=organisation.level, organisation_id=organisation.id, union_id=union_id),
        may_move=organisation.level == Level.UNIT and actor().role in MOVERS,
        may_reach=_may_reach(organisation),
        organ_code=organ_codes.of(organisation) if organisation.level == Level.UNION else "",
        may_code=_may_code(organisation),
    )


@bp.route("/registration", methods=["GET", "POST"])
@for_roles(Role.UNION_OFFICER, Role.UNION_HEAD, *MOVERS)
def registration() -> ResponseReturnValue:
    form = UnitForm()
    mine = actor().role in UNION
    form.union.offer([each for each in queries.union_choices() if not mine or each[0] == actor().organisation_id])
    if form.validate_on_submit():
        unit = actions.Unit(
            form.name.data or "",
            form.credit_code.data or "",
            Ownership(form.ownership.data),
            contact=form.contact.data or "",
        )
        union = queries.get(actor(), form.union.data) or abort(404)
        row = actions.found(unit, union, actor(), now=clock.now())
        flash(f"已登记{row.name}")
        return redirect(url_for("organisations.detail", organisation_id=row.id), 303)
    return render_template("organisations/registration.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:organisation_id>/affiliation", methods=["GET", "POST"])
@for_roles(*MOVERS)
def move(organisation_id: int) -> ResponseReturnValue:
    unit = queries.get(actor(), organisation_id)
    if unit is None or unit.level != Level.UNIT:
        abort(404)
    form = MoveForm()
    form.union.offer(queries.union_choices())
    if form.validate_on_submit():
        union = queries.get(actor(), form.union.data) or abort(404)
        actions.move(unit, union, actor(), why=form.why.data or "", now=clock.now())
        flash(f"{unit.name}今后由{union.name}推荐，正在办理的申报不变")
        return redirect(url_for("organisations.detail", organisation_id=unit.id), 303)
    present = queries.union_of(unit.id)
    page = render_template("organisations/move.html", form=form, unit=unit, present=present)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:organisation_id>/contact", methods=["GET", "POST"])
@for_roles(Role.UNION_OFFICER, Role.UNION_HEAD, *MOVERS)
def contact(organisation_id: int) -> ResponseReturnValue:
    organisation = queries.get(actor(), organisation_id) or abort(404)
    if not _may_reach(organisation):
        abort(403)
    form = ContactForm(obj=organisation)
    if form.validate_on_submit():
        actions.set_contact(organisation, form.contact.data or "", actor(), now=clock.now())
        flash("联系方式已经更新")
        return redirect(url_for("organisations.detail", organisation_id=organisation.id), 303)
    page = render_template("organisations/contact.html", form=form, organisation=organisation)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:organisation_id>/organ-code", methods=["GET", "POST"])
@for_roles(*CODERS)
def organ_code(organisation_id: int) -> ResponseReturnValue:
    union = queries.get(actor(), organisation_id)
    if union is None or not _may_code(union):
        abort(404)
    present = organ_codes.of(union)
    form = OrganCodeForm(organ_code=present)
    if form.validate_on_submit():
        organ_codes.change(union, form.organ_code.data or "", actor(), now=clock.now())
        flash(f"{union.name}今后发文的机关代字：{form.organ_code.data}")
        return redirect(url_for("organisations.detail", organisation_id=union.id), 303)
    page = render_template("organisations/organ_code.html", form=form, union=union, present=present)
    return page, 422 if form.is_submitted() else 200


def _may_code(organisation: Organisation) -> bool:
    """A union's own head, and the administrator, say how its documents are numbered."""
    return organisation.level == Level.UNION and actor().role in CODERS


def _may_reach(organisation: Organisation) -> bool:
    """Whoever sees an organisation as a union, the city or the administrator may keep its contact."""
    return actor().role in (*MOVERS, *UNION) and organisation.level != Level.CITY
