"""Who put nominations forward, to be written to: the unit's people, a worker who nominated himself, the union's."""

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy import select

from models.people import Membership, User
from models.vocabulary import Role
from selection.database import db
from selection.rules.standing import UNION, UNIT


class Sponsored(Protocol):
    """A nomination, or as much of it as tells who put it forward."""

    @property
    def unit_id(self) -> int: ...
    @property
    def union_id(self) -> int: ...
    @property
    def opened_by(self) -> int | None: ...


class Sponsors:
    """The sponsors of these nominations, read with three queries however many they are.

    ``units``, ``unions``: accounts by organisation; ``workers``: by account, those who nominated themselves.
    """

    def __init__(self, nominations: Sequence[Sponsored]) -> None:
        self.units = _people_of({each.unit_id for each in nominations}, UNIT)
        self.unions = _people_of({each.union_id for each in nominations}, UNION)
        self.workers = _workers({each.opened_by for each in nominations if each.opened_by})

    def of(self, nomination: Sponsored, *, with_union: bool = False) -> list[User]:
        """Everybody once: of its unit, the worker who opened it, and of its union where they are asked for."""
        worker = self.workers.get(nomination.opened_by or 0)
        of_union = self.unions.get(nomination.union_id, []) if with_union else []
        people = [*self.units.get(nomination.unit_id, []), *([worker] if worker else []), *of_union]
        return list(dict.fromkeys(people))


def _people_of(organisation_ids: Collection[int], roles: Collection[Role]) -> dict[int, list[User]]:
    rows = db.session.execute(
        select(Membership.organisation_id, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id.in_(organisation_ids), Membership.role.in_(roles))
        .where(Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .order_by(Membership.organisation_id, User.id)
    )
    found: dict[int, dict[int, User]] = {}
    for organisation_id, user in rows:
        found.setdefault(organisation_id, {})[user.id] = user
    return {organisation_id: list(users.values()) for organisation_id, users in found.items()}


def _workers(user_ids: Collection[int]) -> dict[int, User]:
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id.in_(user_ids), Membership.role == Role.NOMINEE)
        .where(Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
    )
    return {user.id: user for user in db.session.scalars(query)}
