"""Score sheets that came in on paper: which are still owed, and how they were read."""

from dataclasses import dataclass

from sqlalchemy import Row, func, select

from models.ballot import PaperEntry
from models.nomination import Nomination
from models.people import User
from models.programme import Cycle
from models.review import Assignment, Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Stage
from selection.committee.queries.meetings import LARGEST_ID
from selection.database import db
from selection.paging import Page, part
from selection.reach import run_by
from selection.rules.standing import Actor


@dataclass(frozen=True)
class PaperSheet:
    """One expert's sheet for one dossier."""

    assignment: Assignment
    blind_number: int
    expert_id: int
    expert: str
    cycle: Cycle

    @property
    def blind_name(self) -> str:
        """How the paper names the dossier: K-017."""
        return f"K-{self.blind_number:03d}"


def owed_sheets(actor: Actor, cycle_id: int, *, page: int = 1) -> Page[Row[int, int, str, int]]:
    """The sheets of a cycle not handed in: assignment, blind number, expert, readings. Two queries."""
    readings = (
        select(func.count(PaperEntry.id))
        .where(PaperEntry.kind == "sheet", PaperEntry.subject_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )
    query = (
        select(Assignment.id, ReviewFile.blind_number, User.name, readings)
        .join(ReviewFile, ReviewFile.nomination_id == Assignment.nomination_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .join(User, User.id == Assignment.expert_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Nomination.cycle_id == cycle_id, Nomination.stage == Stage.ASSIGNED, Recusal.assignment_id.is_(None))
        .where(ScoreSheet.handed_in_at.is_(None), run_by(actor))
    )
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(User.name, User.id, ReviewFile.panel_id, ReviewFile.blind_number)
    return Page(db.session.execute(part(ordered, page)).all(), total, page)


def paper_sheet(actor: Actor, assignment_id: int) -> PaperSheet | None:
    """One sheet of a cycle within reach. One query."""
    if not 0 < assignment_id <= LARGEST_ID:
        return None
    row = db.session.execute(
        select(Assignment, ReviewFile.blind_number, User.id, User.name, Cycle)
        .join(ReviewFile, ReviewFile.nomination_id == Assignment.nomination_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Cycle, Cycle.id == Nomination.cycle_id)
        .join(User, User.id == Assignment.expert_id)
        .where(Assignment.id == assignment_id, run_by(actor))
    ).one_or_none()
    return PaperSheet(*row) if row else None
