"""The city's check, from the first tick to the place that is spent."""

import pytest

from models.event import Event
from models.nomination import Nomination
from models.programme import Allocation
from models.vetting import Inquiry
from models.vocabulary import Act, Answer, Role, Stage
from selection.database import db
from selection.errors import Refused
from selection.vetting import actions, queries
from tests.world import World


def tick_all(world: World, nomination: Nomination, *, is_met: bool = True) -> None:
    marks = {check.key: (is_met, "") for check in world.programme.checks}
    actions.tick(nomination, world.actor(Role.CITY_OFFICER), marks=marks, now=world.now)


def hear_all(world: World, nomination: Nomination, answer: Answer = Answer.CLEAR) -> None:
    city = world.actor(Role.CITY_OFFICER)
    required = [each.key for each in world.programme.departments if each.required]
    actions.ask([nomination], city, departments=required, now=world.now)
    for inquiry in db.session.query(Inquiry).filter_by(nomination_id=nomination.id).all():
        told = {inquiry.id: (answer, "")}
        actions.answer(told, city, cycle=world.cycle, department=inquiry.department, now=world.now)


def test_a_checked_and_cleared_nomination_is_qualified_and_its_place_is_spent(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    tick_all(world, nomination)
    hear_all(world, nomination)

    actions.pass_on(nomination, world.actor(Role.CITY_OFFICER), now=world.now)

    assert nomination.stage == Stage.QUALIFIED
    allocation = db.session.get_one(Allocation, world.allocation.id)
    assert (allocation.reserved, allocation.committed) == (0, 1)


def test_what_is_missing_is_told_all_at_once_and_nothing_moves(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)

    with pytest.raises(Refused) as refusal:
        actions.pass_on(nomination, world.actor(Role.CITY_OFFICER), now=world.now)

    required = [each for each in world.programme.departments if each.required]
    assert len(refusal.value.reasons) == len(world.programme.checks) + len(required)
    assert db.session.get_one(Nomination, nomination.id).stage == Stage.FORWARDED


def test_one_adverse_answer_vetoes(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    tick_all(world, nomination)
    hear_all(world, nomination)
    one = db.session.query(Inquiry).filter_by(nomination_id=nomination.id).first()
    assert one is not None
    told = {one.id: (Answer.ADVERSE, "有未结案件")}
    actions.answer(told, world.actor(Role.CITY_OFFICER), cycle=world.cycle, department=one.department, now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.pass_on(nomination, world.actor(Role.CITY_OFFICER), now=world.now)

    name = next(each.name for each in world.programme.departments if each.key == one.department)
    assert [reason.why for reason in refusal.value.reasons] == [f"{name}答复有不良情况"]


def test_nobody_is_asked_about_twice(world: World) -> None:
    nomination = world.nomination(Stage.FORWARDED)
    city = world.actor(Role.CITY_OFFICER)

    first = actions.ask([nomination], city, departments=["health", "audit"], now=world.now)
    second = actions.ask([nomination], city, departments=["audit", "ecology"], now=world.now)

    assert (first, second) == (2, 1)
    assert sorted(queries.inquiries_of(nomination.id)) == ["audit", "ecology", "health"]


def test_in_a_batch_each_stands_alone(world: World) -> None:
    good, bad = world.nomination(Stage.FORWARDED), world.nomination(Stage.FORWARDED, name="卫知远")
    for nomination in (good, bad):
        hear_all(world, nomination)
    tick_all(world, good)
    tick_all(world, bad, is_met=False)

    told = actions.pass_all([bad, good], world.actor(Role.CITY_OFFICER), now=world.now)

    assert told[good.id] == []
    assert len(told[bad.id]) == len(world.programme.checks)
    db.session.expire_all()
    assert db.session.get_one(Nomination, good.id).stage == Stage.QUALIFIED
    assert db.session.get_one(Nomination, bad.id).stage == Stage.FORWARDED
    passed = db.session.query(Event.nomination_id).filter_by(act=Act.PASS).all()
    assert [row.nomination_id for row in passed] == [good.id]


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.QUALIFIED, Stage.WITHDRAWN])
def test_only_what_stands_at_the_city_is_checked(world: World, stage: Stage) -> None:
    nomination = world.nomination(stage)

    with pytest.raises(Refused):
        tick_all(world, nomination)

    assert queries.ticks_of(nomination.id) == {}
