"""更正评分: a sheet that says something else than its expert wrote is put right by two officers, before the vote.

What stood there is kept for ever (``score_correction``), totals and ranks are made again, and the pack shows both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from models.nomination import Nomination
from models.programme import Cycle
from models.proposal import Proposal
from models.result import ScoreCorrection
from models.review import Assignment, Panel, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Act, Role, Stage
from selection import workflow
from selection.audit.record import record
from selection.committee import queries as committee
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.proposals.actions import propose
from selection.proposals.carriers import carries_out
from selection.reach import run_by
from selection.results.facts import codes
from selection.review import voiding
from selection.rules import scoring
from selection.rules.naming import plain
from selection.rules.programme import Programme
from selection.rules.standing import Actor

KIND = "correct_score"
TITLE = "现在不能更正评分"
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Sheets:
    """The sheets on one dossier that count, each with the code of its expert."""

    nomination: Nomination
    cycle: Cycle
    programme: Programme
    number: str
    rows: Sequence[tuple[str, ScoreSheet]]

    def called(self, assignment_id: int) -> str:
        """The code of the expert behind an assignment; empty where it is none of these."""
        return next((code for code, sheet in self.rows if sheet.assignment_id == assignment_id), "")


def sheets(nomination_id: int, actor: Actor) -> Sheets | None:
    """What the officer of the house may ask to correct: the sheets on a dossier whose review is closed."""
    if not 0 < nomination_id <= LARGEST_ID:
        return None
    query = select(Nomination, ReviewFile, Cycle).join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
    query = query.join(Cycle, Cycle.id == Nomination.cycle_id).where(Nomination.id == nomination_id, run_by(actor))
    row = db.session.execute(query.where(Cycle.review_closed_at.is_not(None))).one_or_none()
    if row is None:
        return None
    nomination, file, cycle = row
    found = db.session.execute(
        select(ScoreSheet, Assignment.expert_id)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Assignment.nomination_id == nomination.id, Recusal.assignment_id.is_(None))
        .where(ScoreSheet.handed_in_at.is_not(None))
    ).all()
    experts = db.session.scalars(
        select(Assignment.expert_id).join(Panel, Panel.id == Assignment.panel_id).where(Panel.cycle_id == cycle.id)
    ).all()
    called = codes(cycle.id, "E", experts)
    rows = sorted(((called[expert], sheet) for sheet, expert in found), key=lambda pair: pair[0])
    return Sheets(nomination, cycle, workflow.programme_of(cycle), f"K-{file.blind_number:03d}", rows)


def ask(
    found: Sheets, actor: Actor, *, assignment_id: int, points: Mapping[str, Decimal | None], reason: str, now: datetime
) -> Proposal:
    """Ask a second officer to write these points into one sheet."""
    with transaction():
        lock(found.cycle)
        sheet = _held(assignment_id)
        programme = found.programme
        problems = scoring.sheet_problems(points, sheet.comment or "—", programme.criteria, programme.scoring)
        given = {key: plain(value) for key, value in points.items() if value is not None}
        before = {key: plain(Decimal(text)) for key, text in sheet.points.items()}
        told = [
            (each.name, f"{before.get(each.key, '—')} 改为 {given[each.key]}")
            for each in programme.criteria
            if each.key in given and given[each.key] != before.get(each.key)
        ]
        if problems or not told:
            raise Refused(*(Reason(each.message) for each in problems), *_unchanged(told), title=TITLE)
        total = scoring.total({key: Decimal(text) for key, text in given.items()}, programme.criteria)
        expert = found.called(assignment_id)
        return propose(
            KIND,
            actor,
            payload={"assignment_id": assignment_id, "before": sheet.points, "after": given, "by": actor.user_id}
            | {"reason": reason, "subject": f"{expert}，{found.number}"},
            title=f"更正{expert}对 {found.number} 的评分，重新汇总名次",
            lines=[*told, ("合计", f"{plain(sheet.total or Decimal(0))} 改为 {plain(total)}")],
            reason=reason,
            key=f"sheet-{assignment_id}",
            cycle_id=found.cycle.id,
            now=now,
        )


def _unchanged(told: Sequence[object]) -> list[Reason]:
    return [] if told else [Reason("填的分数和原来一样", "请填写专家原表上的分数。")]


@carries_out(KIND, label="更正评分", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def carry_out(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Write the points, keep what stood there, total and rank everybody again."""
    with transaction() as session:
        task = session.get_one(Assignment, payload["assignment_id"])
        cycle = lock(session.get_one(Cycle, session.get_one(Nomination, task.nomination_id).cycle_id))
        sheet = _held(task.id)
        if sheet.points != payload["before"]:
            why = Reason("这份评分在提请以后变过", "请不同意这件提请，由提请人重新提请。")
            raise Refused(why, title=TITLE)
        criteria = workflow.programme_of(cycle).criteria
        total = scoring.total({key: Decimal(text) for key, text in payload["after"].items()}, criteria)
        session.add(
            ScoreCorrection(
                assignment_id=task.id,
                points_before=sheet.points,
                points_after=payload["after"],
                total_before=sheet.total,
                total_after=total,
                reason=payload["reason"],
                proposed_by=payload["by"],
                approved_by=actor.user_id,
                corrected_at=now,
            )
        )
        sheet.points, sheet.total = payload["after"], total
        session.flush()
        voiding.total_again(cycle, now=now)
        why = payload["reason"]
        record(Act.CORRECT_SCORE, actor, now=now, cycle_id=cycle.id, subject=payload["subject"], why=why)


def _held(assignment_id: int) -> ScoreSheet:
    """The sheet, locked; refused where it does not count, or the committee has been called."""
    task = db.session.get(Assignment, assignment_id)
    nomination = lock(task.nomination) if task else None
    sheet = db.session.get(ScoreSheet, assignment_id)
    if task is None or nomination is None or sheet is None or sheet.handed_in_at is None:
        raise Refused(Reason("没有这份评分表", "请从名次表里选一份材料。"), title=TITLE)
    reasons = []
    if db.session.get(Recusal, task.id) is not None:
        reasons.append(Reason("专家已经回避，这份评分不计入", "不必更正。"))
    if nomination.stage is not Stage.SCORED or committee.of_cycle(nomination.cycle_id) is not None:
        reasons.append(Reason("评审会已经召开，或这份材料不再等待票决", "名次已经交给评委，不再改动。"))
    if reasons:
        raise Refused(*reasons, title=TITLE)
    return lock(sheet)
