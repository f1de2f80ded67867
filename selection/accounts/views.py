"""The counter: sign in and out, choose whom to act as, set a password; and a form whose session is over."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from models.vocabulary import Phase
from selection import access, clock, errors
from selection.access import actor, for_everyone_signed_in, public
from selection.accounts import actions, kept, queries
from selection.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm, SignInForm
from selection.errors import Refused
from selection.settings import queries as settings

bp = Blueprint("accounts", __name__)

BY_WHOM = {
    Phase.FILL: "用人单位",
    Phase.UNIT: "用人单位",
    Phase.UNION: "区局（产业）工会",
    Phase.REVIEW: "评审专家",
    Phase.COMMITTEE: "评委会",
}
STALE = "这一页放得太久，请再填一次"
SENT = "如果这个账号已经开通，重新设置密码的链接已寄到它的邮箱或手机。请在 {hours} 小时内使用"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form, carried = SignInForm(), kept.from_form()
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_next(), 303)
    if form.validate_on_submit():
        previous = session.get("_user_id")
        try:
            token = actions.sign_in(
                form.account.data or "",
                form.password.data or "",
                address=_address(),
                previous=previous,
                now=clock.now(),
            )
        except Refused as refusal:
            form.password.errors = [_sentence(refusal)]
        else:
            access.remember(token)
            return _onward(carried)
    return _counter(form, carried, 422 if form.is_submitted() else 200)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        actions.sign_out(session["_user_id"], actor(), now=clock.now())
    access.forget()
    flash("已退出")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/roles")
@for_everyone_signed_in
def roles() -> ResponseReturnValue:
    return _roles(None)


@bp.post("/roles/<int:membership_id>")
@for_everyone_signed_in
def switch(membership_id: int) -> ResponseReturnValue:
    held = queries.memberships(current_user.actor.user_id)
    chosen = next((each for each in held if each.id == membership_id), None) or abort(404)
    access.remember(actions.switch(session["_user_id"], chosen, actor(), now=clock.now()))
    return _onward(kept.from_form())


@bp.route("/password/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            actions.ask_for_link(form.account.data or "", address=_address(), now=clock.now())
        except Refused as refusal:
            form.account.errors = [_sentence(refusal)]
        else:
            flash(SENT.format(hours=settings.value("reset_hours")), "wait")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/forgotten.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    now = clock.now()
    found = queries.open_invitation(token, now) or abort(410)
    form = NewPasswordForm(account=found.user.account, name=found.user.name)
    if form.validate_on_submit():
        actions.accept(found, form.new_password.data or "", now=now)
        access.forget()
        flash("密码已经设好，请用它登录")
        return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/invitation.html", form=form, user=found.user, expires_at=found.expires_at)
    return page, 422 if form.is_submitted() else 200


@bp.route("/password", methods=["GET", "POST"])
@for_everyone_signed_in
def password() -> ResponseReturnValue:
    form = ChangePasswordForm(account=queries.account_of(actor()), name=actor().name)
    if form.validate_on_submit():
        old, new = form.old_password.data or "", form.new_password.data or ""
        try:
            token = actions.change_password(
                session["_user_id"], actor(), old=old, new=new, address=_address(), now=clock.now()
            )
        except Refused as refusal:
            form.old_password.errors = [_sentence(refusal)]
        else:
            access.remember(token)
            flash("密码已经修改，其他地方的登录都已退出")
            return redirect(url_for("desk.index"), 303)
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200


@bp.app_errorhandler(401)
def not_signed_in(error: HTTPException) -> ResponseReturnValue:
    """A form sent after the session was over comes back with the sign-in form, and nothing typed is lost."""
    carried = None if errors.wants_json() else kept.from_request()
    if carried is None:
        return errors.answer(error)
    return _counter(SignInForm(formdata=None), carried, 401)


@bp.app_errorhandler(CSRFError)
def stale(error: CSRFError) -> ResponseReturnValue:
    """The page is older than the session: the form is shown again with a new token, for one more press."""
    if errors.wants_json() or request.headers.get("HX-Request"):
        return errors.answer(error)
    if request.endpoint == "accounts.sign_in":
        form = SignInForm()
        form.password.errors = [STALE]
        return _counter(form, kept.from_form(), 422)
    if request.blueprint == "accounts":
        flash(STALE, "warn")
        return redirect(url_for("accounts.sign_in" if request.endpoint == "accounts.sign_out" else "desk.index"), 303)
    carried = kept.from_request()
    if carried is None:
        return errors.answer(error)
    if current_user.is_authenticated or access.is_public(request.endpoint):
        return _resume(carried), 400
    return _counter(SignInForm(formdata=None), carried, 401)


def _onward(carried: kept.Kept | None) -> ResponseReturnValue:
    """Where a fresh session leads: to the form that was being sent, or to the page that was asked for."""
    if carried is None:
        return redirect(_next(), 303)
    return _roles(carried) if current_user.role is None else _resume(carried)


def _counter(form: SignInForm, carried: kept.Kept | None, status: int) -> ResponseReturnValue:
    now = clock.now()
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        kept=carried,
        timetables=[(each.name, _phases(each.closing, now)) for each in queries.timetables()],
        office=settings.values(),
        next=_next() if "next" in request.args else None,
    )
    return page, status


def _phases(closing: list[tuple[Phase, datetime]], now: datetime) -> list[dict[str, object]]:
    """The rows of a timetable; the first that is not over is the present one."""
    present = next((phase for phase, closes_at in closing if closes_at >= now), None)
    return [
        {
            "name": phase.label,
            "who": BY_WHOM.get(phase, "市总工会"),
            "closes_at": at,
            "is_now": phase == present,
            "is_over": at < now,
        }
        for phase, at in closing
    ]


def _roles(carried: kept.Kept | None) -> str:
    held = queries.memberships(current_user.actor.user_id)
    return render_template("accounts/roles.html", held=held, present=current_user.actor.membership_id, kept=carried)


def _resume(carried: kept.Kept) -> str:
    return render_template("accounts/resume.html", kept=carried)


def _next() -> str:
    """The page asked for before signing in, if it is one of ours; never another site."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted) if wanted.isprintable() else None
    is_ours = parts is not None and not parts.scheme and not parts.netloc
    if is_ours and wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted:
        return wanted
    return url_for("desk.index")


def _address() -> str:
    return request.remote_addr or ""


def _sentence(refusal: Refused) -> str:
    return "。".join(f"{reason.why}。{reason.cure}".rstrip("。") for reason in refusal.reasons)
