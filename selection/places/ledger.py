"""名额账: the only code that writes the places of a union. Every change is one entry with who, when and why.

Each function locks the allocation first and reads it again, so nothing is decided on an old balance; whoever locks
a nomination as well calls ``hold`` before that, because locks go from the wide to the narrow.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from models.nomination import Nomination, Recommendation
from models.programme import Allocation, Cycle, LedgerEntry
from models.vocabulary import Place, Stage
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.places.soundness import discrepancies
from selection.rules.quotas import Balance, ceiling
from selection.rules.standing import Actor
from selection.workflow import programme_of

__all__ = [
    "commit",
    "commit_for",
    "discrepancies",
    "forfeit",
    "grant",
    "hold",
    "release",
    "release_for",
    "reserve",
    "settle",
    "transfer",
    "why_not",
]

OUT = (Stage.DECLINED, Stage.DROPPED)
"""Where a nominee stands who was found unworthy: his union may lose the place."""

CURE = {
    Place.RESERVE: "请先撤回一人的推荐，或向市总工会申请调剂名额。",
    Place.TRANSFER_OUT: "请减少调出的名额，或先由该工会撤回推荐。",
    Place.FORFEIT: "请减少核减的名额，或先由该工会撤回推荐。",
}


def hold(nomination: Nomination) -> Allocation | None:
    """Lock the places a nomination is, or may come to be, recommended from; before the nomination itself is locked."""
    allocation = db.session.scalar(
        select(Allocation).where(Allocation.cycle_id == nomination.cycle_id, Allocation.union_id == nomination.union_id)
    )
    return lock(allocation) if allocation else None


def grant(allocation: Allocation, places: int, actor: Actor, *, reason: str, now: datetime) -> None:
    """Give a union so many more places."""
    with transaction():
        _enter(lock(allocation), Place.GRANT, places, actor, reason=reason, now=now)


def why_not(allocation: Allocation, kind: Place, places: int) -> list[Reason]:
    """Why so many places cannot be entered as the balance stands; it may be another one once it is locked."""
    outcome = _balance(allocation).apply(kind, places, percent=_percent(allocation))
    return [Reason(why, CURE.get(kind, "")) for why in outcome] if isinstance(outcome, list) else []


def forfeit(
    allocation: Allocation,
    places: int,
    actor: Actor,
    *,
    reason: str,
    now: datetime,
    because_of: Nomination | None = None,
    proposed_by: int | None = None,
) -> None:
    """Take so many places back. What is already used stays used: more than the rest cannot be taken.

    ``because_of``: a nominee of this union who is out, whose place, if he still has one, comes back first.
    """
    with transaction():
        held = lock(allocation)
        if because_of is not None:
            nomination = lock(because_of)
            if nomination.stage not in OUT or nomination.union_id != held.union_id:
                why = f"{nomination.name}的申报现在是“{nomination.stage.label}”"
                cure = "请先不予通过，或办理公示后退出，再核减名额。"
                raise Refused(Reason(why, cure), title="现在不能核减名额")
            release_for(nomination, actor, now=now, reason=reason)
        _enter(
            held,
            Place.FORFEIT,
            places,
            actor,
            reason=reason,
            now=now,
            nomination_id=because_of.id if because_of else None,
            proposed_by=proposed_by,
        )


def settle(
    cycle: Cycle,
    wanted: Mapping[int, int],
    actor: Actor,
    *,
    reason: str,
    now: datetime,
    proposed_by: int | None = None,
) -> dict[int, int]:
    """Make the granted places of these unions (by id) what is wanted; returns the change of each that changed.

    All at once: if one of them cannot be, none is. A union without an allocation in this cycle gets one.
    """
    with transaction() as session:
        held = _all_locked(cycle)
        for union_id in sorted(wanted.keys() - held.keys()):
            held[union_id] = Allocation(
                cycle_id=cycle.id, union_id=union_id, granted=0, ceiling=0, reserved=0, committed=0
            )
            session.add(held[union_id])
        session.flush()
        changes = {union: number - held[union].granted for union, number in wanted.items()}
        changes = {union: by for union, by in changes.items() if by}
        refusals = []
        for union, by in sorted(changes.items()):
            kind = Place.GRANT if by > 0 else Place.FORFEIT
            try:
                _put(held[union], kind, abs(by), actor, reason=reason, now=now, proposed_by=proposed_by)
            except Refused as refusal:
                name = held[union].union.short_name
                refusals += [Reason(f"{name}：{each.why}", each.cure) for each in refusal.reasons]
        if refusals:
            raise Refused(*refusals, title="现在不能这样分配名额")
        session.flush()
    return changes


def transfer(
    source: Allocation,
    target: Allocation,
    places: int,
    actor: Actor,
    *,
    reason: str,
    now: datetime,
    proposed_by: int | None = None,
) -> None:
    """Move places from one union to another of the same cycle. Both are locked, the older one first."""
    with transaction():
        if source.id == target.id:
            raise Refused(Reason("调出和调入是同一个工会", "请另选一个工会。"), title="现在不能调剂名额")
        for allocation in sorted((source, target), key=lambda each: each.id):
            lock(allocation)
        if source.cycle_id != target.cycle_id:
            raise Refused(Reason("两个工会的名额不在同一届", "请在同一届评选中调剂。"), title="现在不能调剂名额")
        entries = (
            (source, Place.TRANSFER_OUT, target),
            (target, Place.TRANSFER_IN, source),
        )
        for allocation, kind, other in entries:
            _enter(allocation, kind, places, actor, reason=reason, now=now, other=other, proposed_by=proposed_by)


def reserve(recommendation: Recommendation, actor: Actor, *, now: datetime) -> None:
    """Hold a place for a recommendation that holds none."""
    with transaction():
        allocation = _locked(recommendation)
        if recommendation.place is not None:
            raise Refused(Reason("这名职工已经占用一个名额", "请刷新页面，按最新情况办理。"), title="现在不能推荐")
        _put(allocation, Place.RESERVE, 1, actor, now=now, nomination_id=recommendation.nomination_id)
        recommendation.place = Place.RESERVE
        db.session.flush()


def commit(recommendation: Recommendation, actor: Actor, *, now: datetime) -> None:
    """Turn a held place into a spent one: the city has found the nomination qualified."""
    with transaction():
        allocation = _locked(recommendation)
        if recommendation.place is not Place.RESERVE:
            raise Refused(Reason("这份推荐没有占用中的名额", "请刷新页面，按最新情况办理。"), title="现在不能落实名额")
        _enter(allocation, Place.COMMIT, 1, actor, now=now, nomination_id=recommendation.nomination_id)
        recommendation.place = Place.COMMIT
        db.session.flush()


def release(recommendation: Recommendation, actor: Actor, *, now: datetime, reason: str = "") -> None:
    """Give a place back to the union, held or spent; nothing happens where there is none."""
    with transaction():
        allocation = _locked(recommendation)
        if recommendation.place is None:
            return
        place, recommendation.place = recommendation.place, None
        entry = (Place.RELEASE, 1, actor)
        if place is Place.RESERVE:
            _enter(allocation, *entry, now=now, reason=reason, nomination_id=recommendation.nomination_id)
        else:
            _write(allocation, *entry, _freed(allocation), now, reason, recommendation.nomination_id)
            db.session.flush()


def release_for(nomination: Nomination, actor: Actor, *, now: datetime, reason: str = "") -> None:
    """Give back the place a nomination holds, if it holds one."""
    with transaction():
        if (recommendation := _recommendation_of(nomination)) is not None:
            release(recommendation, actor, now=now, reason=reason)


def commit_for(nomination: Nomination, actor: Actor, *, now: datetime) -> None:
    """Spend the place a nomination holds; nothing to do for one whose channel takes none."""
    with transaction():
        recommendation = _recommendation_of(nomination)
        if recommendation is not None and recommendation.place is Place.RESERVE:
            commit(recommendation, actor, now=now)


def _recommendation_of(nomination: Nomination) -> Recommendation | None:
    hold(nomination)
    return db.session.scalar(
        select(Recommendation)
        .where(Recommendation.nomination_id == nomination.id)
        .execution_options(populate_existing=True)
    )


def _locked(recommendation: Recommendation) -> Allocation:
    """The allocation behind a recommendation, locked; the recommendation as it is under that lock."""
    allocation = lock(db.session.get_one(Allocation, recommendation.allocation_id))
    if recommendation not in db.session.new:
        db.session.flush()
        db.session.refresh(recommendation)
    return allocation


def _all_locked(cycle: Cycle) -> dict[int, Allocation]:
    """Every allocation of the cycle by union, locked in the order of their ids."""
    lock(cycle)
    rows = db.session.scalars(
        select(Allocation)
        .where(Allocation.cycle_id == cycle.id)
        .order_by(Allocation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {each.union_id: each for each in rows}


def _enter(
    allocation: Allocation,
    kind: Place,
    places: int,
    actor: Actor,
    *,
    now: datetime,
    reason: str = "",
    nomination_id: int | None = None,
    other: Allocation | None = None,
    proposed_by: int | None = None,
) -> None:
    """One entry, written at once: a later lock of the same row must not read over it."""
    _put(
        allocation,
        kind,
        places,
        actor,
        now=now,
        reason=reason,
        nomination_id=nomination_id,
        other=other,
        proposed_by=proposed_by,
    )
    db.session.flush()


def _put(
    allocation: Allocation,
    kind: Place,
    places: int,
    actor: Actor,
    *,
    now: datetime,
    reason: str = "",
    nomination_id: int | None = None,
    other: Allocation | None = None,
    proposed_by: int | None = None,
) -> None:
    outcome = _balance(allocation).apply(kind, places, percent=_percent(allocation))
    if isinstance(outcome, list):
        reasons = [Reason(why, CURE.get(kind, "")) for why in outcome]
        raise Refused(*reasons, title=f"现在不能{kind.label}名额")
    _write(allocation, kind, places, actor, outcome, now, reason, nomination_id, other, proposed_by)


def _write(
    allocation: Allocation,
    kind: Place,
    places: int,
    actor: Actor,
    after: Balance,
    now: datetime,
    reason: str,
    nomination_id: int | None = None,
    other: Allocation | None = None,
    proposed_by: int | None = None,
) -> None:
    allocation.granted, allocation.reserved, allocation.committed = after.granted, after.reserved, after.committed
    allocation.ceiling = ceiling(after.granted, _percent(allocation))
    db.session.add(
        LedgerEntry(
            allocation_id=allocation.id,
            kind=kind,
            places=places,
            nomination_id=nomination_id,
            other_allocation_id=other.id if other else None,
            reason=reason,
            actor_id=actor.user_id,
            proposed_by=proposed_by,
            at=now,
        )
    )


def _freed(allocation: Allocation) -> Balance:
    """The balance after a spent place came back."""
    return replace(_balance(allocation), committed=allocation.committed - 1)


def _balance(allocation: Allocation) -> Balance:
    return Balance(allocation.granted, allocation.reserved, allocation.committed)


def _percent(allocation: Allocation) -> int:
    return programme_of(db.session.get_one(Cycle, allocation.cycle_id)).recommend_percent
