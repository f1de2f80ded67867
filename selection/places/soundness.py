"""Whether the ledger of places adds up: every balance worked out again from its entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import func, select

from models.nomination import Nomination, Recommendation
from models.people import Organisation
from models.programme import Allocation, Cycle, LedgerEntry
from models.vocabulary import Place, Stage
from selection.database import db, snapshot
from selection.rules.programme import Programme
from selection.rules.quotas import ceiling
from selection.workflow import programme_of

LOST = (Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED, Stage.SUBMITTED, Stage.RETURNED_BY_UNION)
"""Stages at which a nomination holds no place."""


@dataclass
class Replayed:
    """A balance as the entries alone explain it; ``held`` tells the place of each nomination."""

    granted: int = 0
    reserved: int = 0
    committed: int = 0
    held: dict[int, Place] = field(default_factory=dict)

    def take(self, kind: Place, places: int, nomination_id: int | None) -> None:
        """Follow one entry."""
        match kind:
            case Place.GRANT | Place.TRANSFER_IN:
                self.granted += places
            case Place.FORFEIT | Place.TRANSFER_OUT:
                self.granted -= places
            case Place.RESERVE | Place.COMMIT | Place.RELEASE:
                before = self.held.pop(nomination_id or 0, None)
                if kind is not Place.RELEASE:
                    self.held[nomination_id or 0] = kind
                self.reserved += (kind is Place.RESERVE) - (before is Place.RESERVE)
                self.committed += (kind is Place.COMMIT) - (before is Place.COMMIT)


def discrepancies(cycle_id: int | None = None) -> list[str]:
    """Everything in the ledger that does not add up, in words; an empty list for a sound one.

    Each balance is worked out again from its entries, and compared with the recommendations that hold places.
    """
    chosen = [Allocation.cycle_id == cycle_id] if cycle_id is not None else []
    rows = db.session.execute(
        select(Allocation, Cycle, Organisation.name)
        .join(Cycle, Cycle.id == Allocation.cycle_id)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .where(*chosen)
        .order_by(Allocation.id)
        .execution_options(populate_existing=True)
    ).all()
    replayed, holding = _replayed(), _holding()
    found: list[str] = []
    for allocation, cycle, name in rows:
        told = replayed.get(allocation.id, Replayed())
        faults = [*_arithmetic(allocation, told, programme_of(cycle)), *_holders(told, holding.get(allocation.id, []))]
        found += [f"{cycle.name}，{name}：{fault}" for fault in faults]
    return found + _unpaired()


Holding = tuple[int, Place | None, Stage, str, Cycle]


def _replayed() -> dict[int, Replayed]:
    replayed: dict[int, Replayed] = {}
    query = select(LedgerEntry.allocation_id, LedgerEntry.kind, LedgerEntry.places, LedgerEntry.nomination_id)
    rows = snapshot().execute(query.order_by(LedgerEntry.id).execution_options(yield_per=1000))
    for allocation_id, kind, places, nomination_id in rows:
        replayed.setdefault(allocation_id, Replayed()).take(kind, places, nomination_id)
    return replayed


def _holding() -> dict[int, list[Holding]]:
    rows = db.session.execute(
        select(
            Recommendation.allocation_id,
            Nomination.id,
            Recommendation.place,
            Nomination.stage,
            Nomination.channel,
            Cycle,
        )
        .join(Nomination, Nomination.id == Recommendation.nomination_id)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .order_by(Recommendation.allocation_id)
    )
    return {
        key: [(row[1], row[2], row[3], row[4], row[5]) for row in group]
        for key, group in groupby(rows, lambda row: row[0])
    }


def _arithmetic(allocation: Allocation, told: Replayed, programme: Programme) -> Iterator[str]:
    columns = (
        ("分配", allocation.granted, told.granted),
        ("可推荐", allocation.ceiling, ceiling(told.granted, programme.recommend_percent)),
        ("占用", allocation.reserved, told.reserved),
        ("落实", allocation.committed, told.committed),
    )
    for label, stored, explained in columns:
        if stored != explained:
            yield f"{label}记为 {stored} 个，账目合计 {explained} 个"
    if allocation.reserved + allocation.committed > allocation.ceiling:
        used = allocation.reserved + allocation.committed
        yield f"可推荐 {allocation.ceiling} 人，已占用 {used} 个名额"


def _holders(told: Replayed, holding: Sequence[Holding]) -> Iterator[str]:
    places = {nomination_id: place for nomination_id, place, *_ in holding if place is not None}
    for nomination_id in sorted(places.keys() | told.held.keys()):
        if places.get(nomination_id) != told.held.get(nomination_id):
            yield f"申报 {nomination_id} 的名额与账目不符"
    for nomination_id, place, stage, channel, cycle in holding:
        chosen = programme_of(cycle).channel_named(channel)
        if place is not None and stage in LOST:
            yield f"申报 {nomination_id} 是“{stage.label}”，仍占着一个名额"
        if place is None and stage in (Stage.RECOMMENDED, Stage.FORWARDED) and chosen and chosen.uses_place:
            yield f"申报 {nomination_id} 是“{stage.label}”，却没有占用名额"


def _unpaired() -> list[str]:
    moved = dict(
        db.session.execute(
            select(LedgerEntry.kind, func.sum(LedgerEntry.places))
            .where(LedgerEntry.kind.in_((Place.TRANSFER_OUT, Place.TRANSFER_IN)))
            .group_by(LedgerEntry.kind)
        ).all()
    )
    out, into = moved.get(Place.TRANSFER_OUT, 0), moved.get(Place.TRANSFER_IN, 0)
    return [] if out == into else [f"调出合计 {out} 个，调入合计 {into} 个，两边不等"]
