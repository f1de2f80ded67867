"""A conflict found late (评分作废): the sheet stays on record and no longer counts; both totals are kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from models.ballot import Meeting
from models.expert import VoidedScore
from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from models.proposal import Proposal
from models.review import Assignment, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Act, Role, Stage
from selection import workflow
from selection.audit.record import record
from selection.database import db, lock, transaction
from selection.errors import Reason, Refused
from selection.proposals.actions import propose
from selection.proposals.carriers import carries_out
from selection.review import calibrating, queries
from selection.rules import scoring
from selection.rules.scoring import Ranked, Scored
from selection.rules.standing import Actor

KIND = "void_score"
TITLE = "现在不能作废这份评分"

Counted = Mapping[int, Sequence[Mapping[str, str]]]
"""The sheets that count: nomination id to points by criterion, as exact text."""


def void(task: Assignment, actor: Actor, *, reason: str, now: datetime) -> Proposal | None:
    """Take an expert off a dossier for a conflict. Once the review is closed, a second person must agree."""
    with transaction():
        _, _, stage = _standing(task)
        if stage is Stage.ASSIGNED:
            _recuse(task, actor, reason=reason, now=now)
            return None
        expert, number, _ = _standing(task)
        return propose(
            KIND,
            actor,
            payload={"assignment_id": task.id, "reason": reason},
            title=f"作废{expert.name}对 {number} 的评分，重新汇总名次",
            reason=reason,
            key=f"assignment:{task.id}",
            cycle_id=task.nomination.cycle_id,
            now=now,
        )


@carries_out(KIND, label="作废评分", proposers=(Role.CITY_OFFICER,), approvers=(Role.CITY_OFFICER,))
def _carry_out(payload: dict[str, Any], actor: Actor, now: datetime) -> None:
    task = db.session.get_one(Assignment, payload["assignment_id"])
    cycle = db.session.get_one(Cycle, task.nomination.cycle_id)
    lock(cycle)
    _standing(task)
    _recuse(task, actor, reason=payload["reason"], now=now)
    db.session.flush()
    total_again(cycle, now=now)


def _standing(task: Assignment) -> tuple[User, str, Stage]:
    """The expert, the number and the stage; refused where nothing can be voided any more."""
    nomination = lock(task.nomination)
    if nomination.stage not in (Stage.ASSIGNED, Stage.SCORED):
        here = f"这份材料现在是“{nomination.stage.label}”"
        raise Refused(Reason(here, "评委已经依据总分票决，请在异议处理中办理。"), title=TITLE)
    if db.session.scalar(select(Meeting.id).where(Meeting.cycle_id == nomination.cycle_id)) is not None:
        raise Refused(Reason("评审会已经召开", "名次已经交给评委，不再改动。请在异议处理中办理。"), title=TITLE)
    if db.session.get(Recusal, task.id) is not None:
        raise Refused(Reason("这位专家已经回避这份材料", "不必重复登记。"), title=TITLE)
    file = db.session.get_one(ReviewFile, nomination.id)
    return db.session.get_one(User, task.expert_id), f"K-{file.blind_number:03d}", nomination.stage


def _recuse(task: Assignment, actor: Actor, *, reason: str, now: datetime) -> None:
    expert, number, _ = _standing(task)
    db.session.add(Recusal(assignment_id=task.id, reason=reason[:200], declared_by=actor.user_id, at=now))
    subject = f"{expert.name}，{number}"
    record(Act.RECUSE, actor, now=now, cycle_id=task.nomination.cycle_id, subject=subject, why=reason)


def clear(task: Assignment, actor: Actor, *, reason: str, now: datetime) -> None:
    """What was found is no conflict: two people of one name, say. The same is not found again."""
    with transaction():
        expert, number, _ = _standing(task)
        task.cleared, task.conflict = task.conflict, ""
        subject = f"{expert.name}，{number}"
        record(Act.CLEAR_CONFLICT, actor, now=now, cycle_id=task.nomination.cycle_id, subject=subject, why=reason)


def keep_trace(cycle: Cycle, counted: Counted, *, now: datetime) -> None:
    """Write down of every voided sheet what its dossier would have had with it; inside the transaction that totals."""
    files = queries.files(cycle.id)
    for task, sheet, reason in _voided(cycle.id):
        if task.nomination_id not in counted:
            continue
        also = {**counted, task.nomination_id: [*counted[task.nomination_id], sheet.points]}
        mark = (task.nomination_id, task.expert_id, sheet.total)
        before = next(each for each in ranked(cycle, also, mark) if each.nomination_id == task.nomination_id)
        file = files[task.nomination_id]
        kept = db.session.get(VoidedScore, task.id) or VoidedScore(
            assignment_id=task.id, nomination_id=task.nomination_id, reason=reason
        )
        kept.total_with, kept.rank_with = before.total, before.rank
        kept.total_without, kept.rank_without, kept.at = file.total, file.rank, now
        db.session.add(kept)


def ranked(cycle: Cycle, counted: Counted, *marks: tuple[int, int, Decimal | None]) -> list[Ranked]:
    """The ranking these sheets give. ``marks``: of sheets that do not count, for a ranking by adjusted scores."""
    programme = workflow.programme_of(cycle)
    scored = [
        Scored(each, tuple({key: Decimal(text) for key, text in sheet.items()} for sheet in sheets))
        for each, sheets in counted.items()
    ]
    adjusted = calibrating.totals(cycle, also=marks) if programme.scoring.calibrated else None
    return scoring.rank(scored, programme.criteria, programme.scoring, totals=adjusted)


def _voided(cycle_id: int) -> Sequence[Row[Assignment, ScoreSheet, str]]:
    return db.session.execute(
        select(Assignment, ScoreSheet, Recusal.reason)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, ScoreSheet.handed_in_at.is_not(None))
        .order_by(Assignment.id)
    ).all()


def total_again(cycle: Cycle, *, now: datetime) -> None:
    """Totals and ranks anew, of a review that was closed."""
    counted: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    rows = queries.sheets(cycle.id, stage=Stage.SCORED)
    for nomination_id, points, handed_in_at, recused, _ in rows:
        counted[nomination_id] += [points] if points and handed_in_at and recused is None else []
    if empty := [each for each, sheets in counted.items() if not sheets]:
        number = f"{len(empty)} 份材料没有一份有效的评分"
        raise Refused(Reason(number, "请先退回评审，另行安排专家。"), title=TITLE)
    files = queries.files(cycle.id)
    for each in ranked(cycle, counted):
        file = files[each.nomination_id]
        file.total, file.rank, file.tie_broken_by = each.total, each.rank, each.tie_broken_by or ""
        file.sheets = len(counted[each.nomination_id])
    db.session.flush()
    keep_trace(cycle, counted, now=now)
    calibrating.ask(cycle, now=now)


def kept(cycle_id: int) -> Sequence[Row[VoidedScore, str, datetime, int, str, str]]:
    """Every voided sheet of a cycle: what was kept, number, nominee, expert; and those not totalled yet."""
    return db.session.execute(
        select(VoidedScore, Recusal.reason, Recusal.at, ReviewFile.blind_number, Nomination.name, User.name)
        .select_from(Recusal)
        .join(Assignment, Assignment.id == Recusal.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .join(User, User.id == Assignment.expert_id)
        .outerjoin(VoidedScore, VoidedScore.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id)
        .order_by(Recusal.at.desc(), Assignment.id)
        .limit(200)
    ).all()


def found(cycle_id: int) -> Sequence[Row[Assignment, int, str, str, datetime | None]]:
    """Conflicts found after dealing that wait for the office: assignment, number, nominee, expert, when scored."""
    return db.session.execute(
        select(Assignment, ReviewFile.blind_number, Nomination.name, User.name, ScoreSheet.handed_in_at)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .join(User, User.id == Assignment.expert_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, Assignment.conflict != "", Recusal.assignment_id.is_(None))
        .where(Nomination.stage.in_((Stage.ASSIGNED, Stage.SCORED)))
        .order_by(Assignment.id)
        .limit(200)
    ).all()


def numbered(cycle_id: int, number: int, expert_id: int) -> Assignment | None:
    """The assignment of an expert on the dossier of this number."""
    return db.session.scalars(
        select(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
        .where(Nomination.cycle_id == cycle_id, ReviewFile.blind_number == number, Assignment.expert_id == expert_id)
    ).first()
