"""Asking experts to a review (聘请): drawn or chosen, they accept or decline; whoever is replaced keeps what he did."""

from datetime import datetime

from sqlalchemy import select

from models.expert import ExpertCall
from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from models.review import Assignment, Panel, PanelMember, Recusal, ScoreSheet
from models.vocabulary import Act, CallState, Stage
from selection import mail
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.experts import facts, pool
from selection.rules.conflicts import may_judge
from selection.rules.standing import Actor

REPLACED = "更换专家，未评的材料转给接替的专家"


def call(cycle: Cycle, expert_id: int, actor: Actor, *, now: datetime) -> ExpertCall:
    """Ask somebody of the pool without a draw."""
    with transaction() as session:
        lock(cycle)
        found = next((each for each in pool.candidates(cycle) if each.user_id == expert_id), None)
        if found is None or not found.may_be_asked:
            why = "；".join(found.bars) if found else "他不在专家库里"
            raise Refused(Reason(why, "请另选一位专家。"), title="现在不能聘请这位专家")
        asked = ExpertCall(
            cycle_id=cycle.id,
            expert_id=expert_id,
            stratum=found.stratum,
            place=1,
            state=CallState.INVITED,
            called_at=now,
        )
        session.add(asked)
        session.flush()
        record(Act.CALL_EXPERT, actor, now=now, cycle_id=cycle.id, subject=found.name)
        invite(asked, cycle, now=now)
    return asked


def invite(asked: ExpertCall, cycle: Cycle, *, now: datetime) -> None:
    """The letter that asks; inside the caller's transaction."""
    expert = db.session.get_one(User, asked.expert_id)
    mail.write("called", to=expert, subject=f"请参加{cycle.name}的专家评审", now=now, cycle=cycle)


def accept(asked: ExpertCall, actor: Actor, *, now: datetime) -> None:
    """Say yes. Whoever steps in for somebody takes his chair and what that one had not scored."""
    with transaction() as session:
        cycle = _held(asked)
        asked.state, asked.answered_at = CallState.ACCEPTED, now
        record(Act.ACCEPT_CALL, actor, now=now, cycle_id=cycle.id, subject=actor.name)
        if asked.replaces_id is not None:
            before = session.get_one(ExpertCall, asked.replaces_id)
            _take_over(cycle, before, asked, actor, now=now)


def decline(asked: ExpertCall, actor: Actor, *, reason: str, now: datetime) -> None:
    """Say no; the next who stands by in the same trade is asked at once."""
    with transaction():
        cycle = _held(asked)
        asked.state, asked.answered_at, asked.answer = CallState.DECLINED, now, reason
        record(Act.DECLINE_CALL, actor, now=now, cycle_id=cycle.id, subject=actor.name, why=reason)
        _ask_next(cycle, asked, asked.replaces_id, now=now)


def replace(asked: ExpertCall, actor: Actor, *, reason: str, now: datetime) -> None:
    """Let an expert go. What he handed in stays and counts; the rest waits for whoever steps in."""
    with transaction() as session:
        cycle = session.get_one(Cycle, asked.cycle_id)
        lock(cycle)
        lock(asked)
        if asked.state not in (CallState.ACCEPTED, CallState.INVITED):
            raise Refused(
                Reason(f"他现在是“{asked.state.label}”", "只有聘请中的专家可以更换。"), title="现在不能更换专家"
            )
        asked.state, asked.answered_at, asked.answer = CallState.REPLACED, now, reason
        name = session.get_one(User, asked.expert_id).name
        record(Act.REPLACE_EXPERT, actor, now=now, cycle_id=cycle.id, subject=name, why=reason)
        _step_down(cycle, asked, actor, now=now)
        _ask_next(cycle, asked, asked.id, now=now)


def _held(asked: ExpertCall) -> Cycle:
    """The cycle and the call, held; refused where it has been answered."""
    cycle = db.session.get_one(Cycle, asked.cycle_id)
    lock(cycle)
    lock(asked)
    if asked.state is not CallState.INVITED:
        raise Refused(
            Reason(f"这份聘请现在是“{asked.state.label}”", "请刷新页面，看最新情况。"), title="现在不能答复这份聘请"
        )
    return cycle


def _ask_next(cycle: Cycle, before: ExpertCall, replaces_id: int | None, *, now: datetime) -> None:
    """The first who stands by in the same draw and trade."""
    standing_by = (
        select(ExpertCall)
        .where(ExpertCall.cycle_id == cycle.id, ExpertCall.state == CallState.RESERVE)
        .where(ExpertCall.draw_id == before.draw_id, ExpertCall.stratum == before.stratum)
        .order_by(ExpertCall.place)
        .limit(1)
    )
    following = db.session.scalars(standing_by).one_or_none()
    if following is not None:
        following.state, following.called_at, following.replaces_id = CallState.INVITED, now, replaces_id
        invite(following, cycle, now=now)


def _open_tasks(cycle_id: int, expert_id: int) -> list[Assignment]:
    """What somebody has still to score."""
    query = (
        select(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, Assignment.expert_id == expert_id)
        .where(Nomination.stage == Stage.ASSIGNED)
        .where(Recusal.assignment_id.is_(None), ScoreSheet.handed_in_at.is_(None))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(query))


def _step_down(cycle: Cycle, asked: ExpertCall, actor: Actor, *, now: datetime) -> None:
    """He leaves the panel and sees nothing more of what he has not scored."""
    for seat in _seats(cycle.id, asked.expert_id):
        seat.left_at = now
    for task in _open_tasks(cycle.id, asked.expert_id):
        db.session.add(
            Recusal(assignment_id=task.id, reason=REPLACED, declared_by=actor.user_id, at=now, is_handed_over=True)
        )


def _seats(cycle_id: int, expert_id: int) -> list[PanelMember]:
    query = select(PanelMember).join(Panel, Panel.id == PanelMember.panel_id)
    return list(db.session.scalars(query.where(Panel.cycle_id == cycle_id, PanelMember.expert_id == expert_id)))


def _take_over(cycle: Cycle, before: ExpertCall, after: ExpertCall, actor: Actor, *, now: datetime) -> None:
    """His chair, and of his open dossiers those that the newcomer may judge."""
    seats = [each for each in _seats(cycle.id, before.expert_id) if each.left_at]
    for seat in seats:
        db.session.add(PanelMember(panel_id=seat.panel_id, expert_id=after.expert_id))
    waiting = db.session.scalars(
        select(Assignment)
        .join(Recusal, Recusal.assignment_id == Assignment.id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(Assignment.expert_id == before.expert_id, Recusal.is_handed_over)
        .where(Nomination.cycle_id == cycle.id, Nomination.stage == Stage.ASSIGNED)
    ).all()
    newcomer = facts.experts([after.expert_id])[after.expert_id]
    nominations = [db.session.get_one(Nomination, each.nomination_id) for each in waiting]
    taken = set(db.session.scalars(select(Assignment.nomination_id).where(Assignment.expert_id == after.expert_id)))
    for task, dossier in zip(waiting, facts.dossiers(nominations), strict=True):
        if may_judge(newcomer, dossier, by_trade=False) and dossier.nomination_id not in taken:
            db.session.add(
                Assignment(
                    nomination_id=task.nomination_id,
                    panel_id=task.panel_id,
                    expert_id=after.expert_id,
                    assigned_at=now,
                )
            )
    record(Act.DEAL, actor, now=now, cycle_id=cycle.id, subject=f"接替{before.expert.name}")
