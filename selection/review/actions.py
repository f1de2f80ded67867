"""What is done in a review: panels, assignment, recusal, sheets, closing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from models.nomination import Nomination
from models.programme import Cycle
from models.review import Assignment, Panel, PanelMember, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Act, Stage
from selection import workflow
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.filters import moment
from selection.review import calibrating, queries
from selection.rules import scoring
from selection.rules.assignment import assign as deal
from selection.rules.conflicts import DossierFacts, ExpertFacts, name_key
from selection.rules.scoring import Scored
from selection.rules.standing import Actor


def form_panel(cycle: Cycle, actor: Actor, *, name: str, expert_ids: Sequence[int], now: datetime) -> Panel:
    """Found a panel of these experts. Nobody sits on two panels of one cycle."""
    with transaction() as session:
        lock(cycle)
        known = {row[0]: row[1] for row in queries.experts(cycle.organiser_id)}
        seated = {row[1]: row[2] for row in queries.members(cycle.id)}
        refusals = [Reason("所选的人不在专家名单里", "请刷新页面后再选。") for each in expert_ids if each not in known]
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
        names = "、".join(known[each] for each in expert_ids)
        record(Act.FORM_PANEL, actor, now=now, cycle_id=cycle.id, subject=name, why=names)
    return panel


def assign(cycle: Cycle, actor: Actor, *, now: datetime) -> int:
    """Deal all qualified nominations to the panels in turn, and within each panel to its experts. Returns how many.

    Each dossier gets the number of experts its definition asks for, none in conflict, loads as even as that allows.
    """
    with transaction():
        lock(cycle)
        waiting = [lock(nomination) for nomination in queries.qualified(cycle.id)]
        if not waiting:
            raise Refused(Reason("没有等待分配的材料", "资格审查合格的材料会出现在这里。"), title="现在不能分配专家")
        seats = _seats(cycle)
        files = queries.latest_dossiers([nomination.id for nomination in waiting])
        for place, (panel, experts) in enumerate(seats):
            share = waiting[place :: len(seats)]
            _deal(cycle, panel, experts, share, files, now)
        for nomination in waiting:
            workflow.advance(nomination, Act.ASSIGN, actor, now=now)
    return len(waiting)


def _seats(cycle: Cycle) -> list[tuple[Panel, list[ExpertFacts]]]:
    """The panels with their experts as the rules know them; refused while one is too small."""
    needed = workflow.programme_of(cycle).scoring.sheets
    rows = queries.members(cycle.id)
    units = queries.units_of([user_id for _, user_id, _ in rows])
    by_panel: dict[int, list[ExpertFacts]] = defaultdict(list)
    for panel_id, user_id, name in rows:
        by_panel[panel_id].append(ExpertFacts(user_id, name, name_key(name), unit_id=units.get(user_id)))
    found = [(panel, by_panel[panel.id]) for panel in queries.panels(cycle.id)]
    small = [
        Reason(f"{panel.name}只有 {len(experts)} 名专家，每份材料须有 {needed} 名", "请另组一个人数足够的组。")
        for panel, experts in found
        if len(experts) < needed
    ]
    if small or not found:
        raise Refused(*(small or [Reason("还没有评审组", "请先组建评审组。")]), title="现在不能分配专家")
    return found


def _deal(
    cycle: Cycle,
    panel: Panel,
    experts: Sequence[ExpertFacts],
    share: Sequence[Nomination],
    files: Mapping[int, int],
    now: datetime,
) -> None:
    """Give one panel its share: blind numbers, review files, assignments."""
    if not share:
        return
    dealt = deal(
        experts,
        [DossierFacts(each.id, each.name, name_key(each.name), each.unit_id, kin_keys=_kin(each)) for each in share],
        per_dossier=workflow.programme_of(cycle).scoring.sheets,
        capacity=None,
        by_trade=False,
        seed=panel.id,
    )
    if isinstance(dealt, list):
        raise Refused(*(Reason(why, "请给这个组增加专家。") for why in dealt), title="现在不能分配专家")
    first = queries.last_blind_number(panel.id) + 1
    for number, nomination in enumerate(share, start=first):
        db.session.add(
            ReviewFile(
                nomination_id=nomination.id, panel_id=panel.id, dossier_id=files[nomination.id], blind_number=number
            )
        )
        db.session.add_all(
            Assignment(nomination_id=nomination.id, panel_id=panel.id, expert_id=expert, assigned_at=now)
            for expert in dealt[nomination.id]
        )


def _kin(nomination: Nomination) -> frozenset[str]:
    """The names written in a form's tables: masters, apprentices, team members."""
    tables = [value for value in nomination.answers.values() if isinstance(value, list)]
    rows = [row for table in tables for row in table if isinstance(row, dict)]
    return frozenset(name_key(str(row["name"])) for row in rows if row.get("name"))


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
        if sheet.handed_in_at is not None:
            raise Refused(Reason("这份评分表已经提交", "要改分的，请改好后再次提交。"), title="现在不能保存草稿")
        sheet.points, sheet.comment, sheet.saved_at = dict(typed), comment, now
        session.add(sheet)


def hand_in(
    work: queries.Work, actor: Actor, *, points: Mapping[str, Decimal | None], comment: str, now: datetime
) -> None:
    """Hand in a complete sheet, or change one that was handed in, as long as the review is open."""
    with transaction() as session:
        work = queries.held(work)
        programme = workflow.programme_of(work.cycle)
        sheet = _open_sheet(work, now)
        if problems := scoring.sheet_problems(points, comment, programme.criteria, programme.scoring):
            raise Refused(*(Reason(each.message) for each in problems), title="现在不能提交这份评分表")
        given = {key: value for key, value in points.items() if value is not None}
        sheet.points = {key: str(value) for key, value in given.items()}
        sheet.total = scoring.total(given, programme.criteria)
        sheet.comment, sheet.saved_at, sheet.handed_in_at = comment, now, now
        session.add(sheet)
        record(Act.SCORE, actor, now=now, nomination=work.nomination, subject=work.blind_name)


def _open_sheet(work: queries.Work, now: datetime) -> ScoreSheet:
    """The expert's sheet on a held dossier, a new one if there is none yet; refused where he may not score."""
    _must_be_open(work, now)
    if work.recusal is not None:
        raise Refused(Reason("您已经回避这份材料", "请评审其余的材料。"), title="现在不能评分")
    return work.sheet or ScoreSheet(assignment_id=work.assignment.id)


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
        sheets = _counted_sheets(cycle, reviewed)
        files = queries.files(cycle.id)
        scored = [
            Scored(each, tuple({key: Decimal(text) for key, text in sheet.items()} for sheet in sheets[each]))
            for each in reviewed
        ]
        adjusted = calibrating.totals(cycle) if programme.scoring.calibrated else None
        for ranked in scoring.rank(scored, programme.criteria, programme.scoring, totals=adjusted):
            file = files[ranked.nomination_id]
            file.total, file.rank, file.tie_broken_by = ranked.total, ranked.rank, ranked.tie_broken_by or ""
            file.sheets = len(sheets[ranked.nomination_id])
            workflow.advance(reviewed[ranked.nomination_id], Act.TOTAL, actor, now=now)
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
        Reason(f"{reviewed[each].name}没有一份有效的评分", "所有专家都已回避，请给它另行安排专家。")
        for each in reviewed
        if not counted[each] and each not in awaited
    ]
    if refusals:
        raise Refused(*refusals, title="现在不能结束专家评审")
    return counted
