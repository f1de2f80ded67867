"""What the city sees of a review, and what an expert sees of his own work; never what another expert wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, func, inspect, select
from sqlalchemy.orm import aliased, joinedload, load_only

from models.nomination import Dossier, Nomination
from models.people import Membership, Organisation, User
from models.programme import Cycle, Deadline
from models.review import Assignment, Panel, PanelMember, Recusal, ReviewFile, ScoreSheet
from models.tally import Tally
from models.vocabulary import Level, Phase, Role, Stage
from selection import workflow
from selection.database import db
from selection.nominations.queries.reach import LARGEST_ID
from selection.reach import run_by
from selection.rules.standing import Actor
from selection.todo import Question, Todo


@dataclass(frozen=True)
class Work:
    """One dossier of one expert: the assignment, its file, sheet and recusal, with the cycle."""

    assignment: Assignment
    file: ReviewFile
    sheet: ScoreSheet | None
    recusal: Recusal | None
    cycle: Cycle
    nomination: Nomination
    closes_at: datetime | None

    @property
    def blind_name(self) -> str:
        """How the expert knows it: K-017."""
        return f"K-{self.file.blind_number:03d}"


def cycles(actor: Actor) -> Sequence[Row[int, str, int, int, int]]:
    """The running cycles of this house: id, name, waiting for experts, with experts, scored."""
    counts = [
        select(func.count(Nomination.id))
        .where(Nomination.cycle_id == Cycle.id, Nomination.stage == stage)
        .correlate(Cycle)
        .scalar_subquery()
        for stage in (Stage.QUALIFIED, Stage.ASSIGNED, Stage.SCORED)
    ]
    query = select(Cycle.id, Cycle.name, counts[0], counts[1], counts[2])
    running = query.where(Cycle.closed_at.is_(None), run_by(actor))
    return db.session.execute(running.order_by(Cycle.id.desc())).all()


def experts(organiser_id: int | None = None) -> Sequence[Row[int, str, str]]:
    """Who may sit on a panel of the city, or of the union that runs the cycle: user id, name, organisation."""
    return db.session.execute(
        select(User.id, User.name, func.min(Organisation.short_name))
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == Role.EXPERT, Membership.withdrawn_at.is_(None), User.disabled_at.is_(None))
        .where(Organisation.level == Level.CITY if organiser_id is None else Organisation.id == organiser_id)
        .group_by(User.id, User.name)
        .order_by(User.id)
    ).all()


def panels(cycle_id: int) -> Sequence[Panel]:
    """The panels of a cycle, in order."""
    return db.session.scalars(select(Panel).filter_by(cycle_id=cycle_id).order_by(Panel.id)).all()


def members(cycle_id: int) -> Sequence[Row[int, int, str]]:
    """Who sits where: panel id, user id, name."""
    return db.session.execute(
        select(PanelMember.panel_id, User.id, User.name)
        .join(User, User.id == PanelMember.expert_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.cycle_id == cycle_id, PanelMember.left_at.is_(None))
        .order_by(PanelMember.id)
    ).all()


def progress(cycle_id: int) -> Sequence[Row[int, int, str, int, int, int]]:
    """How far each expert is: panel id, user id, name, assigned, handed in, recused. One grouped query."""
    return db.session.execute(
        select(
            Assignment.panel_id,
            User.id,
            User.name,
            func.count(Assignment.id),
            func.count(ScoreSheet.handed_in_at),
            func.count(Recusal.assignment_id),
        )
        .join(Panel, Panel.id == Assignment.panel_id)
        .join(User, User.id == Assignment.expert_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Panel.cycle_id == cycle_id)
        .group_by(Assignment.panel_id, User.id, User.name)
        .order_by(Assignment.panel_id, User.id)
    ).all()


def qualified(cycle_id: int) -> list[Nomination]:
    """The nominations that wait for experts."""
    query = select(Nomination).filter_by(cycle_id=cycle_id, stage=Stage.QUALIFIED).order_by(Nomination.id)
    return list(db.session.scalars(query))


def under_review(cycle_id: int) -> list[Nomination]:
    """The nominations that experts are scoring."""
    query = select(Nomination).filter_by(cycle_id=cycle_id, stage=Stage.ASSIGNED).order_by(Nomination.id)
    return list(db.session.scalars(query))


def latest_dossiers(nomination_ids: Sequence[int]) -> dict[int, int]:
    """The sealed version that counts: nomination id -> dossier id."""
    rows = db.session.execute(
        select(Dossier.nomination_id, func.max(Dossier.id))
        .where(Dossier.nomination_id.in_(nomination_ids))
        .group_by(Dossier.nomination_id)
    )
    return {row[0]: row[1] for row in rows}


def sheets(
    cycle_id: int, *, stage: Stage = Stage.ASSIGNED
) -> Sequence[Row[int, dict[str, str] | None, datetime | None, str | None, str]]:
    """Every assignment at this stage: nomination id, points, handed in at, recusal's reason, expert's name."""
    return db.session.execute(
        select(Assignment.nomination_id, ScoreSheet.points, ScoreSheet.handed_in_at, Recusal.reason, User.name)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(User, User.id == Assignment.expert_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == stage)
        .order_by(Assignment.id)
    ).all()


def marks(cycle_id: int, *, is_closed: bool) -> Sequence[Row[int, int, Decimal | None]]:
    """The sheets that count, of reviews still open or of those ranked: nomination id, expert id, total."""
    ranked = ReviewFile.rank.is_not(None) if is_closed else Nomination.stage == Stage.ASSIGNED
    return db.session.execute(
        select(Assignment.nomination_id, Assignment.expert_id, ScoreSheet.total)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(ReviewFile, ReviewFile.nomination_id == Assignment.nomination_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, ranked)
        .where(ScoreSheet.handed_in_at.is_not(None), Recusal.assignment_id.is_(None))
    ).all()


def files(cycle_id: int) -> dict[int, ReviewFile]:
    """The review files of a cycle, by nomination."""
    query = select(ReviewFile).join(Panel, Panel.id == ReviewFile.panel_id).where(Panel.cycle_id == cycle_id)
    return {file.nomination_id: file for file in db.session.scalars(query)}


def ranking(cycle_id: int) -> Sequence[Row[Any]]:
    """The totals once the review is closed: file, name, occupation, unit, union; best first."""
    unit, union = Organisation.__table__.alias("unit"), Organisation.__table__.alias("union_")
    rows: Sequence[Row[Any]] = db.session.execute(
        select(
            ReviewFile,
            Nomination.id,
            Nomination.name,
            Nomination.occupation,
            unit.c.name.label("unit"),
            union.c.short_name.label("union"),
        )
        .join(Nomination, Nomination.id == ReviewFile.nomination_id)
        .join(unit, unit.c.id == Nomination.unit_id)
        .join(union, union.c.id == Nomination.union_id)
        .where(Nomination.cycle_id == cycle_id, ReviewFile.rank.is_not(None))
        .order_by(ReviewFile.rank, Nomination.id)
    ).all()
    return rows


_ALL = (
    select(Assignment, ReviewFile, ScoreSheet, Recusal, Cycle, Nomination, Deadline.closes_at)
    .join(ReviewFile, ReviewFile.nomination_id == Assignment.nomination_id)
    .join(Nomination, Nomination.id == Assignment.nomination_id)
    .join(Cycle, Cycle.id == Nomination.cycle_id)
    .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
    .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.REVIEW))
)
_LEAN = (
    load_only(Nomination.cycle_id, Nomination.unit_id, Nomination.stage, Nomination.name, Nomination.occupation),
    load_only(Cycle.name, Cycle.definition_sha256),
    load_only(ReviewFile.panel_id, ReviewFile.dossier_id, ReviewFile.blind_number, ReviewFile.is_unchecked),
    load_only(Recusal.assignment_id),
)
"""An expert reads the sealed dossier; the form itself is long and never looked at here."""

_KEY, _EXPERT = Assignment.id == bindparam("assignment_id"), Assignment.expert_id == bindparam("expert_id")
_OPEN = Recusal.assignment_id.is_(None) & (Nomination.stage == Stage.ASSIGNED)
_ORDER = (Cycle.id, ReviewFile.panel_id, ReviewFile.blind_number)
# Built once: a sheet is saved thousands of times in a review, and building a statement costs more than asking it.
WORKS = _ALL.options(*_LEAN).where(_EXPERT, Nomination.stage == Stage.ASSIGNED).order_by(*_ORDER)
WORK = _ALL.options(*_LEAN).where(_EXPERT, _KEY, _OPEN)
HELD = _ALL.options(*_LEAN).where(_KEY).execution_options(populate_existing=True)
LOCKS = (
    select(Nomination.id)
    .join(Assignment, Assignment.nomination_id == Nomination.id)
    .where(_KEY)
    .with_for_update(key_share=True)
)
OWED = (
    _ALL.where(_EXPERT, _OPEN, ScoreSheet.handed_in_at.is_(None))
    .with_only_columns(Assignment.id, ReviewFile.blind_number)
    .order_by(*_ORDER)
)


def works(actor: Actor) -> list[Work]:
    """An expert's dossiers, by blind number; those he recused himself from are only counted as such."""
    return [Work(*row) for row in db.session.execute(WORKS, {"expert_id": actor.user_id})]


