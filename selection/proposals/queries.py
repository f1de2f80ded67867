"""What waits for a second person, and what was decided."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select

from models.people import User
from models.proposal import Proposal
from models.vocabulary import ProposalState, Role
from selection.database import db
from selection.paging import Page, part
from selection.proposals.carriers import carrier, decided_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo


def visible_to(actor: Actor) -> Select[Proposal]:
    """Where every read begins: what one proposed, what one may decide; the supervisor sees all."""
    if actor.role == Role.SUPERVISOR:
        return select(Proposal)
    deciding = (Proposal.organisation_id == actor.organisation_id) & Proposal.kind.in_(decided_by(actor.role))
    return select(Proposal).where(or_(Proposal.proposed_by == actor.user_id, deciding))


def get(actor: Actor, proposal_id: int) -> Proposal | None:
    """One proposal within reach."""
    return db.session.scalars(visible_to(actor).where(Proposal.id == proposal_id)).first()


def listed(actor: Actor, *, page: int = 1) -> Page[Proposal]:
    """What waits first, then the latest decided. Two queries."""
    reachable = visible_to(actor)
    total = db.session.scalar(select(func.count()).select_from(reachable.subquery())) or 0
    ordered = reachable.order_by(Proposal.state != ProposalState.OPEN, Proposal.id.desc())
    rows = db.session.scalars(part(ordered, page)).all()
    return Page(rows, total, page)


def is_approver(proposal: Proposal, actor: Actor) -> bool:
    """Whether this role, there, may decide it; that it is somebody else's proposal is asked apart."""
    return actor.organisation_id == proposal.organisation_id and actor.role in carrier(proposal.kind).approvers


def may_decide(proposal: Proposal, actor: Actor) -> bool:
    """Whether the page offers a decision."""
    is_open = proposal.state == ProposalState.OPEN
    return is_open and is_approver(proposal, actor) and proposal.proposed_by != actor.user_id


def may_take_back(proposal: Proposal, actor: Actor) -> bool:
    """Whether the page offers to withdraw it."""
    return proposal.state == ProposalState.OPEN and proposal.proposed_by == actor.user_id


def proposer(proposal: Proposal) -> User:
    """Who asked."""
    return db.session.get_one(User, proposal.proposed_by)


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """What waits for this person's second look, for roles that decide anything."""
    kinds = decided_by(actor.role)
    if not kinds:
        return []
    waiting = select(func.count(Proposal.id)).where(
        Proposal.organisation_id == actor.organisation_id,
        Proposal.state == ProposalState.OPEN,
        Proposal.kind.in_(kinds),
        Proposal.proposed_by != actor.user_id,
    )
    return [Question(waiting, _to_decide)]


def _to_decide(number: int) -> Todo | None:
    return Todo(f"复核 {number} 件提请", "另一位经办人提请，等您复核", "proposals.index") if number else None
