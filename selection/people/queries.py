"""Accounts as those see them who open them: all for the administrator, those of its units for a union."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from models.people import Affiliation, Invitation, Membership, Organisation, User
from models.vocabulary import Role
from selection.database import db
from selection.organisations.naming import escaped
from selection.paging import Page, part
from selection.rules.standing import UNION, UNIT, Actor
from selection.todo import Question, Todo


@dataclass
class Line:
    """One account of the list with the roles it holds."""

    user: Row[*tuple[Any, ...]]
    roles: list[tuple[Role, str]] = field(default_factory=list)


def visible_to(actor: Actor) -> Select[User]:
    """The accounts this actor may look at."""
    held = select(Membership.user_id).where(Membership.withdrawn_at.is_(None))
    if actor.role == Role.ADMIN:
        return select(User)
    if actor.role in UNION:
        units = select(Affiliation.unit_id).where(
            Affiliation.union_id == actor.organisation_id, Affiliation.until.is_(None)
        )
        return select(User).where(User.id.in_(held.where(Membership.organisation_id.in_(units))))
    if actor.role in UNIT:
        return select(User).where(User.id.in_(held.where(Membership.organisation_id == actor.organisation_id)))
    return select(User).where(User.id.is_(None))


def get(actor: Actor, user_id: int) -> User | None:
    """One account, if this actor may look at it."""
    return db.session.scalars(visible_to(actor).where(User.id == user_id)).one_or_none()


def listed(actor: Actor, *, sought: str = "", page: int = 1) -> Page[Line]:
    """A page of accounts, the newest first, each with its roles. Three queries."""
    wanted = visible_to(actor)
    if sought.strip():
        pattern = escaped(sought)
        there = (
            select(Membership.user_id)
            .join(Membership.organisation)
            .where(Membership.withdrawn_at.is_(None), Organisation.search_text.like(pattern, escape="\\"))
        )
        matches = or_(func.lower(User.name).like(pattern, escape="\\"), User.account.like(pattern, escape="\\"))
        wanted = wanted.where(or_(matches, User.id.in_(there)))
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(User.id).subquery()))
    shown = wanted.with_only_columns(User.id, User.name, User.account, User.activated_at, User.disabled_at)
    rows = db.session.execute(part(shown.order_by(User.id.desc()), page)).all()
    lines = {row.id: Line(row) for row in rows}
    held = db.session.execute(
        select(Membership.user_id, Membership.role, Organisation.short_name)
        .join(Membership.organisation)
        .where(Membership.user_id.in_(lines), Membership.withdrawn_at.is_(None))
        .order_by(Membership.id)
    )
    for user_id, role, name in held:
        lines[user_id].roles.append((role, name))
    return Page(list(lines.values()), total or 0, page)


def membership(user_id: int, membership_id: int) -> Membership | None:
    """A role somebody holds, with its organisation and the account."""
    row = (
        select(Membership)
        .join(Membership.organisation)
        .join(Membership.user)
        .options(contains_eager(Membership.organisation), contains_eager(Membership.user))
        .where(Membership.id == membership_id, Membership.user_id == user_id, Membership.withdrawn_at.is_(None))
    )
    return db.session.scalars(row).one_or_none()


def holds(user_id: int, organisation_id: int, role: Role) -> bool:
    """Whether somebody holds this role there now."""
    row = select(Membership.id).filter_by(user_id=user_id, organisation_id=organisation_id, role=role)
    return db.session.scalar(row.where(Membership.withdrawn_at.is_(None))) is not None


def todos(actor: Actor, now: datetime) -> list[Question]:
    """Accounts whose link ran out before a password was set."""
    if actor.role != Role.ADMIN and actor.role not in UNION:
        return []
    open_links = select(Invitation.user_id).where(Invitation.used_at.is_(None), Invitation.expires_at > now)
    waiting = visible_to(actor).where(
        User.activated_at.is_(None), User.disabled_at.is_(None), User.id.not_in(open_links)
    )
    return [Question(select(func.count()).select_from(waiting.with_only_columns(User.id).subquery()), _to_invite)]


def _to_invite(number: int) -> Todo | None:
    note = "邀请链接过期前没有设置密码。核对账号后重新邀请。"
    return Todo(f"重新邀请 {number} 个账号", note, "people.index") if number else None


def has_administrator() -> bool:
    """Whether anybody administers this installation."""
    held = select(Membership.id).where(Membership.role == Role.ADMIN, Membership.withdrawn_at.is_(None))
    return db.session.scalar(held.limit(1)) is not None
