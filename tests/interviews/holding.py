"""A cycle whose candidates are interviewed, and the steps of a sitting."""

from datetime import timedelta
from decimal import Decimal

from models.interview import Sitting
from models.nomination import Nomination
from models.vocabulary import Role, Stage
from selection.interviews import actions, queries
from selection.review.queries import experts
from selection.rules.programme import Interview
from selection.rules.standing import Actor
from tests.world import World, make_world

SEED = "00112233445566778899aabbccddeeff"


def craftsmen() -> World:
    """The usual cast with a cycle of 上海工匠, whose definition has an interview."""
    world = make_world(definition="shanghai-craftsman")
    for _ in range(2):
        world.member(Role.EXPERT, world.city)
    return world


def rules(world: World) -> Interview:
    assert world.programme.interview is not None
    return world.programme.interview


def officer(world: World) -> Actor:
    return world.actor(Role.CITY_OFFICER)


def judges(world: World) -> list[Actor]:
    """The three experts of the cast, as actions know them."""
    return [Actor(row[0], row[1], Role.EXPERT, world.city.id, "", None) for row in experts()]


def arrange(world: World, *, name: str = "第一场", at_most: int = 60) -> Sitting:
    ids = [each.user_id or 0 for each in judges(world)]
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


def score(world: World, judge: Actor, nomination_id: int, share: str) -> None:
    hearing = queries.hearing(judge, nomination_id)
    assert hearing is not None
    points = {each.key: (each.points * Decimal(share)).quantize(Decimal(1)) for each in rules(world).criteria}
    actions.hand_in(hearing, judge, points=dict(points), comment="", now=world.now)


def called_in_order(world: World, sitting: Sitting) -> list[int]:
    """Everybody is called one after the other: ids in running order."""
    slots = [row.Slot for row in queries.slots(sitting.id)]
    for slot in slots:
        actions.call(slot, officer(world), now=world.now)
    return [slot.nomination_id for slot in slots]
