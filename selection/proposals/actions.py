"""Asking a second person, and what he says: nothing grave is done by one alone (四眼原则)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.programme import Cycle
from models.proposal import Proposal
from models.vocabulary import Act, ProposalState
from selection import mail
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.proposals import queries
from selection.proposals.carriers import Carrier, carrier
from selection.rules.standing import Actor


def propose(
    kind: str,
    actor: Actor,
    *,
    payload: dict[str, Any],
    title: str,
    reason: str,
    key: str,
    now: datetime,
    lines: Sequence[tuple[str, str]] = (),
    cycle_id: int | None = None,
    organisation_id: int | None = None,
) -> Proposal:
    """Ask a second person of ``organisation_id`` (the proposer's own by default) to have this done.

    ``payload`` is plain JSON for the carrier; ``title`` and ``lines`` tell it to people; ``key`` names what it is
    about, and only one proposal of a kind may be open about it.
    """
    wanted = carrier(kind)
    if actor.user_id is None or actor.role not in wanted.proposers:
        raise Refused(
            Reason("您现在的身份不能提请这件事", "请切换身份，或请经办人办理。"), title=f"现在不能{wanted.label}"
        )
    where = organisation_id or actor.organisation_id
    with transaction() as session:
        proposal = Proposal(
            kind=kind,
            subject_key=key,
            cycle_id=cycle_id,
            organisation_id=where,
            title=title,
            lines=[list(pair) for pair in lines],
            payload=payload,
            reason=reason,
            proposed_by=actor.user_id,
            proposer_name=actor.name,
            proposed_at=now,
        )
        session.add(proposal)
        session.flush()
        _note(Act.PROPOSE, proposal, actor, why=reason, now=now)
        cycle = session.get(Cycle, cycle_id) if cycle_id else None
        for reader in mail.to_role(proposal.organisation_id, *sorted(wanted.approvers)):
            if reader.id != actor.user_id:
                mail.write("proposed", to=reader, subject=f"请复核：{title}", now=now, cycle=cycle, proposal=proposal)
    return proposal


def approve(proposal: Proposal, actor: Actor, *, now: datetime) -> None:
    """Agree, and have it done at once: both or neither."""
    with transaction():
        lock(proposal)
        wanted = _decidable(proposal, actor)
        _decide(proposal, ProposalState.APPROVED, actor, why="", now=now)
        # Told before it is done: the chain then reads in the order of reasons, and a refusal takes both back.
        _note(Act.APPROVE, proposal, actor, why=proposal.reason, now=now)
        db.session.flush()
        wanted.carry_out(proposal.payload, actor, now)
        _tell_the_proposer(proposal, now=now)


def refuse(proposal: Proposal, actor: Actor, *, reason: str, now: datetime) -> None:
    """Do not agree; the proposer is told why."""
    with transaction():
        lock(proposal)
        _decidable(proposal, actor)
        _decide(proposal, ProposalState.REFUSED, actor, why=reason, now=now)
        _note(Act.REJECT, proposal, actor, why=reason, now=now)
        _tell_the_proposer(proposal, now=now)


def take_back(proposal: Proposal, actor: Actor, *, now: datetime) -> None:
    """The proposer thinks better of it."""
    with transaction():
        lock(proposal)
        title = "现在不能撤回提请"
        _refuse_unless_open(proposal, title)
        if proposal.proposed_by != actor.user_id:
            raise Refused(
                Reason(f"这件事由{proposal.proposer_name}提请", "只有提请人可以撤回；您可以不同意。"), title=title
            )
        _decide(proposal, ProposalState.WITHDRAWN, actor, why="", now=now)
        _note(Act.TAKE_BACK, proposal, actor, why="", now=now)


def _decidable(proposal: Proposal, actor: Actor) -> Carrier:
    wanted = carrier(proposal.kind)
    title = f"现在不能复核“{wanted.label}”"
    _refuse_unless_open(proposal, title)
    if not queries.is_approver(proposal, actor):
        raise Refused(Reason("您现在的身份不能复核这件事", "请切换身份，或请有权复核的人办理。"), title=title)
    if proposal.proposed_by == actor.user_id:
        raise Refused(Reason("这件事是您自己提请的", "请由另一位经办人复核，一人不能办完两步。"), title=title)
    return wanted


def _refuse_unless_open(proposal: Proposal, title: str) -> None:
    if proposal.state != ProposalState.OPEN:
        raise Refused(Reason(f"这件事{proposal.state.label}，不再等待复核", "请刷新页面，看最新的情况。"), title=title)


def _decide(proposal: Proposal, state: ProposalState, actor: Actor, *, why: str, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decider_name = state, actor.user_id, actor.name
    proposal.decided_at, proposal.decision_reason = now, why


def _note(act: Act, proposal: Proposal, actor: Actor, *, why: str, now: datetime) -> None:
    facts = {"proposal": proposal.id, "kind": proposal.kind}
    subject = proposal.title[:100]
    record(act, actor, now=now, cycle_id=proposal.cycle_id, subject=subject, why=why, facts=facts)


def _tell_the_proposer(proposal: Proposal, *, now: datetime) -> None:
    subject = f"{proposal.state.label}：{proposal.title}"[:120]
    cycle = db.session.get(Cycle, proposal.cycle_id) if proposal.cycle_id else None
    mail.write(
        "proposal_decided", to=queries.proposer(proposal), subject=subject, now=now, cycle=cycle, proposal=proposal
    )
