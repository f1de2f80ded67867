"""What is done for an interview: sittings, the draw, calling, sheets, closing, letting through."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.interview import Sitting, SittingJudge, Slot, SlotSheet
from models.nomination import Nomination
from models.programme import Cycle
from models.vocabulary import Act, Role, Stage
from selection import mail, scoresheets, workflow
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.interviews import queries
from selection.review.queries import experts
from selection.rules import running_order, scoring
from selection.rules.naming import plain
from selection.rules.programme import Interview
from selection.rules.standing import Actor

NO_CHANGE, NOT_THROUGH = "现在不能更改这一场面试", "现在不能登记面试通过"


def arrange(
    cycle: Cycle,
    actor: Actor,
    *,
    name: str,
    place: str,
    starts_at: datetime,
    judge_ids: Sequence[int],
    at_most: int,
    now: datetime,
) -> Sitting:
    """A sitting for the first ``at_most`` who wait, by receipt; whoever was absent from a closed one waits again."""
    with transaction() as session:
        lock(cycle)
        rules = _rules(cycle)
        candidates = queries.unplaced(cycle.id)[:at_most]
        known = {row[0] for row in experts(cycle.organiser_id)}
        refusals = [Reason("所选的人不在专家名单里", "请刷新页面后再选。") for each in judge_ids if each not in known]
        if len(judge_ids) < rules.sheets:
            refusals.append(Reason(f"选了 {len(judge_ids)} 名评委，至少要 {rules.sheets} 名", "请再选几名。"))
        if not candidates:
            refusals.append(Reason("没有等待安排的人选", "资格审查合格的会出现在这里。"))
        if queries.named(cycle.id, name):
            refusals.append(Reason(f"已经有叫“{name}”的场次", "请换一个名称。"))
        if refusals:
            raise Refused(*refusals, title="现在不能安排这一场面试")
        sitting = Sitting(
            cycle_id=cycle.id, name=name, place=place, starts_at=starts_at, minutes=rules.minutes, pause=rules.pause
        )
        session.add(sitting)
        session.flush()
        session.add_all(SittingJudge(sitting_id=sitting.id, judge_id=each) for each in judge_ids)
        for nomination in candidates:
            _place(nomination, sitting)
        why = f"{len(candidates)} 人，评委 {len(judge_ids)} 名"
        record(Act.ARRANGE_SITTING, actor, now=now, cycle_id=cycle.id, subject=name, why=why)
    return sitting


def _place(nomination: Nomination, sitting: Sitting) -> None:
    """A slot in this sitting; one that was missed elsewhere is given back."""
    missed = queries.slot(nomination.id)
    if missed is None:
        db.session.add(Slot(nomination_id=nomination.id, sitting_id=sitting.id))
        return
    missed.sitting_id, missed.is_absent, missed.position, missed.starts_at = sitting.id, False, None, None


def draw(sitting: Sitting, actor: Actor, *, seed: str, now: datetime) -> list[str]:
    """Draw the running order once and write it to the units. Returns the receipt numbers in order.

    ``seed`` is recorded with the order, so that both can be checked by anybody (``rules.running_order``).
    """
    with transaction():
        cycle = lock(db.session.get_one(Cycle, sitting.cycle_id))
        if lock(sitting).drawn_at is not None:
            raise Refused(Reason("顺序已经抽签排定", "抽签只进行一次，结果不变。"), title="现在不能抽签")
        held = {row.receipt: row.Slot for row in queries.slots(sitting.id) if row.stage == Stage.INTERVIEWING}
        order = running_order.draw(held, seed)
        begins = running_order.times(sitting.starts_at, len(order), minutes=sitting.minutes, pause=sitting.pause)
        sitting.seed, sitting.drawn_at = seed, now
        for position, (receipt, starts_at) in enumerate(zip(order, begins, strict=True), start=1):
            held[receipt].position, held[receipt].starts_at = position, starts_at
            _tell(held[receipt], sitting, cycle, now)
        facts = {"seed": seed, "order": order}
        record(Act.DRAW_ORDER, actor, now=now, cycle_id=cycle.id, subject=sitting.name, why=seed, facts=facts)
    return order


def _tell(slot: Slot, sitting: Sitting, cycle: Cycle, now: datetime) -> None:
    """A letter to the unit: when and where."""
    nomination = slot.nomination
    for officer in mail.to_role(nomination.unit_id, Role.UNIT_OFFICER):
        subject = f"{nomination.name}的面试安排"
        facts: dict[str, Any] = {"slot": slot, "sitting": sitting, "cycle": cycle}
        mail.write("interview", to=officer, subject=subject, now=now, nomination=nomination, **facts)


def call(slot: Slot, actor: Actor, *, now: datetime) -> None:
    """Call a candidate in: from now on the judges may score him."""
    with transaction():
        sitting = _open(slot)
        if slot.called_at is None:
            slot.called_at, slot.is_absent = now, False
            record(Act.CALL_IN, actor, now=now, nomination=slot.nomination, subject=sitting.name)


def miss(slot: Slot, actor: Actor, *, now: datetime) -> None:
    """Note that a candidate did not come; after the sitting he can be placed in another."""
    with transaction():
        sitting = _open(slot)
        if slot.called_at is not None:
            raise Refused(Reason("已经请他入场", "入场以后不能再登记缺席。"), title="现在不能登记缺席")
        if not slot.is_absent:
            slot.is_absent = True
            record(Act.MISS_SITTING, actor, now=now, nomination=slot.nomination, subject=sitting.name)


def _open(slot: Slot) -> Sitting:
    """The sitting of a slot, locked, drawn and not closed; the slot as it is now."""
    sitting = lock(db.session.get_one(Sitting, slot.sitting_id))
    db.session.refresh(slot)
    if sitting.closed_at is not None:
        raise Refused(Reason(f"{sitting.name}已经结束", "结果保持原样。"), title=NO_CHANGE)
    if sitting.drawn_at is None:
        raise Refused(Reason("还没有抽签排定顺序", "请先抽签。"), title=NO_CHANGE)
    return sitting


def keep_draft(
    hearing: queries.Hearing, actor: Actor, *, typed: Mapping[str, str], comment: str, now: datetime
) -> None:
    """Keep an unfinished sheet as it was typed; one that was handed in is changed by handing it in again."""
    with transaction() as session:
        sheet = _sheet(hearing, actor)
        scoresheets.draft(sheet, typed=typed, comment=comment, now=now)
        session.add(sheet)


def hand_in(
    hearing: queries.Hearing, actor: Actor, *, points: Mapping[str, Decimal | None], comment: str, now: datetime
) -> None:
    """Hand in a complete sheet, or change one that was handed in, as long as the sitting is open."""
    rules = _rules(hearing.cycle)
    with transaction() as session:
        sheet = _sheet(hearing, actor)
        scoresheets.complete(sheet, rules, points=points, comment=comment, now=now)
        session.add(sheet)
        record(Act.SCORE_INTERVIEW, actor, now=now, nomination=hearing.nomination, subject=hearing.sitting.name)


def _sheet(hearing: queries.Hearing, actor: Actor) -> SlotSheet:
    """The judge's own sheet, a new one if there is none yet, while the sitting is locked against its closing."""
    nomination_id = hearing.slot.nomination_id
    lock(hearing.sitting)
    found = queries.hearing(actor, nomination_id)
    if found is None:
        raise Refused(Reason("这一场面试已经结束，或这位人选已不在场", "评分表保持原样。"), title="现在不能评分")
    return found.sheet or SlotSheet(nomination_id=nomination_id, judge_id=actor.user_id)


