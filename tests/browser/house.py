"""The system as it is served in these tests, the time there, and the worker in its back room."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from models.people import Membership, User
from models.vocabulary import Role
from selection import jobs
from selection.accounts.passwords import hashed
from selection.clock import SHANGHAI, closing
from selection.database import db, transaction
from tests.world import World

PASSWORD = "听泵音而知轴承"
MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)


class Time:
    """Runs as time does, from a morning of the test's choosing, and is put forward while one would have to wait."""

    def __init__(self) -> None:
        self._ahead = MORNING - datetime.now(UTC)

    def now(self) -> datetime:
        return (datetime.now(UTC) + self._ahead).astimezone(SHANGHAI)

    def pass_until(self, day: date) -> None:
        """It is the morning of this day."""
        morning = closing(day, MORNING.time())
        assert morning > self.now()
        self._ahead = morning - datetime.now(UTC)

    def pass_by(self, span: timedelta) -> None:
        self._ahead += span


@dataclass
class House:
    """Where it is served, who may come in, and its worker.

    Nothing of the database is held between two calls: on SQLite a reader would keep everybody from writing.
    """

    app: Flask
    world: World
    time: Time
    accounts: dict[Role, list[str]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return str(self.app.config["BASE_URL"])

    def open(self) -> None:
        """Everybody in the cast has chosen a password; ``accounts`` tells who there is of each role."""
        with transaction() as session:
            session.execute(update(User).values(password_hash=hashed(PASSWORD)))
            members = select(Membership.role, User.account).join(User).order_by(Membership.id)
            for role, account in session.execute(members):
                self.accounts.setdefault(role, []).append(account)
        db.session.remove()

    def work(self) -> int:
        """The worker does what is due."""
        done = jobs.perform_due(self.time.now())
        db.session.remove()
        return done
