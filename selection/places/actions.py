"""What the city does with the places of the unions, each with its reason, its event and its letters.

Once places have been shared out, two persons of the city change them: see ``selection.places.proposing``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from models.nomination import Nomination
from models.people import Organisation
from models.programme import Allocation, Cycle
from models.vocabulary import Act, Role
from selection import mail
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.places import ledger
from selection.register.queries import bans
from selection.rules.standing import Actor


def grant(
    cycle: Cycle,
    wanted: Mapping[int, int],
    actor: Actor,
    *,
    reason: str,
    now: datetime,
    proposed_by: int | None = None,
) -> dict[int, int]:
    """Set how many places each of these unions (by id) has; returns what changed. All of it or nothing."""
    with transaction():
        _refuse_closed(cycle)
        _refuse_banned(cycle, [union for union, places in wanted.items() if places])
        changes = ledger.settle(cycle, wanted, actor, reason=reason, now=now, proposed_by=proposed_by)
        if changes:
            facts = {"changes": {str(union): by for union, by in changes.items()}}
            record(Act.GRANT, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=reason, facts=facts)
            _tell(cycle, changes, reason, now)
    return changes


def _refuse_banned(cycle: Cycle, unions: Iterable[int]) -> None:
    banned = [Reason(f"{name}：{why}", "请把它的名额改为 0。") for name, why in bans.all_banned(unions, cycle)]
    if banned:
        raise Refused(*banned, title="现在不能这样分配名额")


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
    """Move places from one union to another."""
    with transaction():
        cycle = db.session.get_one(Cycle, source.cycle_id)
        _refuse_closed(cycle)
        ledger.transfer(source, target, places, actor, reason=reason, now=now, proposed_by=proposed_by)
        subject = f"{source.union.name}调剂给{target.union.name}"
        facts = {"places": places, "from": source.union_id, "to": target.union_id}
        record(Act.TRANSFER, actor, now=now, cycle_id=cycle.id, subject=subject, why=reason, facts=facts)
        _tell(cycle, {source.union_id: -places, target.union_id: places}, reason, now)


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
    """Take places back from a union; ``because_of`` a nominee of its own whose material was false."""
    with transaction():
        cycle = db.session.get_one(Cycle, allocation.cycle_id)
        _refuse_closed(cycle)
        ledger.forfeit(
            allocation, places, actor, reason=reason, now=now, because_of=because_of, proposed_by=proposed_by
        )
        facts: dict[str, object] = {"places": places, "union": allocation.union_id}
        record(
            Act.FORFEIT,
            actor,
            now=now,
            cycle_id=cycle.id,
            nomination=because_of,
            subject=allocation.union.name,
            why=reason,
            facts=facts,
        )
        _tell(cycle, {allocation.union_id: -places}, reason, now)


def _refuse_closed(cycle: Cycle) -> None:
    lock(cycle)
    if cycle.closed_at is not None:
        raise Refused(Reason(f"{cycle.name}已经结束", "请在届次列表中查看。"), title="现在不能调整名额")


def _tell(cycle: Cycle, changes: Mapping[int, int], reason: str, now: datetime) -> None:
    """A letter to officers and heads of every union whose places changed."""
    rows = db.session.execute(
        select(Allocation, Organisation)
        .join(Organisation, Organisation.id == Allocation.union_id)
        .where(Allocation.cycle_id == cycle.id, Allocation.union_id.in_(changes))
        .order_by(Allocation.id)
    )
    for allocation, union in rows.all():
        for user in mail.to_role(union.id, Role.UNION_OFFICER, Role.UNION_HEAD):
            mail.write(
                "places_changed",
                to=user,
                subject=f"{cycle.name}推荐名额有变动",
                now=now,
                cycle=cycle,
                union=union,
                allocation=allocation,
                by=changes[union.id],
                why=reason,
            )
