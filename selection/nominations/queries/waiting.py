"""What waits for the unit and the nominee, and what has waited too long."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from models.nomination import BEFORE_SUBMISSION, Nomination, Return, UnitRecord
from models.programme import Cycle, Deadline, Extension
from models.vocabulary import Phase, Role, Stage
from selection.clock import on
from selection.database import db
from selection.filters import short_day
from selection.nominations.queries.form import RETURNED
from selection.rules.standing import UNIT, Actor
from selection.rules.unit_steps import posting_is_over
from selection.subjects import EITHER
from selection.todo import Question, Todo

MINE = (*BEFORE_SUBMISSION, *RETURNED)
AT_THE_UNION = (Stage.SUBMITTED, Stage.RECOMMENDED)
LONGEST = 200


def todos(actor: Actor, now: datetime) -> list[Question]:
    """What the unit or the nominee has to do now."""
    if actor.role != Role.NOMINEE and actor.role not in UNIT:
        return []
    deadline, later = aliased(Deadline), aliased(Extension)
    phase = deadline.phase == Phase.UNIT
    mine = (
        (later.cycle_id == Nomination.cycle_id) & (later.phase == Phase.UNIT) & (later.union_id == Nomination.union_id)
    )
    query = (
        select(
            Nomination.id,
            Nomination.name,
            Nomination.stage,
            Cycle.name,
            deadline.closes_at,
            later.closes_at,
            Return.due_at,
            UnitRecord.posting_ends_on,
            UnitRecord.objections,
        )
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .outerjoin(deadline, phase & (deadline.cycle_id == Nomination.cycle_id))
        .outerjoin(later, mine)
        .outerjoin(Return, (Return.nomination_id == Nomination.id) & Return.answered_at.is_(None))
        .outerjoin(UnitRecord, UnitRecord.nomination_id == Nomination.id)
        .where(Nomination.stage.in_(MINE))
        .order_by(Nomination.id)
        .limit(LONGEST)
    )
    if actor.role == Role.NOMINEE:
        query = query.where(Nomination.opened_by == actor.user_id)
    else:
        query = query.where(Nomination.unit_id == actor.organisation_id)
    return [Question(query, lambda *row: _todo(actor, now, *row))]


def _todo(
    actor: Actor,
    now: datetime,
    nomination_id: int,
    name: str,
    stage: Stage,
    cycle: str,
    closes: datetime | None,
    later: datetime | None,
    return_due: datetime | None,
    ends_on: date | None,
    objections: int | None,
) -> Todo:
    who, values = name or f"未填{EITHER}", {"nomination_id": nomination_id}
    due = max(closes, later) if closes and later else closes
    if stage in RETURNED:
        return Todo(f"补正{who}的材料", f"{cycle}，{stage.label}", "nominations.dossier", values, return_due)
    if stage == Stage.DRAFTED:
        return Todo(f"填报{who}的材料", cycle, "nominations.dossier", values, due)
    if stage == Stage.SIGNED:
        return Todo(f"申报{who}", f"{cycle}，单位已签章", "nominations.submission", values, due)
    if not posting_is_over(ends_on, today=on(now)):
        note = f"{cycle}，公示到 {short_day(ends_on)} 为止"
        return Todo(f"{who}正在本单位公示", note, "nominations.dossier", values, due, mine=False)
    if objections is None:
        return Todo(f"登记{who}的公示结果", cycle, "nominations.posting_result", values, due)
    is_mine = actor.role == Role.UNIT_HEAD
    return Todo(f"为{who}的申报签章", f"{cycle}，公示已期满", "nominations.signature", values, due, mine=is_mine)


def overdue(now: datetime) -> list[int]:
    """Ids of nominations whose time has run out: never submitted, never handed on, or a return left unanswered."""
    late_returns = (
        select(Nomination.id)
        .join(Return, (Return.nomination_id == Nomination.id) & Return.answered_at.is_(None))
        .where(Nomination.stage.in_(RETURNED), Return.due_at < now)
    )
    found = set(db.session.scalars(late_returns))
    for stages, phase in ((BEFORE_SUBMISSION, Phase.UNIT), (AT_THE_UNION, Phase.UNION)):
        found.update(db.session.scalars(_past(stages, phase, now)))
    return sorted(found)


def _past(stages: Sequence[Stage], phase: Phase, now: datetime) -> Select[int]:
    """Nominations still at these stages although the phase has closed, for their union's extension too."""
    deadline, later = aliased(Deadline), aliased(Extension)
    extended = (
        (later.cycle_id == Nomination.cycle_id) & (later.phase == phase) & (later.union_id == Nomination.union_id)
    )
    return (
        select(Nomination.id)
        .join(deadline, (deadline.cycle_id == Nomination.cycle_id) & (deadline.phase == phase))
        .outerjoin(later, extended)
        .where(
            Nomination.stage.in_(stages),
            deadline.closes_at < now,
            or_(later.closes_at.is_(None), later.closes_at < now),
        )
    )
