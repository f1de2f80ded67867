"""What is done in a review: panels, assignment, recusal, sheets, closing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from models.nomination import Nomination
from models.programme import Cycle
from models.review import Panel, PanelMember, Recusal, ScoreSheet
from models.vocabulary import Act, Stage
from selection import scoresheets, workflow
from selection.audit.record import record
from selection.database import lock, transaction
from selection.errors import Reason, Refused
from selection.experts import calls, checking, dealing
from selection.filters import moment
from selection.review import calibrating, peering, queries, voiding
from selection.rules.shortage import Wish
from selection.rules.standing import Actor


def form_panel(cycle: Cycle, actor: Actor, *, name: str, expert_ids: Sequence[int], now: datetime) -> Panel:
    """Found a panel of these experts, or of peers where candidates score one another. Nobody sits on two panels."""
    with transaction() as session:
        lock(cycle)
        peers = {each.user_id: each for each in peering.peers(cycle.id)} if peering.is_by_peers(cycle) else None
        known = _may_sit(cycle, peers)
        seated = {row[1]: row[2] for row in queries.members(cycle.id)}
        refusals = [
            Reason("所选的人不在专家名单里，或没有接受聘请", "请刷新页面后再选。")
            for each in expert_ids
            if each not in known
        ]
        refusals += [
            Reason(f"{seated[each]}已经在另一个评审组", "一名专家只参加一个组。")
            for each in expert_ids
            if each in seated
        ]
        if any(panel.name == name for panel in queries.panels(cycle.id)):
            refusals.append(Reason(f"已经有叫“{name}”的评审组", "请换一个名称。"))
        if refusals:
            raise Refused(*refusals, title="现在不能组建这个评审组")
        panel = Panel(cycle_id=cycle.id, name=name)
        session.add(panel)
        session.flush()
        session.add_all(PanelMember(panel_id=panel.id, expert_id=each) for each in expert_ids)
        if peers is not None:
            peering.entitle(cycle, [peers[each] for each in expert_ids], actor, now=now)
        names = "、".join(known[each] for each in expert_ids)
        record(Act.FORM_PANEL, actor, now=now, cycle_id=cycle.id, subject=name, why=names)
    return panel


def _may_sit(cycle: Cycle, peers: Mapping[int, peering.Peer] | None) -> dict[int, str]:
    """Who may sit on this cycle's panels: the peers, or the experts, or those of them who accepted its call."""
    if peers is not None:
        return {user_id: each.name for user_id, each in peers.items()}
    asked = calls.accepted(cycle.id)
    return {row[0]: row[1] for row in queries.experts(cycle.organiser_id) if asked is None or row[0] in asked}


def assign(cycle: Cycle, actor: Actor, *, now: datetime, wish: Wish | None = None) -> int:
    """Deal all qualified nominations out to the panels' experts, as wished. Returns how many.

    Each dossier gets the number of experts its definition asks for, none in conflict, loads as even as that allows.
    """
    with transaction():
        lock(cycle)
        waiting = [lock(nomination) for nomination in queries.qualified(cycle.id)]
        if not waiting:
            raise Refused(Reason("没有等待分配的材料", "资格审查合格的材料会出现在这里。"), title="现在不能分配专家")
        asked = wish or dealing.proposed(cycle, len(waiting))
        dealing.deal(cycle, actor, waiting, replace(asked, seed=dealing.seed_of(cycle, waiting)), now=now)
        for nomination in waiting:
            workflow.advance(nomination, Act.ASSIGN, actor, now=now)
    return len(waiting)


def recuse(work: queries.Work, actor: Actor, *, reason: str, now: datetime) -> None:
    """Take the expert off one dossier; a sheet he handed in no longer counts, and stays on record."""
    with transaction() as session:
        work = queries.held(work)
        _must_be_open(work, now)
        if work.recusal is not None:
            return
        session.add(Recusal(assignment_id=work.assignment.id, reason=reason, declared_by=actor.user_id, at=now))
        record(Act.RECUSE, actor, now=now, nomination=work.nomination, subject=work.blind_name, why=reason)


def keep_draft(work: queries.Work, *, typed: Mapping[str, str], comment: str, now: datetime) -> None:
    """Keep an unfinished sheet as it was typed. A sheet that was handed in is changed only by handing it in again."""
    with transaction() as session:
        work = queries.held(work)
        sheet = _open_sheet(work, now)
        scoresheets.draft(sheet, typed=typed, comment=comment, now=now)
        session.add(sheet)


def hand_in(
    work: queries.Work, actor: Actor, *, points: Mapping[str, Decimal | None], comment: str, now: datetime
) -> None:
    """Hand in a complete sheet, or change one that was handed in, as long as the review is open.

    What stands between the expert and the dossier by now is looked for again. If anything does, the sheet is kept as
    a draft, the office finds the conflict on its list, and ``Refused`` says why. A change of a sheet that was handed
    in looks at the mark alone: closing the review asks of every sheet once more.
    """
    is_first = work.sheet is None or work.sheet.handed_in_at is None
    # Known before the lock, which would hold back none of what it rests on.
    between = checking.standing_between(work.assignment) if is_first else ""
    with transaction() as session:
        work = queries.held(work)
        programme = workflow.programme_of(work.cycle)
        sheet = _scorable(work, now)
        between = work.assignment.conflict or between
        if not between:
            scoresheets.complete(sheet, programme, points=points, comment=comment, now=now)
            record(Act.SCORE, actor, now=now, nomination=work.nomination, subject=work.blind_name)
        else:
            work.assignment.conflict = between
            if sheet.handed_in_at is None:
                typed = {key: str(value) for key, value in points.items() if value is not None}
                scoresheets.draft(sheet, typed=typed, comment=comment, now=now)
        session.add(sheet)
    if between:
        raise _conflict(between, work)


