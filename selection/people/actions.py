"""Opening accounts, giving and taking back roles, closing accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.people import Membership, Organisation, User
from models.vocabulary import Act, Role
from selection import mail
from selection.accounts import actions as accounts
from selection.accounts.queries import by_account, memberships
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.organisations.queries import union_of
from selection.people import queries
from selection.rules.entitlement import roles_to_give, why_not_give, why_not_touch
from selection.rules.standing import SYSTEM, Actor
from selection.settings import queries as settings

CANNOT_INVITE = "现在不能开通账号"
CANNOT_CHANGE = "现在不能改动这个账号"


@dataclass(frozen=True)
class Invitee:
    """Who is invited; ``account`` in its one spelling, ``mails_to`` where letters go when the account is a number."""

    name: str
    account: str
    mails_to: str = ""


def invite(invitee: Invitee, organisation: Organisation, role: Role, actor: Actor, *, now: datetime) -> User:
    """Give somebody a role, opening an account if there is none yet; he is told by letter."""
    with transaction() as session:
        _refuse_unless_allowed(actor, organisation, role)
        user = by_account(invitee.account)
        if user is None:
            mails_to = invitee.mails_to or invitee.account
            user = User(account=invitee.account, name=invitee.name, mails_to=mails_to, invited_at=now)
            session.add(user)
            session.flush()
        else:
            lock(user)
            _refuse_unless_fitting(user, invitee.name, organisation, role, actor)
        session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=role, since_at=now))
        act = Act.ENTITLE if user.activated_at else Act.INVITE
        facts = {"user": user.id, "role": str(role), "organisation": organisation.id}
        record(act, actor, now=now, subject=user.name, why=f"{organisation.name}，{role.label}", facts=facts)
        _tell(user, organisation, role, actor, now)
    return user


def found(invitee: Invitee, city: Organisation, *, now: datetime) -> User:
    """Invite the first administrator of an installation, whom nobody can invite; refused once there is one."""
    with transaction() as session:
        if queries.has_administrator():
            raise Refused(Reason("已经有系统管理员", "请由系统管理员邀请其他人。"), title=CANNOT_INVITE)
        user = User(account=invitee.account, name=invitee.name, mails_to=invitee.account, invited_at=now)
        session.add(user)
        session.flush()
        session.add(Membership(user_id=user.id, organisation_id=city.id, role=Role.ADMIN, since_at=now))
        facts = {"user": user.id, "role": str(Role.ADMIN), "organisation": city.id}
        record(Act.INVITE, SYSTEM, now=now, subject=user.name, why=f"{city.name}，{Role.ADMIN.label}", facts=facts)
        _tell(user, city, Role.ADMIN, SYSTEM, now)
    return user


def invite_again(user: User, actor: Actor, *, now: datetime) -> None:
    """Send the link once more to somebody who has not set a password yet."""
    with transaction():
        lock(user)
        if user.activated_at is not None or user.disabled_at is not None:
            why = Reason(f"{user.name}的账号已经开通或停用", "忘记密码时，请本人用登录页的“忘记密码”。")
            raise Refused(why, title="现在不能重新邀请")
        held = memberships(user.id)
        if not held:
            raise Refused(Reason(f"{user.name}现在没有角色", "请先授予角色。"), title="现在不能重新邀请")
        record(Act.INVITE, actor, now=now, subject=user.name, why="重新邀请", facts={"user": user.id})
        _tell(user, held[0].organisation, held[0].role, actor, now)


def withdraw(membership: Membership, actor: Actor, *, why: str, now: datetime) -> None:
    """Take a role back; whoever is acting in it is signed out at once."""
    with transaction():
        lock(membership)
        if membership.withdrawn_at is not None:
            raise Refused(Reason("这个角色已经收回", "请刷新页面。"), title="现在不能收回")
        user, organisation = membership.user, membership.organisation
        _refuse_unless_allowed(actor, organisation, membership.role)
        _refuse_oneself(actor, user)
        membership.withdrawn_at = now
        accounts.end_sessions(user.id, now, membership.id)
        told = f"{organisation.name}，{membership.role.label}：{why}"
        record(Act.DISENTITLE, actor, now=now, subject=user.name, why=told, facts={"user": user.id})
        if user.activated_at is not None:
            place = _place(organisation, membership.role, actor)
            mail.write("disentitled", to=user, subject="角色已经收回", now=now, why=why, **place)


def disable(user: User, actor: Actor, *, why: str, now: datetime) -> None:
    """Close an account; it is signed out everywhere at once."""
    with transaction():
        lock(user)
        _refuse_oneself(actor, user)
        if user.disabled_at is not None:
            raise Refused(Reason(f"{user.name}的账号已经停用", "请刷新页面。"), title=CANNOT_CHANGE)
        user.disabled_at = now
        accounts.end_sessions(user.id, now)
        record(Act.DISABLE, actor, now=now, subject=user.name, why=why, facts={"user": user.id})


def enable(user: User, actor: Actor, *, now: datetime) -> None:
    """Open a closed account again, with the roles it still holds."""
    with transaction():
        lock(user)
        if user.disabled_at is None:
            raise Refused(Reason(f"{user.name}的账号没有停用", "请刷新页面。"), title=CANNOT_CHANGE)
        user.disabled_at = None
        record(Act.ENABLE, actor, now=now, subject=user.name, facts={"user": user.id})


def _refuse_unless_allowed(actor: Actor, organisation: Organisation, role: Role) -> None:
    union = union_of(organisation.id)
    may_give = roles_to_give(
        actor, level=organisation.level, organisation_id=organisation.id, union_id=union.id if union else None
    )
    name, level = organisation.name, organisation.level
    if why := why_not_give(role, name=name, level=level, may_give=may_give):
        raise Refused(_split(why), title=CANNOT_INVITE)


def _refuse_unless_fitting(user: User, name: str, organisation: Organisation, role: Role, actor: Actor) -> None:
    """An account that exists already gets a further role only if it is surely the person meant."""
    _refuse_oneself(actor, user)
    reasons = []
    if user.name != name:
        reasons.append(Reason("这个账号登记的姓名与填写的不一样", "请核对账号和姓名。"))
    if user.disabled_at is not None:
        reasons.append(Reason("这个账号已经停用", "请联系市总工会系统管理员启用。"))
    if queries.holds(user.id, organisation.id, role):
        reasons.append(Reason(f"{user.name}已经是{organisation.name}的{role.label}", "不必重复授予。"))
    if reasons:
        raise Refused(*reasons, title=CANNOT_INVITE)


def _refuse_oneself(actor: Actor, user: User) -> None:
    if why := why_not_touch(actor, user.id):
        raise Refused(_split(why), title=CANNOT_CHANGE)


def _tell(user: User, organisation: Organisation, role: Role, actor: Actor, now: datetime) -> None:
    """The letter: a link to set a password, or that there is a further role."""
    place = _place(organisation, role, actor)
    if user.activated_at is None:
        lasts = timedelta(days=settings.whole("invitation_days"))
        accounts.invite(user, "invitation", "邀请您开通账号", now=now, lasts=lasts, **place)
    else:
        mail.write("entitled", to=user, subject="您有新的身份", now=now, **place)
    db.session.flush()


def _place(organisation: Organisation, role: Role, actor: Actor) -> dict[str, Any]:
    """What the letters say of a role."""
    return {"organisation": organisation.name, "role": role.label, "inviter": actor.organisation_name}


def _split(sentence: str) -> Reason:
    why, _, cure = sentence.rpartition("。")
    return Reason(why or cure, cure if why else "")
