"""What the city does while checking: tick, ask, note answers, pass."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from models.nomination import Nomination
from models.programme import Cycle
from models.vetting import Inquiry, Tick
from models.vocabulary import Act, Answer, Stage
from selection import workflow
from selection.audit.record import record
from selection.database import db, lock, savepoint, transaction
from selection.errors import Reason, Refused
from selection.places import ledger
from selection.rules.standing import Actor
from selection.vetting import queries


def tick(nomination: Nomination, actor: Actor, *, marks: Mapping[str, tuple[bool, str]], now: datetime) -> None:
    """Note for each requirement whether it is met, with a remark: check key -> (met, remark)."""
    with transaction() as session:
        lock(nomination)
        _must_stand_here(nomination, "核对要件")
        known = {check.key for check in workflow.programme_of(nomination.cycle).checks}
        if strange := set(marks) - known:
            raise Refused(Reason(f"没有这些要件：{'、'.join(sorted(strange))}", "请刷新页面后再核对。"))
        ticked = queries.ticks_of(nomination.id)
        for key, (is_met, note) in marks.items():
            row = ticked.get(key) or Tick(nomination_id=nomination.id, check_key=key)
            row.is_met, row.note, row.ticked_by, row.ticked_at = is_met, note, actor.user_id, now
            session.add(row)
        unmet = [key for key, (is_met, _) in marks.items() if not is_met]
        record(Act.TICK, actor, now=now, nomination=nomination, facts={"marked": sorted(marks), "unmet": unmet})


def ask(nominations: Sequence[Nomination], actor: Actor, *, departments: Iterable[str], now: datetime) -> int:
    """Ask these departments about these nominations; nobody is asked twice. Returns the number of new inquiries."""
    wanted, made = list(departments), 0
    with transaction() as session:
        for nomination in nominations:
            lock(nomination)
            _must_stand_here(nomination, "征求意见")
            known = {each.key for each in workflow.programme_of(nomination.cycle).departments}
            asked = queries.inquiries_of(nomination.id)
            new = [key for key in wanted if key in known and key not in asked]
            session.add_all(Inquiry(nomination_id=nomination.id, department=key, asked_at=now) for key in new)
            if new:
                record(Act.ASK, actor, now=now, nomination=nomination, facts={"departments": new})
            made += len(new)
    return made


def answer(
    answers: Mapping[int, tuple[Answer, str]], actor: Actor, *, cycle: Cycle, department: str, now: datetime
) -> int:
    """Note what one department answered: inquiry id -> (answer, remark). Returns how many were noted."""
    with transaction() as session:
        inquiries = session.scalars(
            select(Inquiry)
            .join(Nomination, Nomination.id == Inquiry.nomination_id)
            .where(Inquiry.id.in_(answers), Inquiry.department == department, Nomination.cycle_id == cycle.id)
            .order_by(Inquiry.nomination_id)
        ).all()
        for inquiry in inquiries:
            nomination = lock(session.get_one(Nomination, inquiry.nomination_id))
            _must_stand_here(nomination, "登记答复")
            inquiry.answer, inquiry.note = answers[inquiry.id]
            inquiry.answered_at = None if inquiry.answer == Answer.PENDING else now
            inquiry.recorded_by = actor.user_id
            facts = {"department": department, "answer": str(inquiry.answer)}
            record(Act.ANSWER, actor, now=now, nomination=nomination, facts=facts)
    return len(inquiries)


def pass_on(nomination: Nomination, actor: Actor, *, now: datetime) -> None:
    """Find the nomination qualified; its place is now used for good."""
    with transaction():
        ledger.hold(nomination)
        lock(nomination)
        refusals = [Reason(why) for why in queries.obstacles(nomination)] if nomination.stage == Stage.FORWARDED else []
        if refusals:
            raise Refused(*refusals, title=f"{nomination.name}的材料现在不能审查合格")
        workflow.advance(nomination, Act.PASS, actor, now=now)
        ledger.commit_for(nomination, actor, now=now)


def pass_all(nominations: Sequence[Nomination], actor: Actor, *, now: datetime) -> dict[int, list[str]]:
    """Pass each that can be passed; who cannot stays as he was. Returns reasons by nomination id, none for passed."""
    told: dict[int, list[str]] = {}
    with transaction():
        for nomination in nominations:
            try:
                with savepoint():
                    pass_on(nomination, actor, now=now)
            except Refused as refusal:
                told[nomination.id] = [reason.why for reason in refusal.reasons]
                db.session.expire(nomination)
            else:
                told[nomination.id] = []
    return told


def _must_stand_here(nomination: Nomination, what: str) -> None:
    if nomination.stage not in queries.AT_THE_CITY:
        here = f"{nomination.name}的材料现在是“{nomination.stage.label}”"
        raise Refused(Reason(here, "请刷新页面，按最新情况办理。"), title=f"现在不能{what}")
