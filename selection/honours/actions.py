"""Making the decision: one document, and with it every honour and every certificate's number, whole or not at all."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from models.honour import Decision, Honour
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Act, Basis, Stage, SubjectKind
from selection import clock, workflow
from selection.audit.record import record
from selection.certificates import actions as certificates
from selection.certificates.numbers import take
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.honours import letters, queries
from selection.honours.letters import Named
from selection.honours.queries.deciding import Candidate, Draft, organ_of, series
from selection.register.actions.takeover import take_over
from selection.rules import decisions as rules
from selection.rules.numbering import document_number
from selection.rules.standing import Actor

NO_MORE = "表彰决定已经作出，不再递补"


def decide(
    cycle: Cycle,
    actor: Actor,
    *,
    decided_on: date,
    seen: str,
    now: datetime,
    draw: certificates.Draw = secrets.token_bytes,
) -> Decision:
    """Honour everybody who has been before the public, and close the reserve list. Unused places stay unused.

    ``seen``: digest of the draft the officer has read; another list than that is refused.
    ``draw``: where the codes of the certificates come from.
    """
    with transaction() as session:
        lock(cycle)
        nominations = queries.hold(cycle.id, Stage.PUBLICISED, Stage.RESERVED)
        today = clock.on(now)
        draft = queries.draft(cycle, queries.decision_of(cycle.id), on=decided_on, today=today)
        _refuse_unless_ready(draft, decided_on, today, seen)
        organ = organ_of(cycle)
        decision = Decision(
            cycle_id=cycle.id,
            number=document_number(organ, decided_on.year, take(series(organ, decided_on.year))),
            title=draft.title,
            body=draft.body,
            decided_on=decided_on,
            made_by=actor.user_id,
            made_at=now,
        )
        cycle.naming_on = decided_on
        session.add(decision)
        session.flush()
        named = _name(cycle, draft, decision, nominations, actor, now, draw)
        passed = [each for each in nominations.values() if each.stage == Stage.RESERVED]
        for nomination in passed:
            workflow.advance(nomination, Act.PASS_OVER, actor, now=now, why=NO_MORE)
        facts = {"number": decision.number, **{title.key: len(roll) for title, roll in draft.rolls}}
        record(Act.DECIDE, actor, now=now, cycle_id=cycle.id, subject=decision.title, facts=facts)
        take_over([honour for _, honour, _ in named], now=now)
        _freeze_order(draft, named)
        letters.tell(decision, named, nominations, now=now)
        letters.tell_passed(cycle, passed, now=now)
    return decision


def _refuse_unless_ready(draft: Draft, decided_on: date, today: date, seen: str) -> None:
    reasons = list(draft.obstacles)
    if not reasons:
        ends_on = draft.notice.ends_on if draft.notice else None
        reasons = [Reason(each.why, each.cure) for each in rules.dating(decided_on, ends_on=ends_on, today=today)]
    if not reasons and seen != draft.digest:
        reasons = [Reason("名单在您看过以后有变化", "请重新看过名单，再作出决定。")]
    if reasons:
        raise Refused(*reasons, title="现在不能作出表彰决定")


def _name(
    cycle: Cycle,
    draft: Draft,
    decision: Decision,
    nominations: Mapping[int, Nomination],
    actor: Actor,
    now: datetime,
    draw: certificates.Draw,
) -> Named:
    """Enter everybody on the list in the register and give each his certificate's number."""
    titles = {title.key: title for title, _ in draft.rolls}
    entered = [(each, _honour(cycle, each, titles[each.title_key or ""].name, decision)) for each in draft.candidates]
    drawn = certificates.draw_up(cycle, [(honour, each.name) for each, honour in entered], draw=draw)
    named = [(each, honour, certificate) for (each, honour), certificate in zip(entered, drawn, strict=True)]
    for each, honour, certificate in named:
        facts = {"title": honour.title_name, "decision": decision.number, "certificate": certificate.number}
        workflow.advance(nominations[each.nomination_id], Act.HONOUR, actor, now=now, facts=facts)
    return named


def _freeze_order(draft: Draft, named: Named) -> None:
    """Write down where each stands on the list as read, so that a later table of strokes moves nobody."""
    places = {each.nomination_id: at for _, roll in draft.shown for at, each in enumerate(roll, start=1)}
    for each, honour, _ in named:
        honour.list_place = places[each.nomination_id]


def _honour(cycle: Cycle, candidate: Candidate, title: str, decision: Decision) -> Honour:
    programme = workflow.programme_of(cycle)
    is_person = programme.subject is SubjectKind.PERSON
    return Honour(
        person_id=candidate.person_id,
        subject_kind=programme.subject,
        subject_name="" if is_person else candidate.name,
        subject_key=None if is_person else candidate.subject_key,
        programme_key=cycle.programme_key,
        title_key=candidate.title_key or "",
        title_name=title,
        batch_year=cycle.batch_year,
        named_on=decision.decided_on,
        basis=Basis.SELECTION,
        unit_name=candidate.unit_name,
        occupation=candidate.occupation,
        decision_id=decision.id,
        nomination_id=candidate.nomination_id,
    )
