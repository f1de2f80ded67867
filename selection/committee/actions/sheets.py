"""Paper score sheets: two of the city's officers read one, each for himself; read alike, it is handed in."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from models.vocabulary import Role
from selection import workflow
from selection.committee import queries
from selection.committee.actions.telling import enter
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.experts import checking
from selection.review import actions as review
from selection.review import queries as reviewed
from selection.rules import double_entry, scoring
from selection.rules.standing import Actor

SHEET = "sheet"


def enter_sheet(
    found: queries.PaperSheet,
    actor: Actor,
    *,
    points: Mapping[str, Decimal | None],
    comment: str,
    now: datetime,
) -> bool:
    """Enter what stands on an expert's paper; returns whether it has been handed in, two having read it alike.

    A sheet that the expert, or two readers, have handed in is not entered again.
    """
    with transaction():
        lock(found.assignment)
        work = reviewed.work(_expert(found), found.assignment.id)
        reasons = []
        if actor.role != Role.CITY_OFFICER:
            reasons.append(Reason("纸质评分表由经办人录入", "请两位经办人各录一遍。"))
        if work is None:
            reasons.append(Reason("这份材料的评审已经结束，或专家已经回避", "请核对纸面上的编号和专家姓名。"))
        elif work.sheet is not None and work.sheet.handed_in_at is not None:
            reasons.append(Reason("这份评分表已经提交", "要改分的，请专家本人办理。"))
        elif between := checking.standing_between(found.assignment):
            reasons.append(Reason(between, "请到“回避核对”重新核对，登记回避或核实无关。"))
        if work is None or reasons:
            raise Refused(*reasons, title="现在不能录入评分表")
        programme = workflow.programme_of(work.cycle)
        if wrong := scoring.sheet_problems(points, comment, programme.criteria, programme.scoring):
            raise Refused(*(Reason(each.message) for each in wrong), title="现在不能录入评分表")
        content = {"points": {key: f"{value:f}" for key, value in sorted(points.items())}, "comment": comment}
        enter(SHEET, found.assignment.id, actor, number=1, content=content, now=now)
        db.session.flush()
        [paper] = double_entry.papers(queries.entries(SHEET, found.assignment.id))
        if paper.is_agreed:
            review.hand_in(work, _expert(found), points=points, comment=comment, now=now)
    return paper.is_agreed


def _expert(found: queries.PaperSheet) -> Actor:
    """The expert whose paper it is: the sheet is his, whoever types it."""
    return Actor(found.expert_id, found.expert, Role.EXPERT, None, "", None)