def _open_sheet(work: queries.Work, now: datetime) -> ScoreSheet:
    """The expert's sheet on a held dossier; refused where he may not score, as far as is known without asking."""
    sheet = _scorable(work, now)
    if work.assignment.conflict:
        raise _conflict(work.assignment.conflict, work)
    return sheet


def _scorable(work: queries.Work, now: datetime) -> ScoreSheet:
    """The expert's sheet, a new one if there is none yet; refused where the review is over or he stepped back."""
    _must_be_open(work, now)
    if work.recusal is not None:
        raise Refused(Reason("您已经回避这份材料", "请评审其余的材料。"), title="现在不能评分")
    return work.sheet or ScoreSheet(assignment_id=work.assignment.id)


def _conflict(between: str, work: queries.Work) -> Refused:
    cure = "已填的分数作为草稿留存。请申请回避；核对有误的，请告诉市总工会评选办。"
    return Refused(Reason(of_you(between, work), cure), title="现在不能评分")


def of_you(between: str, work: queries.Work) -> str:
    """A conflict as the expert himself reads it: without the name."""
    told = between.replace(f"被推荐人{work.nomination.name}", "申报人")
    return told.replace(work.nomination.name, "申报人").replace("专家", "您")


def _must_be_open(work: queries.Work, now: datetime) -> None:
    """The review of this dossier still runs: it is with the experts, and the time is not over."""
    if work.nomination.stage != Stage.ASSIGNED:
        raise Refused(Reason("这份材料的专家评审已经结束", "评分表保持原样。"), title="现在不能评分")
    closes = work.closes_at
    if closes is not None and now > closes:
        why = f"专家评审已于 {moment(closes)}（北京时间）截止"
        raise Refused(Reason(why, "确有需要的，请联系市总工会延长期限。"), title="现在不能评分")


def close(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """End the review: every dossier gets its total and its rank by the frozen rules. Returns how many.

    Refused while an expert owes a sheet, with the names; recused experts owe nothing. Where the definition lets the
    adjusted score count, it does if all panels are linked; the event says which score ranked.
    """
    programme = workflow.programme_of(cycle)
    with transaction():
        lock(cycle)
        reviewed = {nomination.id: lock(nomination) for nomination in queries.under_review(cycle.id)}
        if number := checking.look_again_at_all(cycle.id):
            why = f"有 {number} 处专家与申报人须回避，还没有处理"
            raise Refused(Reason(why, "请到“回避核对”重新核对，逐一登记回避或核实无关。"), title="现在不能结束专家评审")
        sheets = _counted_sheets(cycle, reviewed)
        files = queries.files(cycle.id)
        adjusted = calibrating.totals(cycle) if programme.scoring.calibrated else None
        for ranked in voiding.ranked(cycle, sheets):
            file = files[ranked.nomination_id]
            file.total, file.rank, file.tie_broken_by = ranked.total, ranked.rank, ranked.tie_broken_by or ""
            file.sheets = len(sheets[ranked.nomination_id])
            workflow.advance(reviewed[ranked.nomination_id], Act.TOTAL, actor, now=now)
        voiding.keep_trace(cycle, sheets, now=now)
        cycle.review_closed_at = now
        why = (calibrating.COUNTED if adjusted else calibrating.APART) if programme.scoring.calibrated else ""
        record(Act.CLOSE_REVIEW, actor, now=now, cycle_id=cycle.id, subject=cycle.name, why=why)
        calibrating.ask(cycle, now=now)
    return len(reviewed)


def _counted_sheets(cycle: Cycle, reviewed: Mapping[int, Nomination]) -> dict[int, list[dict[str, str]]]:
    """The sheets that count, by nomination; refused while some are owed."""
    if not reviewed:
        raise Refused(Reason("没有在评审的材料", "请先分配专家。"), title="现在不能结束专家评审")
    counted: dict[int, list[dict[str, str]]] = {each: [] for each in reviewed}
    owed: dict[str, int] = defaultdict(int)
    awaited = set()
    for nomination_id, points, handed_in_at, recused, expert in queries.sheets(cycle.id):
        if recused is not None:
            continue
        if points is None or handed_in_at is None:
            owed[expert] += 1
            awaited.add(nomination_id)
        else:
            counted[nomination_id].append(points)
    refusals = [
        Reason(f"{expert}还有 {number} 份没有提交评分", "请提醒专家，或由专家申请回避。")
        for expert, number in owed.items()
    ]
    refusals += [
        Reason(f"{reviewed[each].name}没有一份有效的评分", "所有专家都已回避，请在“补派专家”里给它另派专家。")
        for each in reviewed
        if not counted[each] and each not in awaited
    ]
    if refusals:
        raise Refused(*refusals, title="现在不能结束专家评审")
    return counted
