"""What the ledger of places says: balances, holders, entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased

from models.nomination import Nomination, Recommendation
from models.people import Organisation, User
from models.programme import Allocation, Cycle, LedgerEntry
from models.vocabulary import Level, Place, Stage
from selection.clock import on
from selection.database import db
from selection.paging import Page, part
from selection.reach import run_by
from selection.rules.standing import CITY_WIDE, UNION, Actor

MOST_CHOICES = 200
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
    why: str = ""


@dataclass(frozen=True)
class FoundOut:
    """A nominee of a union who is out: declined, or dropped after the publicity."""

    nomination: Nomination

    @property
    def id(self) -> int:
        """The number of the nomination."""
        return self.nomination.id

    @property
    def told(self) -> str:
        """As a choice: 周启明（JN2026-0003，不予通过）."""
        return f"{self.nomination.name}（{self.nomination.receipt or '无受理号'}，{self.nomination.stage.label}）"


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
    proposer: str = ""
    union: str = ""
    union_id: int = 0


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
    """Who holds the places of a union and why, by rank. Two queries; never more rows than the union has places."""
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
    why = _why(allocation)
    return [Holder(*row, why.get(row[0], "")) for row in rows]


def _why(allocation: Allocation) -> dict[int, str]:
    """By nomination, what was entered for it, oldest first: 陈立 11月3日占用，11月9日落实."""
    rows = db.session.execute(
        select(LedgerEntry.nomination_id, LedgerEntry.kind, LedgerEntry.at, User.name)
        .join(Recommendation, Recommendation.nomination_id == LedgerEntry.nomination_id)
        .outerjoin(User, User.id == LedgerEntry.actor_id)
        .where(LedgerEntry.allocation_id == allocation.id, Recommendation.place.is_not(None))
        .order_by(LedgerEntry.id)
    )
    told: dict[int, list[str]] = {}
    for nomination_id, kind, at, who in rows:
        told.setdefault(nomination_id or 0, []).append(f"{on(at).month}月{on(at).day}日{who or '系统'}{kind.label}")
    return {nomination_id: "，".join(each) for nomination_id, each in told.items()}


def found_out(allocation: Allocation) -> list[FoundOut]:
    """Nominees of this union on whose account places may be taken back, by name. One query."""
    rows = db.session.scalars(
        select(Nomination)
        .where(
            Nomination.cycle_id == allocation.cycle_id,
            Nomination.union_id == allocation.union_id,
            Nomination.stage.in_((Stage.DECLINED, Stage.DROPPED)),
        )
        .order_by(Nomination.name, Nomination.id)
        .limit(MOST_CHOICES)
    )
    return [FoundOut(each) for each in rows]


def entries(allocation: Allocation, page: int) -> Page[Line]:
    """One page of a union's ledger, newest first. One query."""
    return _entries(LedgerEntry.allocation_id == allocation.id, page)


def journal(cycle_id: int, kind: Place | None, page: int) -> Page[Line]:
    """One page of the ledger of all unions of a cycle, newest first; of one kind of entry, or of all. One query."""
    mine = select(Allocation.id).where(Allocation.cycle_id == cycle_id)
    chosen = LedgerEntry.allocation_id.in_(mine)
    return _entries(chosen if kind is None else chosen & (LedgerEntry.kind == kind), page)


def _entries(chosen: ColumnElement[bool], page: int) -> Page[Line]:
    other, own = aliased(Allocation), aliased(Allocation)
    union, proposer = aliased(Organisation), aliased(User)
    query = (
        select(
            LedgerEntry,
            Nomination.name,
            Organisation.short_name,
            User.name,
            proposer.name,
            union.name,
            own.union_id,
            func.count().over(),
        )
        .join(own, own.id == LedgerEntry.allocation_id)
        .join(union, union.id == own.union_id)
        .outerjoin(Nomination, Nomination.id == LedgerEntry.nomination_id)
        .outerjoin(other, other.id == LedgerEntry.other_allocation_id)
        .outerjoin(Organisation, Organisation.id == other.union_id)
        .outerjoin(User, User.id == LedgerEntry.actor_id)
        .outerjoin(proposer, proposer.id == LedgerEntry.proposed_by)
        .where(chosen)
        .order_by(LedgerEntry.id.desc())
    )
    rows = db.session.execute(part(query, page)).all()
    lines = [
        Line(
            entry.at,
            entry.kind,
            entry.places,
            name or "",
            other_union or "",
            entry.reason,
            who or "系统",
            asked or "",
            mine,
            union_id,
        )
        for entry, name, other_union, who, asked, mine, union_id, _ in rows
    ]
    return Page(lines, rows[0][7] if rows else 0, page)


def cycles_of(actor: Actor) -> Sequence[Row[int, str, int, int]]:
    """Open cycles whose places this actor may look at, newest first: id, name, ceiling, used; all unions' for the city.

    One query.
    """
    used = func.coalesce(func.sum(Allocation.reserved + Allocation.committed), 0).label("used")
    query = (
        select(Cycle.id, Cycle.name, func.coalesce(func.sum(Allocation.ceiling), 0).label("ceiling"), used)
        .outerjoin(Allocation, Allocation.cycle_id == Cycle.id)
        .where(Cycle.closed_at.is_(None))
        .group_by(Cycle.id, Cycle.name)
        .order_by(Cycle.id.desc())
    )
    if actor.role in UNION:
        query = query.where(Allocation.union_id == actor.organisation_id)
    elif actor.role in CITY_WIDE:
        query = query.where(run_by(actor))
    return db.session.execute(query).all()
