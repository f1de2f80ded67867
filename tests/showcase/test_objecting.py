"""The objections of the demonstration: one does not hold, one does, a second notice follows."""

from sqlalchemy import select

from models.publicity import Notice, UnitNotice
from models.vocabulary import Role, Stage
from selection.database import db
from selection.objections import queries
from selection.publicity import actions
from selection.showcase import objecting
from tests.committee.casting import candidates, places, resolved
from tests.world import World


def test_one_is_dismissed_one_upheld_and_a_second_notice_follows(world: World) -> None:
    places(world, 0, 3)
    made = candidates(world, 4)
    resolved(world, [made[:3], made[:3], made[3:], made[3:]])
    officer = world.actor(Role.CITY_OFFICER)
    actions.publish(world.cycle, officer, now=world.now)

    said = objecting.object_twice(world.cycle.id, officer, now=world.now)
    objecting.take_up(said, officer, now=world.now)
    objecting.settle(said, officer, now=world.now)
    objecting.publish_again(world.cycle.id, officer, now=world.now)
    objecting.object_to_all(world.cycle.id, officer, now=world.now)
    objecting.prove(world.cycle.id, now=world.now)
    world.nomination(Stage.POSTED, name="郁青禾")
    objecting.publish_locally(world.cycle.id, world.actor(Role.UNIT_HEAD), now=world.now)

    assert [len(each.lines) for each in db.session.scalars(select(Notice).order_by(Notice.version))] == [3, 1]
    assert db.session.scalars(select(UnitNotice)).one().lines[0]["name"] == "郁青禾"
    counts = dict(queries.report(world.cycle.id)[0])
    assert (counts["收到"], counts["等待受理"], counts["异议成立"], counts["异议不成立"]) == (3, 1, 1, 1)
