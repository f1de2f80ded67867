"""互访互评: the people of the candidates' own units score one another, instead of experts.

Whoever is asked becomes an expert of his own unit, so that the rule about conflicts keeps him from his own candidate,
and no list of experts offers him for another award.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.nomination import Nomination
from models.people import Membership, Organisation, User
from models.programme import Cycle
from models.vocabulary import Act, Role, Stage
from selection import workflow
from selection.audit.record import record
from selection.database import db
from selection.rules.conflicts import name_key
from selection.rules.standing import Actor

OF_A_UNIT = (Role.NOMINEE, Role.UNIT_HEAD, Role.UNIT_OFFICER)
LEADER = "领衔人"


@dataclass(frozen=True)
class Peer:
    """Somebody of a candidate's unit; ``is_leader``: his name stands in that form as who leads or is put forward."""

    user_id: int
    name: str
    unit_id: int
    unit: str
    is_leader: bool

    @property
    def label(self) -> str:
        """As a list offers him."""
        return f"{self.name}，{self.unit}{f'，{LEADER}' if self.is_leader else ''}"


def is_by_peers(cycle: Cycle) -> bool:
    """Whether this cycle's candidates visit and score one another."""
    return workflow.programme_of(cycle).scoring.peers


def peers(cycle_id: int) -> list[Peer]:
    """Everybody with an account in a unit that has a candidate waiting or under review; leaders first. Two queries."""
    leading: dict[int, set[str]] = defaultdict(set)
    entered = select(Nomination.unit_id, Nomination.name, Nomination.answers)
    entered = entered.where(Nomination.cycle_id == cycle_id, Nomination.stage.in_((Stage.QUALIFIED, Stage.ASSIGNED)))
    for unit_id, name, answers in db.session.execute(entered):
        rows = [row for each in answers.values() if isinstance(each, list) for row in each if isinstance(row, dict)]
        named = [name, answers.get("leader"), *(row.get("leader") for row in rows)]
        leading[unit_id] |= {name_key(str(each)) for each in named if each}
    held = (
        select(User.id, User.name, Organisation.id, Organisation.short_name)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role.in_(OF_A_UNIT), Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .where(Organisation.id.in_(list(leading)))
        .distinct()
    )
    found = [
        Peer(user_id, name, unit_id, unit, name_key(name) in leading[unit_id])
        for user_id, name, unit_id, unit in db.session.execute(held)
    ]
    return sorted(found, key=lambda each: (not each.is_leader, each.unit_id, each.user_id))


def entitle(cycle: Cycle, chosen: Sequence[Peer], actor: Actor, *, now: datetime) -> None:
    """Let these people score for this house, each as somebody of his unit; inside the caller's transaction."""
    holding = select(Membership.user_id, Membership.organisation_id).where(
        Membership.role == Role.EXPERT, Membership.withdrawn_at.is_(None)
    )
    held = set(map(tuple, db.session.execute(holding.where(Membership.user_id.in_([each.user_id for each in chosen])))))
    for each in chosen:
        if (each.user_id, each.unit_id) not in held:
            member = Membership(user_id=each.user_id, organisation_id=each.unit_id, role=Role.EXPERT, since_at=now)
            db.session.add(member)
            why = f"{each.unit}，{Role.EXPERT.label}，互访互评"
            record(Act.ENTITLE, actor, now=now, cycle_id=cycle.id, subject=each.name, why=why)
