"""Signing in and out, choosing what to act as, and setting one's password.

Every change of rights begins a new session with a new token, so that a stolen one is soon worth nothing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from models.people import Invitation, Membership, SignIn, User
from models.vocabulary import Act
from selection import mail
from selection.access import digest
from selection.accounts import guesses, passwords, queries
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.jobs import enqueue, handles
from selection.rules.standing import Actor
from selection.settings import queries as settings

RESET = "password-link"


def sign_in(account: str, password: str, *, address: str, previous: str | None, now: datetime) -> str:
    """Open a session and return its token; ``previous`` is the token the browser held before, which ends.

    The same refusal, after the same work, for a wrong password and for an account that does not exist.
    """
    left = guesses.spend(account, address, now)
    user = queries.by_account(account)
    seen = user.password_hash if user else None
    if not passwords.matches(seen, password) or user is None:
        raise Refused(_wrong(left))
    with transaction():
        lock(user)
        if user.password_hash != seen:
            raise Refused(_wrong(left))
        if user.disabled_at is not None:
            raise Refused(Reason("这个账号已经停用，现在不能登录", "请联系开通账号的工会，或市总工会系统管理员。"))
        guesses.give_back(account, address, now)
        if passwords.is_outdated(user.password_hash or ""):
            user.password_hash = passwords.hashed(password)
        _end(previous, now)
        membership = _act_as_before(user)
        record(Act.SIGN_IN, acting(user, membership), now=now)
        return _open(user.id, membership, now, now)


def sign_out(token: str, actor: Actor, *, now: datetime) -> None:
    """End this session."""
    with transaction():
        _end(token, now)
        record(Act.SIGN_OUT, actor, now=now)


def switch(token: str, membership: Membership, actor: Actor, *, now: datetime) -> str:
    """Act in another of one's roles from now on; returns the new token."""
    with transaction():
        lock(membership)
        if membership.withdrawn_at is not None or membership.user_id != actor.user_id:
            raise Refused(Reason("这个角色已经收回", "请从您现在的角色中选择。"), title="现在不能切换到这个身份")
        began_at = _end(token, now) or now
        record(Act.SWITCH, acting(membership.user, membership), now=now)
        return _open(membership.user_id, membership, began_at, now)


def invite(user: User, template: str, subject: str, *, now: datetime, lasts: timedelta, **facts: Any) -> None:
    """Send a one-time link to set a password, inside the transaction that makes it necessary. Earlier links end."""
    token = secrets.token_urlsafe(32)
    db.session.execute(
        update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)).values(used_at=now)
    )
    expires_at = now + lasts
    db.session.add(Invitation(token_hash=digest(token), user_id=user.id, expires_at=expires_at))
    mail.write(
        template, to=user, subject=subject, now=now, path=f"/invitations/{token}", expires_at=expires_at, **facts
    )


def ask_for_link(account: str, *, address: str, now: datetime) -> None:
    """Somebody has forgotten his password. The work is the same without such an account."""
    with transaction():
        guesses.spend(f"{RESET}:{account}", address, now, spent="这个账号索取链接已满 5 次")
        user = queries.by_account(account)
        enqueue(RESET, {"user": user.id if user else 0}, key=f"{RESET}:{secrets.token_hex(16)}", now=now)


@handles(RESET)
def send_link(payload: dict[str, Any], now: datetime) -> None:
    """Write the letter with the one-time link, if there is somebody to write to."""
    with transaction():
        user = db.session.get(User, payload["user"])
        if user is not None and user.disabled_at is None:
            lasts = timedelta(hours=settings.whole("reset_hours"))
            invite(user, "reset", "重新设置密码", now=now, lasts=lasts)


def accept(invitation: Invitation, password: str, *, now: datetime) -> None:
    """Set a password through a one-time link; every open session of the account ends."""
    stored = passwords.hashed(password)
    with transaction():
        lock(invitation)
        if invitation.used_at is not None or invitation.expires_at <= now:
            raise Refused(
                Reason("这个链接已经用过或已经到期", "请用登录页的“忘记密码”重新索取。"), title="现在不能设置密码"
            )
        user = lock(invitation.user)
        is_new = user.activated_at is None
        invitation.used_at = now
        user.password_hash, user.activated_at = stored, user.activated_at or now
        end_sessions(user.id, now)
        guesses.forgive(user.account)
        record(Act.ACTIVATE if is_new else Act.CHANGE_PASSWORD, acting(user, None), now=now, subject=user.name)


def change_password(token: str, actor: Actor, *, old: str, new: str, address: str, now: datetime) -> str:
    """Replace one's password; every session ends, and the present one goes on under a new token, which is returned."""
    user = db.session.get_one(User, actor.user_id)
    left = guesses.spend(user.account, address, now)
    seen = user.password_hash
    if not passwords.matches(seen, old):
        raise Refused(Reason("现在的密码不对", f"还可以再试 {left} 次，之后账号锁定 15 分钟。"))
    stored = passwords.hashed(new)
    with transaction():
        lock(user)
        if user.password_hash != seen:
            raise Refused(Reason("密码刚刚在别处改过", "请用新的密码重新登录。"))
        guesses.give_back(user.account, address, now)
        user.password_hash = stored
        began_at = _end(token, now) or now
        end_sessions(user.id, now)
        membership = db.session.get(Membership, actor.membership_id) if actor.membership_id else None
        record(Act.CHANGE_PASSWORD, actor, now=now, subject=user.name)
        mail.write("password_changed", to=user, subject="密码已经修改", now=now)
        return _open(user.id, membership, began_at, now)


def end_sessions(user_id: int, now: datetime, membership_id: int | None = None) -> None:
    """End every open session of an account, or only those acting in one membership. Inside a transaction."""
    open_ones = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if membership_id is not None:
        open_ones = open_ones.where(SignIn.membership_id == membership_id)
    db.session.execute(open_ones.values(ended_at=now))


def acting(user: User, membership: Membership | None) -> Actor:
    """This person in this role."""
    if membership is None:
        return Actor(user.id, user.name, None, None, "", None)
    place = membership.organisation
    return Actor(user.id, user.name, membership.role, place.id, place.name, place.level, membership.id)


def _wrong(left: int) -> Reason:
    again = f"请核对后再试，还可以试 {left} 次。" if left else "账号锁定 15 分钟，请到时再试，或用“忘记密码”重新设置。"
    return Reason("账号或密码不对", again)


def _act_as_before(user: User) -> Membership | None:
    """The role acted in last time if it is still held, the only role if there is one; otherwise he chooses."""
    held = queries.memberships(user.id)
    before = queries.last_acted_in(user.id)
    again = next((each for each in held if each.id == before), None)
    return again or (held[0] if len(held) == 1 else None)


def _open(user_id: int, membership: Membership | None, began_at: datetime, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session = SignIn(
        token_hash=digest(token),
        user_id=user_id,
        membership_id=membership.id if membership else None,
        began_at=began_at,
        seen_at=now,
    )
    db.session.add(session)
    return token


def _end(token: str | None, now: datetime) -> datetime | None:
    """End the session of this token; says when it began."""
    row = db.session.get(SignIn, digest(token)) if token else None
    if row is None:
        return None
    row.ended_at = row.ended_at or now
    return row.began_at
