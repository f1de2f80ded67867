"""The story of a nomination: what of it each reader is told."""

from models.vocabulary import Act, Role, Stage
from selection.audit.record import record
from selection.database import transaction
from selection.nominations import queries
from selection.rules.standing import SYSTEM
from tests.world import World


def test_who_judged_and_when_is_told_to_the_city_alone(world: World) -> None:
    nomination = world.nomination(Stage.ASSIGNED)
    with transaction():
        for role in (Role.UNION_OFFICER, Role.EXPERT):
            record(Act.SCORE, world.actor(role), now=world.now, nomination=nomination)
        record(Act.EXPIRE, SYSTEM, now=world.now, nomination=nomination)

    shown = {
        role: [each.role for each in queries.story(nomination, world.actor(role)).events]
        for role in (Role.UNIT_OFFICER, Role.UNION_HEAD, Role.CITY_OFFICER, Role.SUPERVISOR)
    }

    outside, city = [None, Role.UNION_OFFICER], [None, Role.EXPERT, Role.UNION_OFFICER]
    assert list(shown.values()) == [outside, outside, city, city]
