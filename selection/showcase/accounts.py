"""The accounts of a demonstration: one for each role, with what it has to do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.people import Membership, User
from models.vocabulary import Role
from selection.accounts.actions import acting
from selection.database import db
from selection.desk import queries as desk
from selection.showcase.cast import DOMAIN, SECOND_OFFICER

PLAIN = {
    Role.UNIT_OFFICER: "unit.officer",
    Role.UNIT_HEAD: "unit.head",
    Role.NOMINEE: "nominee",
    Role.UNION_OFFICER: "union.officer",
    Role.UNION_HEAD: "union.head",
    Role.CITY_OFFICER: "city.officer",
    Role.EXPERT: "expert",
    Role.JUROR: "juror",
    Role.SUPERVISOR: "supervisor",
    Role.ADMIN: "admin",
}
"""The part before the @ of the account that is printed."""

READS = "查看全部申报材料、名额账和办理经过"
"""What somebody does who changes nothing."""


@dataclass(frozen=True)
class Shown:
    """One account: its role, where, and what waits for it (nothing for somebody who only reads)."""

    account: str
    role: Role
    organisation: str
    todos: Sequence[str]

    @property
    def work(self) -> str:
        """The work in one line."""
        return "；".join(self.todos[:2]) if self.todos else READS


def shown(now: datetime) -> list[Shown]:
    """The accounts of this installation's demonstration, in the order of the way, the second officer last; or none."""
    accounts = [*PLAIN.items(), (Role.CITY_OFFICER, SECOND_OFFICER)]
    wanted = [f"{name}@{DOMAIN}" for _, name in accounts]
    rows = db.session.scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(User.account.in_(wanted), Membership.withdrawn_at.is_(None))
    )
    held = {(row.user.account, row.role): row for row in rows}
    found = []
    for role, name in accounts:
        if row := held.get((f"{name}@{DOMAIN}", role)):
            mine, _ = desk.todos(acting(row.user, row), now)
            found.append(Shown(row.user.account, role, row.organisation.short_name, [each.what for each in mine]))
    return found