def close(sitting: Sitting, actor: Actor, *, now: datetime) -> int:
    """End a sitting: everybody who was heard gets his total. Returns how many.

    Refused while somebody is neither called nor absent, or a judge owes a sheet; nobody scores his own unit.
    """
    with transaction():
        cycle = lock(db.session.get_one(Cycle, sitting.cycle_id))
        sitting = lock(sitting)
        if sitting.closed_at is not None:
            raise Refused(Reason(f"{sitting.name}已经结束", "结果保持原样。"), title="现在不能结束这一场面试")
        rows = [row for row in queries.slots(sitting.id) if row.stage == Stage.INTERVIEWING]
        given = _given(sitting, rows, _rules(cycle))
        for row in rows:
            if totals := given[row.id]:
                row.Slot.total = scoring.dossier_total(totals, _rules(cycle).scoring)
                row.Slot.sheets = len(totals)
        sitting.closed_at = now
        record(Act.CLOSE_SITTING, actor, now=now, cycle_id=cycle.id, subject=sitting.name)
    return sum(bool(totals) for totals in given.values())


def _given(sitting: Sitting, rows: Sequence[object], rules: Interview) -> dict[int, list[Decimal]]:
    """The totals by candidate, none for the absent; refused while something is missing."""
    judges, barred = queries.judges(sitting.id), queries.conflicted(sitting.id)
    handed_in = {
        (each.judge_id, each.nomination_id): each.total for each in queries.sheets(sitting.id) if each.handed_in_at
    }
    given: dict[int, list[Decimal]] = {}
    refusals = []
    for row in rows:
        slot: Slot = row.Slot  # type: ignore[attr-defined]
        name = slot.nomination.name
        if slot.called_at is None and not slot.is_absent:
            refusals.append(Reason(f"{name}还没有入场", "没有来的，请登记缺席。"))
        owing = [
            judge.name
            for judge in judges
            if slot.called_at and (judge.id, slot.nomination_id) not in barred | handed_in.keys()
        ]
        refusals += [Reason(f"{each}还没有提交{name}的评分", "请提醒评委提交。") for each in owing]
        found = [handed_in.get((judge.id, slot.nomination_id)) for judge in judges]
        given[slot.nomination_id] = [total for total in found if total is not None]
        if slot.called_at and not owing and len(given[slot.nomination_id]) < rules.sheets:
            refusals.append(
                Reason(
                    f"{name}只有 {len(given[slot.nomination_id])} 份评分，至少要 {rules.sheets} 份",
                    "同单位的评委不评分，请给他另排一场。",
                )
            )
    if refusals:
        raise Refused(*refusals, title="现在不能结束这一场面试")
    return given