def work(actor: Actor, assignment_id: int) -> Work | None:
    """One of the expert's dossiers, unless he recused himself or its review is over."""
    if not 0 < assignment_id <= LARGEST_ID:
        return None
    row = db.session.execute(WORK, {"expert_id": actor.user_id, "assignment_id": assignment_id}).one_or_none()
    return Work(*row) if row else None


def held(work_: Work) -> Work:
    """The same dossier, locked and as it is now: the nomination against its closing, the assignment against others.

    The locks come before the reading, which would otherwise tell of the moment before somebody else let go.
    """
    (key,) = inspect(work_.assignment).identity or ()
    db.session.execute(LOCKS, {"assignment_id": key})
    return Work(*db.session.execute(HELD, {"assignment_id": key}).one())


def next_unscored(actor: Actor, after: Work) -> int | None:
    """The next dossier of the same expert that has no sheet yet, going round: an assignment id."""
    owed = db.session.execute(OWED, {"expert_id": actor.user_id}).all()
    later = [row for row in owed if row.blind_number > after.file.blind_number]
    found = next(iter(later or owed), None)
    return found.id if found else None


def dossier(work_: Work) -> Dossier:
    """The sealed version the expert scores."""
    return db.session.get_one(Dossier, work_.file.dossier_id)


def assignment(cycle_id: int, assignment_id: int) -> Assignment | None:
    """One assignment of a cycle, for the city."""
    query = select(Assignment).join(Nomination, Nomination.id == Assignment.nomination_id)
    query = query.where(Assignment.id == assignment_id, Nomination.cycle_id == cycle_id)
    return db.session.scalars(query.options(joinedload(Assignment.nomination))).one_or_none()


