"""What experts do: sheets from merit, from how strict the expert is and from chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from sqlalchemy import select

from models.job import Job
from models.programme import Cycle
from models.vocabulary import JobState
from selection import jobs
from selection.database import db
from selection.experts import blind
from selection.review import actions, queries
from selection.rules.programme import Criterion
from selection.rules.standing import Actor
from selection.workflow import programme_of

PER_PANEL = 70
SEATS = 7
AVERAGE, SPREAD, ROUGHNESS, HASTY = 0.74, 0.075, 0.05, 0.6
COMMENT = "材料翔实，数据有出处；技艺水平与带徒情况符合本项目要求。"
KIN = "与被推荐人的师傅有亲属关系"


@dataclass(frozen=True)
class Expert:
    """An expert and how strict he is: what he gives less than others, as a share of the points."""

    actor: Actor
    severity: float


def experts_needed(dossiers: int) -> int:
    """Seven for each panel, one panel for every seventy dossiers."""
    return SEATS * max(1, round(dossiers / PER_PANEL))


def seat(cycle_id: int, officer: Actor, seated: Sequence[int], *, now: datetime, settles: bool = True) -> int:
    """Form the panels, deal out the dossiers, make them blind and look at what was found; returns how many there are.

    ``seated``: who accepted. ``settles``: the office has looked at every finding already.
    """
    cycle = db.session.get_one(Cycle, cycle_id)
    for number, place in enumerate(range(0, len(seated), SEATS), start=1):
        ids = list(seated[place : place + SEATS])
        actions.form_panel(cycle, officer, name=f"第{number}评审组", expert_ids=ids, now=now)
    dealt = actions.assign(cycle, officer, now=now)
    asked = select(Job.id).where(Job.kind == blind.KIND, Job.state == JobState.READY).order_by(Job.id)
    for job_id in list(db.session.scalars(asked)):
        jobs.perform(job_id, now)
    while settles and (rows := blind.waiting(cycle_id, 1)[0]):
        blind.settle(cycle, officer, ids=[row[0].id for row in rows], verdict=blind.HARMLESS, now=now)
    return dealt


def waiting(expert: Expert) -> list[int]:
    """The assignments an expert has not handed in."""
    works = queries.works(expert.actor)
    return [each.assignment.id for each in works if each.recusal is None and each.sheet is None]


def score(expert: Expert, assignment_id: int, merit: Mapping[int, float], chance: Random, *, now: datetime) -> None:
    """Hand in one sheet."""
    work = queries.work(expert.actor, assignment_id)
    if work is None:
        raise LookupError("an expert does not see his own assignment")
    worth = AVERAGE + SPREAD * merit[work.nomination.id] - expert.severity
    criteria = programme_of(work.cycle).criteria
    points = {each.key: _points(each, worth + chance.gauss(0, ROUGHNESS)) for each in criteria}
    actions.hand_in(work, expert.actor, points=points, comment=COMMENT, now=now)


def hurry(expert: Expert, *, now: datetime) -> None:
    """Hand in everything with the very same low points, as somebody does who has not read it."""
    for assignment_id in waiting(expert):
        if work := queries.work(expert.actor, assignment_id):
            points = {each.key: _points(each, HASTY) for each in programme_of(work.cycle).criteria}
            actions.hand_in(work, expert.actor, points=points, comment=COMMENT, now=now)


def recuse(expert: Expert, assignment_id: int, *, now: datetime) -> None:
    """Step back from one dossier."""
    if work := queries.work(expert.actor, assignment_id):
        actions.recuse(work, expert.actor, reason=KIN, now=now)


def close(cycle_id: int, officer: Actor, *, now: datetime) -> int:
    """End the review; returns how many were scored."""
    return actions.close(db.session.get_one(Cycle, cycle_id), officer, now=now)


def _points(criterion: Criterion, share: float) -> Decimal:
    """Points in halves."""
    halves = round(float(criterion.points) * 2 * min(1.0, max(0.2, share)))
    return Decimal(halves) / 2
