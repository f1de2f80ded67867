"""A cycle whose candidates are interviewed, and the steps of a sitting."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from models.interview import Sitting
from models.nomination import Nomination
from models.vocabulary import Phase, Role, Stage
from selection.interviews import actions, queries
from selection.review.queries import experts
from selection.rules.programme import Interview
from selection.rules.standing import Actor
from tests.committee.casting import rules as freeze
from tests.world import World, make_world, programme

SEED = "00112233445566778899aabbccddeeff"


def craftsmen() -> World:
    """The usual cast with a cycle of 上海工匠, whose definition has an interview."""
    world = make_world(definition="shanghai-craftsman")
    for _ in range(2):
        world.member(Role.EXPERT, world.city)
    return world


def craftsmens_interview(world: World) -> None:
    """Interview in the world's cycle as the craftsmen are interviewed."""
    phases, days = list(world.programme.phases), {**world.programme.days, Phase.INTERVIEW: 95}
    phases.insert(phases.index(Phase.REVIEW), Phase.INTERVIEW)
    freeze(world, phases=tuple(phases), days=days, interview=programme("shanghai-craftsman").interview)


def half_heard(world: World) -> None:
    """A sitting of three under way: two judges have scored the first, the second is in the room, the third waits."""
    mine = world.actor(Role.EXPERT)
    others = [world.acting(world.member(Role.EXPERT, world.city)) for _ in range(2)]
    sitting = arrange(world, at_most=3, before=[mine, *others])
    actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    first, second, _ = [row.Slot for row in queries.slots(sitting.id)]
    for slot in (first, second):
        actions.call(slot, officer(world), now=world.now)
    for judge in (mine, others[0]):
        score(world, judge, first.nomination_id, "0.7", comment=f"CANARY面试评语{judge.user_id}")


def rules(world: World) -> Interview:
    assert world.programme.interview is not None
    return world.programme.interview


def officer(world: World) -> Actor:
    return world.actor(Role.CITY_OFFICER)


def judges(world: World) -> list[Actor]:
    """The three experts of the cast, as actions know them."""
    return [Actor(row[0], row[1], Role.EXPERT, world.city.id, "", None) for row in experts()]


def arrange(world: World, *, name: str = "第一场", at_most: int = 60, before: Sequence[Actor] = ()) -> Sitting:
    ids = [each.user_id or 0 for each in before or judges(world)]
    return actions.arrange(
        world.cycle,
        officer(world),
        name=name,
        place="职工活动中心三楼",
        starts_at=world.now + timedelta(days=2),
        judge_ids=ids,
        at_most=at_most,
        now=world.now,
    )


def waiting(world: World, number: int) -> list[Nomination]:
    return [world.nomination(Stage.INTERVIEWING, name=f"人选{'甲乙丙丁戊'[place]}") for place in range(number)]


def score(world: World, judge: Actor, nomination_id: int, share: str, comment: str = "") -> None:
    hearing = queries.hearing(judge, nomination_id)
    assert hearing is not None
    points = {each.key: (each.points * Decimal(share)).quantize(Decimal(1)) for each in rules(world).criteria}
    actions.hand_in(hearing, judge, points=dict(points), comment=comment, now=world.now)


def called_in_order(world: World, sitting: Sitting) -> list[int]:
    """Everybody is called one after the other: ids in running order."""
    slots = [row.Slot for row in queries.slots(sitting.id)]
    for slot in slots:
        actions.call(slot, officer(world), now=world.now)
    return [slot.nomination_id for slot in slots]
