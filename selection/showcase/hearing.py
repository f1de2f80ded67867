"""Interviews of the demonstration: one sitting, its order drawn, everybody scored by three judges, the line kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from models.programme import Cycle
from selection.database import db
from selection.interviews import actions, queries
from selection.rules.programme import Criterion, Interview
from selection.rules.standing import Actor
from selection.showcase.judging import Expert
from selection.workflow import programme_of

AVERAGE, SPREAD, ROUGHNESS = 0.82, 0.05, 0.03
PLACE = "市职工文化中心三楼多功能厅"
MOST = 60


def hear(
    cycle_id: int,
    officer: Actor,
    sitting: Sequence[Expert],
    merit: Mapping[int, float],
    chance: Random,
    *,
    now: datetime,
) -> int:
    """Hear everybody who waits, sitting after sitting, where the definition scores interviews; returns how many."""
    cycle = db.session.get_one(Cycle, cycle_id)
    rules = programme_of(cycle).interview
    heard = 0
    while rules is not None and queries.unplaced(cycle_id):
        judges = chance.sample(list(sitting), rules.sheets)
        heard += _sit(cycle, officer, judges, rules, merit, chance, now)
    if heard:
        actions.admit_all(cycle, officer, now=now)
    return heard


def _sit(
    cycle: Cycle,
    officer: Actor,
    judges: Sequence[Expert],
    rules: Interview,
    merit: Mapping[int, float],
    chance: Random,
    now: datetime,
) -> int:
    number = len(queries.sittings(cycle.id)) + 1
    ids = [each.actor.user_id or 0 for each in judges]
    sitting = actions.arrange(
        cycle,
        officer,
        name=f"第{number}场",
        place=PLACE,
        starts_at=now,
        judge_ids=ids,
        at_most=MOST,
        now=now - timedelta(days=3),
    )
    actions.draw(sitting, officer, seed=chance.randbytes(16).hex(), now=now - timedelta(days=2))
    for row in queries.slots(sitting.id):
        actions.call(row.Slot, officer, now=row.Slot.starts_at)
        for judge in judges:
            _score(judge, row.id, rules, merit[row.id], chance, row.Slot.starts_at + timedelta(minutes=rules.minutes))
    return actions.close(sitting, officer, now=now + timedelta(hours=8))


def _score(judge: Expert, nomination_id: int, rules: Interview, merit: float, chance: Random, now: datetime) -> None:
    hearing = queries.hearing(judge.actor, nomination_id)
    if hearing is None:  # nobody judges his own unit
        return
    worth = AVERAGE + SPREAD * merit - judge.severity
    points: dict[str, Decimal | None] = {
        each.key: _points(each, worth + chance.gauss(0, ROUGHNESS)) for each in rules.criteria
    }
    actions.hand_in(hearing, judge.actor, points=points, comment="", now=now)


def _points(criterion: Criterion, share: float) -> Decimal:
    """Points in halves; nobody is below the line."""
    return Decimal(round(float(criterion.points) * 2 * min(1.0, max(0.62, share)))) / 2
