"""Conflicts found after dossiers were dealt: before an expert reads, and before he scores (评审中的回避)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from models.nomination import Nomination
from models.review import Assignment, Recusal
from models.vocabulary import Stage
from selection.database import db
from selection.experts import facts
from selection.experts.pairing import pair
from selection.rules.conflicts import conflicts

LONGEST = 500


def standing_between(task: Assignment) -> str:
    """Why an expert must not see this dossier, as things are now; empty when he may. At most two queries.

    What the office has looked into and cleared does not stand between them.
    """
    told = task.conflict or "".join(conflicts(*pair(task.id)))[:LONGEST]
    return "" if told == task.cleared else told


def look_again(expert_id: int) -> int:
    """Mark the open dossiers of an expert with what now stands between; inside a transaction. Returns how many."""
    return _marked(Assignment.expert_id == expert_id, Nomination.stage == Stage.ASSIGNED)


def look_again_at_all(cycle_id: int) -> int:
    """The same of everybody in a review."""
    return _marked(Nomination.cycle_id == cycle_id, Nomination.stage.in_((Stage.ASSIGNED, Stage.SCORED)))


def _marked(*where: ColumnElement[bool]) -> int:
    query = (
        select(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(*where, Recusal.assignment_id.is_(None))
        .options(joinedload(Assignment.nomination))
    )
    tasks: Sequence[Assignment] = db.session.scalars(query).all()
    nominations = {each.nomination_id: each.nomination for each in tasks}
    dossiers = {each.nomination_id: each for each in facts.dossiers(list(nominations.values()))}
    known = facts.experts(sorted({each.expert_id for each in tasks}))
    for task in tasks:
        told = "".join(conflicts(known[task.expert_id], dossiers[task.nomination_id]))[:LONGEST]
        task.conflict = "" if told == task.cleared else told
    return sum(bool(each.conflict) for each in tasks)