def admit(nomination: Nomination, actor: Actor, *, note: str, now: datetime) -> None:
    """Let somebody through; ``note`` says what was heard. Whoever is not let through is declined like anybody else.

    Whoever was placed in a sitting needs its total, and a total that reaches the line.
    """
    with transaction():
        lock(nomination)
        slot = queries.slot(nomination.id)
        if slot is not None:
            rules = _rules(db.session.get_one(Cycle, nomination.cycle_id))
            if slot.total is None:
                raise Refused(Reason("还没有面试得分", "评委打分、场次结束以后再办。"), title=NOT_THROUGH)
            if slot.total < rules.line:
                why = f"面试得分 {plain(slot.total)} 分，合格线 {plain(rules.line)} 分"
                raise Refused(Reason(why, "不通过的，请办理不予通过。"), title=NOT_THROUGH)
            note = f"面试得分 {plain(slot.total)} 分。{note}"
        workflow.advance(nomination, Act.ADMIT, actor, now=now, why=note)


def admit_all(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Let everybody through whose total reaches the line. Returns how many."""
    rules = _rules(cycle)
    with transaction():
        lock(cycle)
        passed = [row.id for row in queries.waiting(cycle.id) if row.total is not None and row.total >= rules.line]
        if not passed:
            raise Refused(Reason("没有达到合格线的人选", "场次结束以后才有得分。"), title=NOT_THROUGH)
        for nomination_id in passed:
            admit(db.session.get_one(Nomination, nomination_id), actor, note="", now=now)
    return len(passed)


def _rules(cycle: Cycle) -> Interview:
    """How this cycle's interviews are scored; refused where they are not."""
    rules = workflow.programme_of(cycle).interview
    if rules is None:
        raise Refused(Reason("本项目的面试不打分", "请直接登记面试结果。"), title="现在不能安排面试")
    return rules
