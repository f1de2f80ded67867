"""What the ledger of places says: balances, holders, entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination, Recommendation
from models.people import Organisation, User
from models.programme import Allocation, Cycle, LedgerEntry
from models.vocabulary import Level, Place, Role, Stage
from selection.database import db
from selection.rules.standing import CITY_WIDE, UNION, Actor

PAGE = 50
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Account:
    """The places of one union in one cycle, for a table."""

    union_id: int
    union: str
    allocation_id: int | None = None
    granted: int = 0
    ceiling: int = 0
    reserved: int = 0
    committed: int = 0

    @property
    def used(self) -> int:
        """已占用."""
        return self.reserved + self.committed

    @property
    def left(self) -> int:
        """剩余."""
        return self.ceiling - self.used


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a place, and at what stage he stands."""

    nomination_id: int
    name: str
    unit: str
    stage: Stage
    place: Place | None
    rank: int


@dataclass(frozen=True)
class Line:
    """One entry of the ledger as it is read."""

    at: datetime
    kind: Place
    places: int
    name: str
    other: str
    reason: str
    actor: str


@dataclass(frozen=True)
class Entries:
    """A page of entries, newest first; ``total`` counts them all."""

    lines: Sequence[Line]
    total: int


def allocation_of(cycle_id: int, union_id: int | None) -> Allocation | None:
    """The places of one union in one cycle."""
    return db.session.scalar(select(Allocation).where(Allocation.cycle_id == cycle_id, Allocation.union_id == union_id))


def seen_by(actor: Actor, cycle_id: int, union_id: int) -> tuple[Cycle, Allocation, str] | None:
    """Cycle, allocation and name of a union, if this actor may see its ledger: his own, or any for the city."""
    if not (0 < cycle_id <= LARGEST_ID and 0 < union_id <= LARGEST_ID):
        return None
    if actor.role not in CITY_WIDE and not (actor.role in UNION and actor.organisation_id == union_id):
        return None
    row = db.session.execute(
        select(Cycle, Allocation, Organisation.name)
        .join(Allocation, Allocation.cycle_id == Cycle.id)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .where(Cycle.id == cycle_id, Allocation.union_id == union_id)
    ).first()
    return (row[0], row[1], row[2]) if row else None


def accounts(cycle_id: int, *, every: bool = False) -> list[Account]:
    """The places of the unions of a cycle, by name; with ``every``, of all unions there are. One query."""
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Allocation.id,
            Allocation.granted,
            Allocation.ceiling,
            Allocation.reserved,
            Allocation.committed,
        )
        .join(Allocation, (Allocation.union_id == Organisation.id) & (Allocation.cycle_id == cycle_id), isouter=every)
        .where(Organisation.level == Level.UNION)
        .order_by(Organisation.union_kind, Organisation.name)
    )
    return [Account(row[0], row[1], row[2], *(number or 0 for number in row[3:])) for row in rows]


def total(rows: Iterable[Account]) -> Account:
    """The sums of these accounts."""
    rows = list(rows)
    sums = (sum(getattr(row, name) for row in rows) for name in ("granted", "ceiling", "reserved", "committed"))
    return Account(0, f"全部 {len(rows)} 个", None, *sums)


def holders(allocation: Allocation) -> list[Holder]:
    """Who holds the places of a union, by rank. One query; never more rows than the union has places."""
    rows = db.session.execute(
        select(
            Nomination.id,
            Nomination.name,
            Organisation.name,
            Nomination.stage,
            Recommendation.place,
            Recommendation.rank,
        )
        .join(Recommendation, Recommendation.nomination_id == Nomination.id)
        .join(Organisation, Organisation.id == Nomination.unit_id)
        .where(Recommendation.allocation_id == allocation.id, Recommendation.place.is_not(None))
        .order_by(Recommendation.rank)
    )
    return [Holder(*row) for row in rows]


def entries(allocation: Allocation, page: int) -> Entries:
    """One page of a union's ledger, newest first. One query."""
    other = aliased(Allocation)
    rows = db.session.execute(
        select(LedgerEntry, Nomination.name, Organisation.short_name, User.name, func.count().over())
        .outerjoin(Nomination, Nomination.id == LedgerEntry.nomination_id)
        .outerjoin(other, other.id == LedgerEntry.other_allocation_id)
        .outerjoin(Organisation, Organisation.id == other.union_id)
        .outerjoin(User, User.id == LedgerEntry.actor_id)
        .where(LedgerEntry.allocation_id == allocation.id)
        .order_by(LedgerEntry.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    lines = [
        Line(entry.at, entry.kind, entry.places, name or "", union or "", entry.reason, who or "系统")
        for entry, name, union, who, _ in rows
    ]
    return Entries(lines, rows[0][4] if rows else 0)


def cycles_of(actor: Actor) -> list[tuple[int, str]]:
    """Open cycles whose places this actor may look at: id and name, newest first."""
    query = select(Cycle.id, Cycle.name).where(Cycle.closed_at.is_(None)).order_by(Cycle.id.desc())
    if actor.role in (Role.UNION_OFFICER, Role.UNION_HEAD):
        query = query.join(Allocation, Allocation.cycle_id == Cycle.id).where(
            Allocation.union_id == actor.organisation_id
        )
    return list(db.session.execute(query))
