"""Accounts as their owners see them, and what the front page tells everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import contains_eager

from models.people import Invitation, Membership, SignIn, User
from models.programme import Cycle, Deadline
from models.vocabulary import Phase
from selection.access import digest
from selection.database import db
from selection.rules.standing import Actor


@dataclass
class Timetable:
    """A running cycle and when each phase closes, in the order of the way."""

    name: str
    closing: list[tuple[Phase, datetime]] = field(default_factory=list)


def by_account(account: str) -> User | None:
    """The account of this name, in its one spelling."""
    return db.session.scalars(select(User).where(User.account == account)).one_or_none()


def memberships(user_id: int) -> Sequence[Membership]:
    """The roles somebody holds now, with their organisations, in the order they were given."""
    held = (
        select(Membership)
        .join(Membership.organisation)
        .options(contains_eager(Membership.organisation))
        .where(Membership.user_id == user_id, Membership.withdrawn_at.is_(None))
        .order_by(Membership.id)
    )
    return db.session.scalars(held).all()


def last_acted_in(user_id: int) -> int | None:
    """The membership of the latest sign-in."""
    latest = select(SignIn.membership_id).where(SignIn.user_id == user_id).order_by(SignIn.seen_at.desc()).limit(1)
    return db.session.scalar(latest)


def open_invitation(token: str, now: datetime) -> Invitation | None:
    """The one-time link behind this token, unless it is used, expired, or the account is disabled."""
    row = (
        select(Invitation)
        .join(Invitation.user)
        .options(contains_eager(Invitation.user))
        .where(
            Invitation.token_hash == digest(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            User.disabled_at.is_(None),
        )
    )
    return db.session.scalars(row).one_or_none()


def timetables() -> list[Timetable]:
    """Every running cycle with its closing times, the latest first. One query."""
    rows: Sequence[Row[int, str, Phase, datetime]] = db.session.execute(
        select(Cycle.id, Cycle.name, Deadline.phase, Deadline.closes_at)
        .join(Deadline, Deadline.cycle_id == Cycle.id)
        .where(Cycle.closed_at.is_(None))
        .order_by(Cycle.id.desc())
    ).all()
    found: dict[int, Timetable] = {}
    for cycle_id, name, phase, closes_at in rows:
        found.setdefault(cycle_id, Timetable(name)).closing.append((phase, closes_at))
    order = list(Phase)
    for each in found.values():
        each.closing.sort(key=lambda row: order.index(row[0]))
    return list(found.values())


def account_of(actor: Actor) -> str:
    """The account name of whoever is acting."""
    return db.session.scalars(select(User.account).where(User.id == actor.user_id)).one()
