"""Conflicts found after dossiers were dealt: before an expert reads, and before he scores (评审中的回避)."""

from collections.abc import Sequence

from sqlalchemy import select

from models.nomination import Nomination
from models.review import Assignment, Recusal
from models.vocabulary import Stage
from selection.database import db
from selection.experts import facts
from selection.rules.conflicts import conflicts

LONGEST = 500


def standing_between(expert_id: int, nomination: Nomination) -> list[str]:
    """Why an expert must not see this dossier, as things are now; empty when he may. Asked when he opens it."""
    known = facts.experts([expert_id])[expert_id]
    (dossier,) = facts.dossiers([nomination])
    return conflicts(known, dossier)


def look_again(expert_id: int) -> int:
    """Mark the open dossiers of an expert with what now stands between; inside a transaction. Returns how many."""
    query = (
        select(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(Recusal, Recusal.assignment_id == Assignment.id)
        .where(Assignment.expert_id == expert_id, Nomination.stage == Stage.ASSIGNED)
        .where(Recusal.assignment_id.is_(None))
    )
    tasks: Sequence[Assignment] = db.session.scalars(query).all()
    if not tasks:
        return 0
    known = facts.experts([expert_id])[expert_id]
    dossiers = facts.dossiers([db.session.get_one(Nomination, each.nomination_id) for each in tasks])
    for task, dossier in zip(tasks, dossiers, strict=True):
        task.conflict = "".join(conflicts(known, dossier))[:LONGEST]
    return sum(bool(each.conflict) for each in tasks)
