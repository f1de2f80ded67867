"""Accounts for a demonstration, given by an administrator like any others; only the way to the first password is short.

An invited person would follow the link in his letter and hash a password of his own. Here all share one, hashed once:
it is written beside every account the demonstration prints.
"""

from datetime import datetime

from sqlalchemy import select, update

from models.people import Invitation, Membership, Organisation, User
from models.vocabulary import Act, Level, Role
from selection.accounts.actions import acting
from selection.accounts.passwords import hashed
from selection.audit.record import record
from selection.database import db, transaction
from selection.people import actions as people
from selection.people.actions import Invitee
from selection.rules.standing import SYSTEM, Actor
from selection.showcase.names import Names

PASSWORD = "gongjiang-2026"  # noqa: S105 - of invented people, printed for everybody to use
DOMAIN = "demo.example"
SECOND_OFFICER = "city.second"
"""The account of the city officer who looks a second time at what the first one proposes."""


class Cast:
    """Opens accounts one after the other; ``admin`` is the first of them."""

    def __init__(self, names: Names, *, now: datetime) -> None:
        self._names = names
        self._hash = hashed(PASSWORD)
        self.admin = self._first_administrator(now)

    def open(self, role: Role, organisation: Organisation, account: str, *, now: datetime, name: str = "") -> Actor:
        """Somebody new with this role there; ``account`` is the part before the @."""
        name = name or self._names.next(is_male=len(account) % 2 == 0)
        with transaction():
            user = people.invite(Invitee(name, f"{account}@{DOMAIN}"), organisation, role, self.admin, now=now)
            self._activate(user, now)
            membership = db.session.scalars(select(Membership).filter_by(user_id=user.id, role=role)).one()
        return acting(user, membership)

    def _first_administrator(self, now: datetime) -> Actor:
        """Nobody can invite him, so he is entered."""
        with transaction() as session:
            city = session.scalars(select(Organisation).filter_by(level=Level.CITY)).one()
            name = self._names.next(is_male=False)
            user = User(account=f"admin@{DOMAIN}", name=name, mails_to=f"admin@{DOMAIN}", invited_at=now)
            session.add(user)
            session.flush()
            membership = Membership(user_id=user.id, organisation_id=city.id, role=Role.ADMIN, since_at=now)
            membership.user, membership.organisation = user, city
            session.add(membership)
            record(Act.ENTITLE, SYSTEM, now=now, subject=name, why=f"{city.name}，{Role.ADMIN.label}")
            self._activate(user, now)
            session.flush()
        return acting(user, membership)

    def _activate(self, user: User, now: datetime) -> None:
        """The password is set; the link that was sent no longer opens."""
        if user.activated_at is not None:
            return
        user.password_hash, user.activated_at = self._hash, now
        mine = update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
        db.session.execute(mine.values(used_at=now))
        record(Act.ACTIVATE, acting(user, None), now=now, subject=user.name)