_BACK = aliased(Assignment)
still_reading = func.count(Assignment.id) - func.count(Recusal.assignment_id)
LEFT_BY_SOMEBODY = (
    select(Nomination.id.label("nomination_id"), ReviewFile.blind_number, still_reading.label("readers"))
    .join(ReviewFile, ReviewFile.nomination_id == Nomination.id)
    .join(Assignment, Assignment.nomination_id == Nomination.id)
    .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
    .where(Nomination.stage == Stage.ASSIGNED)
    .where(Nomination.id.in_(select(_BACK.nomination_id).join(Recusal, Recusal.assignment_id == _BACK.id)))
    .group_by(Nomination.id, ReviewFile.blind_number)
)
"""Dossiers under review from which an expert stepped back, and how many read them still."""


def todos(actor: Actor, _now: datetime) -> list[Question]:
    """An expert's dossiers to score; the city's dossiers to assign and reviews to close."""
    if actor.role == Role.EXPERT:
        return _expert_todos(actor)
    return _city_todos(actor) if actor.role == Role.CITY_OFFICER else []


def _expert_todos(actor: Actor) -> list[Question]:
    dealt = (
        select(Cycle.name, func.count(), func.count(ScoreSheet.handed_in_at), func.max(Deadline.closes_at))
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.REVIEW))
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(
            Assignment.expert_id == actor.user_id,
            Recusal.assignment_id.is_(None),
            Nomination.stage == Stage.ASSIGNED,
        )
        .group_by(Cycle.id, Cycle.name)
    )
    return [Question(dealt, _to_score)]


def _to_score(name: str, number: int, done: int, due: datetime | None) -> Todo | None:
    if number == done:
        return None
    return Todo(f"评审 {number - done} 份材料", f"{name}，共 {number} 份，已评 {done} 份", "review.desk", {}, due)


def _city_todos(actor: Actor) -> list[Question]:
    under_way = (
        select(Cycle.id, Cycle.name, Tally.stage, func.sum(Tally.number), func.max(Deadline.closes_at))
        .join(Tally, Tally.cycle_id == Cycle.id)
        .outerjoin(Deadline, (Deadline.cycle_id == Cycle.id) & (Deadline.phase == Phase.REVIEW))
        .where(Tally.stage.in_((Stage.QUALIFIED, Stage.ASSIGNED)), run_by(actor))
        .group_by(Cycle.id, Cycle.name, Tally.stage)
        .having(func.sum(Tally.number) > 0)
    )
    left = LEFT_BY_SOMEBODY.add_columns(Nomination.cycle_id).group_by(Nomination.cycle_id).subquery()
    grouped = (Cycle.id, Cycle.name, Cycle.definition_sha256, left.c.readers)
    short = (
        select(*grouped, func.count(), func.min(left.c.blind_number))
        .join(left, left.c.cycle_id == Cycle.id)
        .where(run_by(actor))
        .group_by(*grouped)
        .order_by(Cycle.id, left.c.readers)
    )
    return [Question(short, _too_few), Question(under_way, _in_review)]


def _too_few(cycle_id: int, name: str, sha256: str, readers: int, number: int, first: int) -> Todo | None:
    wanted = workflow.programme_frozen(cycle_id, sha256).scoring.sheets
    if readers >= wanted:
        return None
    which = f"K-{first:03d}" if number == 1 else f"K-{first:03d} 等 {number} 份材料"
    note = f"{name}，须 {wanted} 名：请补派专家，没有可派的先另请专家"
    return Todo(f"{which}只有 {readers} 名专家评审", note, "review.readers", {"cycle_id": cycle_id})


def _in_review(cycle_id: int, name: str, stage: Stage, number: int, due: datetime | None) -> Todo:
    is_waiting = stage == Stage.QUALIFIED
    what = f"给 {number} 份材料分配专家" if is_waiting else f"{number} 份材料在专家评审"
    return Todo(what, name, "review.overview", {"cycle_id": cycle_id}, due, mine=is_waiting)
