"""Accounts, for those who open and close them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.people import Membership
from models.vocabulary import Level, Role
from selection import clock
from selection.access import actor, for_roles
from selection.accounts.queries import memberships
from selection.errors import Refused
from selection.organisations.queries import named, union_of
from selection.people import actions, queries
from selection.people.forms import InvitationForm, ReasonForm
from selection.rules.entitlement import AT, roles_to_give, why_not_touch
from selection.rules.standing import UNION

bp = Blueprint("people", __name__, url_prefix="/people")

OPENERS = (Role.ADMIN, Role.UNION_OFFICER, Role.UNION_HEAD, Role.UNIT_OFFICER, Role.UNIT_HEAD)
LAST_PAGE = 100_000


@bp.get("/")
@for_roles(*OPENERS)
def index() -> ResponseReturnValue:
    page = request.args.get("page", "1")
    number = min(int(page[:9]), LAST_PAGE) if page.isascii() and page.isdecimal() and int(page[:9]) else 1
    found = queries.listed(actor(), sought=request.args.get("q", ""), page=number)
    return render_template("people/index.html", found=found)


@bp.get("/<int:user_id>")
@for_roles(*OPENERS)
def detail(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id) or abort(404)
    held = memberships(user.id)
    return render_template(
        "people/detail.html",
        user=user,
        held=[(each, _may_withdraw(each)) for each in held],
        is_admin=actor().role == Role.ADMIN,
        locked=why_not_touch(actor(), user.id),
    )


@bp.route("/invitation", methods=["GET", "POST"])
@for_roles(*OPENERS)
def invite() -> ResponseReturnValue:
    form = InvitationForm(organisation=request.args.get("organisation", ""))
    form.offer(_roles())
    if form.validate_on_submit():
        organisation = named(actor(), form.organisation.data or "")
        if isinstance(organisation, list):
            near = f"相近的有{'、'.join(organisation)}，请写全称" if organisation else "请核对名称，或先登记单位"
            form.organisation.errors = [f"没有找到“{form.organisation.data}”。{near}"]
        else:
            invitee = actions.Invitee(form.name.data or "", form.account.data or "", form.mails_to.data or "")
            try:
                user = actions.invite(invitee, organisation, Role(form.role.data), actor(), now=clock.now())
            except Refused as refusal:
                form.form_errors.extend(f"{each.why}。{each.cure}" for each in refusal.reasons)
            else:
                flash(f"已授予{user.name}{organisation.name}{Role(form.role.data).label}，函件已经寄出")
                return redirect(url_for("people.index"), 303)
    return render_template("people/invite.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/<int:user_id>/invitation")
@for_roles(*OPENERS)
def invite_again(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id) or abort(404)
    actions.invite_again(user, actor(), now=clock.now())
    flash(f"已重新邀请{user.name}，原来的链接不再有效")
    return redirect(url_for("people.detail", user_id=user.id), 303)


@bp.route("/<int:user_id>/roles/<int:membership_id>/withdrawal", methods=["GET", "POST"])
@for_roles(*OPENERS)
def withdrawal(user_id: int, membership_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id) or abort(404)
    membership = queries.membership(user.id, membership_id) or abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        actions.withdraw(membership, actor(), why=form.why.data or "", now=clock.now())
        flash(f"已收回{user.name}的角色：{membership.role.label}")
        return redirect(url_for("people.index"), 303)
    what = f"收回{user.name}的角色"
    lede = f"{membership.organisation.name}，{membership.role.label}。收回后，正在以它办理的登录立即退出。"
    return _reason(form, user.id, what, lede, "收回角色")


@bp.route("/<int:user_id>/closing", methods=["GET", "POST"])
@for_roles(Role.ADMIN)
def disable(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id) or abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        actions.disable(user, actor(), why=form.why.data or "", now=clock.now())
        flash(f"已停用{user.name}的账号")
        return redirect(url_for("people.detail", user_id=user.id), 303)
    return _reason(
        form, user.id, f"停用{user.name}的账号", "停用后不能登录，正在办理的登录立即退出；经过都保留。", "停用账号"
    )


@bp.post("/<int:user_id>/opening")
@for_roles(Role.ADMIN)
def enable(user_id: int) -> ResponseReturnValue:
    user = queries.get(actor(), user_id) or abort(404)
    actions.enable(user, actor(), now=clock.now())
    flash(f"已启用{user.name}的账号")
    return redirect(url_for("people.detail", user_id=user.id), 303)


def _reason(form: ReasonForm, user_id: int, what: str, lede: str, label: str) -> ResponseReturnValue:
    back = url_for("people.detail", user_id=user_id)
    page = render_template("people/reason.html", form=form, what=what, lede=lede, label=label, back=back)
    return page, 422 if form.is_submitted() else 200


def _roles() -> tuple[Role, ...]:
    """The roles this actor may give anywhere at all."""
    if actor().role == Role.ADMIN:
        return tuple(role for level in (Level.UNIT, Level.UNION, Level.CITY) for role in AT[level])
    if actor().role in UNION:
        return (Role.UNIT_OFFICER, Role.UNIT_HEAD)
    return (Role.NOMINEE,)


def _may_withdraw(membership: Membership) -> bool:
    """Whether the button is drawn; the action asks the same rule again."""
    if why_not_touch(actor(), membership.user_id):
        return False
    place = membership.organisation
    if actor().role == Role.ADMIN:
        return True
    union = union_of(place.id)
    given = roles_to_give(actor(), level=place.level, organisation_id=place.id, union_id=union.id if union else None)
    return membership.role in given
