"""The pool of experts in a demonstration: who they are, how they are drawn by a public number, what they answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from models.expert import ExpertCall
from models.people import User
from models.programme import Cycle
from models.vocabulary import CallState
from selection.database import db
from selection.experts import actions, calling, drawing
from selection.rules.standing import Actor

TITLES = ("正高级工程师", "高级工程师", "特级技师", "高级技师", "教授", "研究员")
HOUSES = ("机械工程研究院", "职业技能指导中心", "理工学院", "装备技术研究所", "技师学院", "质量检测中心")
PLACES = ("东海", "浦江", "申浦", "长江口", "崇明", "松江")
TRADES = ("C", "C", "M")
SPARE = 3
"""So many more in the pool than sit: one declines, the others stand by."""

AWAY = "同一时间另有评审任务"


def enter(experts: Sequence[Actor], chance: Random, *, now: datetime) -> None:
    """Every expert writes down who he is."""
    for place, expert in enumerate(experts):
        actions.save(
            db.session.get_one(User, expert.user_id),
            expert,
            title=chance.choice(TITLES),
            trades=[TRADES[place % len(TRADES)]],
            unit_name=f"上海{chance.choice(PLACES)}{chance.choice(HOUSES)}",
            person_id=None,
            load_cap=None,
            away=(None, None),
            ties={},
            now=now,
        )


def ask(
    cycle_id: int, officer: Actor, experts: Sequence[Actor], chance: Random, *, seats: int, now: datetime
) -> list[int]:
    """The first is asked outright, the rest drawn by a number of the next day; who accepted, by id.

    One of those drawn cannot come, so that somebody who stood by takes his place.
    """
    cycle, first = db.session.get_one(Cycle, cycle_id), experts[0]
    chosen = calling.call(cycle, first.user_id or 0, officer, now=now)
    calling.accept(chosen, first, now=now)
    made = drawing.commit(
        cycle,
        officer,
        wanted=_places(cycle, seats - 1),
        number_source=f"{now:%Y年%m月%d日}之后一日福彩3D开奖号码，三位依次连写",
        due_at=now + timedelta(days=1),
        now=now,
        salt=chance.randbytes(32).hex(),
    )
    now += timedelta(days=1, hours=1)
    drawing.draw(made, officer, number=f"{chance.randrange(1000):03d}", now=now)
    by_id = {each.user_id: each for each in experts}
    has_declined = False
    while waiting := _waiting(cycle_id):
        for asked in waiting:
            actor = by_id[asked.expert_id]
            if has_declined:
                calling.accept(asked, actor, now=now)
            else:
                calling.decline(asked, actor, reason=AWAY, now=now)
                has_declined = True
    accepted = db.session.query(ExpertCall).filter_by(cycle_id=cycle_id, state=CallState.ACCEPTED)
    return [each.expert_id for each in accepted.order_by(ExpertCall.id)]


def _places(cycle: Cycle, wanted: int) -> dict[str, tuple[int, int]]:
    """Places for each trade by how many can be drawn there; whoever is left stands by."""
    there = Counter({name: len(people) for name, people in drawing.strata(cycle).items()})
    total, given = sum(there.values()), dict[str, tuple[int, int]]()
    left = wanted
    for place, (name, number) in enumerate(sorted(there.items()), start=1):
        places = left if place == len(there) else min(left, round(wanted * number / total))
        given[name] = (min(places, number), max(0, number - places))
        left -= given[name][0]
    return given


def _waiting(cycle_id: int) -> list[ExpertCall]:
    query = db.session.query(ExpertCall).filter_by(cycle_id=cycle_id, state=CallState.INVITED)
    return query.order_by(ExpertCall.stratum.desc(), ExpertCall.place, ExpertCall.id).all()
