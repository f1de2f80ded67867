"""Changes of places that two persons of the city agree on (四眼): one asks, with a reason, another has it done.

The first sharing out of a cycle's places is one officer's work; whatever moves them after that comes through here. What
cannot be done as the books stand is refused when it is asked for, and looked at again when it is agreed to.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.nomination import Nomination
from models.programme import Allocation, Cycle
from models.proposal import Proposal
from models.vocabulary import Place, Role
from selection.database import db
from selection.errors import Reason, Refused
from selection.places import actions, ledger, queries
from selection.proposals.actions import propose
from selection.proposals.carriers import carries_out
from selection.rules.standing import Actor

CITY = (Role.CITY_OFFICER,)


def propose_grant(
    cycle: Cycle, wanted: Mapping[int, int], actor: Actor, *, reason: str, now: datetime
) -> Proposal | None:
    """Ask for other numbers of places; None where nothing would change."""
    accounts = {each.union_id: each for each in queries.accounts(cycle.id, every=True)}
    changes = [(accounts[union], number) for union, number in wanted.items() if accounts[union].granted != number]
    if not changes:
        return None
    return propose(
        "places_grant",
        actor,
        payload={"cycle": cycle.id, "wanted": {str(each.union_id): n for each, n in changes}, **_asked(actor, reason)},
        title=f"调整 {len(changes)} 个工会的推荐名额",
        reason=reason,
        lines=[(each.union, f"{each.granted} 个改为 {number} 个") for each, number in changes],
        key=f"cycle-{cycle.id}",
        cycle_id=cycle.id,
        now=now,
    )


def propose_transfer(
    source: Allocation, target: Allocation, places: int, actor: Actor, *, reason: str, now: datetime
) -> Proposal:
    """Ask for places to be moved from one union to another."""
    if source.id == target.id:
        raise Refused(Reason("调出和调入是同一个工会", "请另选一个工会。"), title="现在不能调剂名额")
    _refuse_unless_free(source, Place.TRANSFER_OUT, places)
    return propose(
        "places_transfer",
        actor,
        payload={"source": source.id, "target": target.id, "places": places, **_asked(actor, reason)},
        title=f"从{source.union.name}调剂 {places} 个名额给{target.union.name}",
        reason=reason,
        lines=[("调出工会", source.union.name), ("调入工会", target.union.name), ("名额", f"{places} 个")],
        key=f"allocation-{source.id}-{target.id}",
        cycle_id=source.cycle_id,
        now=now,
    )


def propose_forfeiture(
    allocation: Allocation,
    places: int,
    actor: Actor,
    *,
    reason: str,
    now: datetime,
    because_of: Nomination | None = None,
) -> Proposal:
    """Ask for places to be taken back; ``because_of`` a nominee of the union who was found unworthy."""
    if because_of is None:
        _refuse_unless_free(allocation, Place.FORFEIT, places)
    lines = [("工会", allocation.union.name), ("名额", f"{places} 个")]
    if because_of is not None:
        lines.append(("涉及", f"{because_of.name}，{because_of.receipt or ''}，{because_of.stage.label}"))
    payload = {"allocation": allocation.id, "places": places, "nomination": because_of.id if because_of else None}
    return propose(
        "places_forfeiture",
        actor,
        payload={**payload, **_asked(actor, reason)},
        title=f"核减{allocation.union.name}的 {places} 个名额",
        reason=reason,
        lines=lines,
        key=f"allocation-{allocation.id}",
        cycle_id=allocation.cycle_id,
        now=now,
    )


def _asked(actor: Actor, reason: str) -> dict[str, Any]:
    return {"by": actor.user_id, "reason": reason}


def _refuse_unless_free(allocation: Allocation, kind: Place, places: int) -> None:
    if reasons := ledger.why_not(allocation, kind, places):
        raise Refused(*reasons, title=f"现在不能{kind.label}名额")


@carries_out("places_grant", label="调整分配名额", proposers=CITY, approvers=CITY)
def _grant(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    cycle = db.session.get_one(Cycle, payload["cycle"])
    wanted = {int(union): number for union, number in payload["wanted"].items()}
    actions.grant(cycle, wanted, actor, reason=payload["reason"], now=now, proposed_by=payload["by"])


@carries_out("places_transfer", label="调剂名额", proposers=CITY, approvers=CITY)
def _transfer(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    source, target = (db.session.get_one(Allocation, payload[side]) for side in ("source", "target"))
    told = {"reason": payload["reason"], "now": now, "proposed_by": payload["by"]}
    actions.transfer(source, target, payload["places"], actor, **told)


@carries_out("places_forfeiture", label="核减名额", proposers=CITY, approvers=CITY)
def _forfeit(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    allocation = db.session.get_one(Allocation, payload["allocation"])
    nominee = db.session.get_one(Nomination, payload["nomination"]) if payload["nomination"] else None
    told = {"reason": payload["reason"], "now": now, "proposed_by": payload["by"]}
    actions.forfeit(allocation, payload["places"], actor, because_of=nominee, **told)
