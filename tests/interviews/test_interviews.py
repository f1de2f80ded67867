"""A sitting from its arrangement to who is let through, and what nobody may do or see meanwhile."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask

from models.event import Event
from models.interview import Slot, SlotSheet
from models.job import Letter
from models.people import Membership
from models.vocabulary import Act, Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.interviews import actions, queries
from selection.rules.running_order import draw
from tests.browsers import Browser
from tests.interviews.holding import (
    SEED,
    arrange,
    called_in_order,
    craftsmen,
    judges,
    officer,
    rules,
    score,
    waiting,
)
from tests.world import World


@pytest.fixture
def world(app: Flask) -> World:
    return craftsmen()


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.why for each in refusal.value.reasons]


def test_a_sitting_from_the_draw_to_who_is_let_through(world: World) -> None:
    made = waiting(world, 3)
    sitting = arrange(world)

    order = actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    ids = called_in_order(world, sitting)
    for place, nomination_id in enumerate(ids):
        for judge, share in zip(judges(world), ("0.9", "0.8", "0.4") if place else ("0.5", "0.6", "0.6"), strict=True):
            score(world, judge, nomination_id, share)
    heard = actions.close(sitting, officer(world), now=world.now)
    passed = actions.admit_all(world.cycle, officer(world), now=world.now)

    assert order == draw([each.receipt or "" for each in made], SEED)
    assert [db.session.get_one(Slot, each).nomination.receipt for each in ids] == order
    starts = [db.session.get_one(Slot, each).starts_at for each in ids]
    assert [(each - starts[0]).seconds // 60 for each in starts if each and starts[0]] == [0, 20, 40]
    assert (heard, passed) == (3, 2)
    totals = [db.session.get_one(Slot, each).total for each in ids]
    assert [each is not None and each >= rules(world).line for each in totals] == [False, True, True]
    stages = {each.id: each.stage for each in made}
    assert [stages[each] for each in ids] == [Stage.INTERVIEWING, Stage.QUALIFIED, Stage.QUALIFIED]
    with pytest.raises(Refused, match="合格线 60 分"):
        actions.admit(db.session.get_one(Slot, ids[0]).nomination, officer(world), note="熟人", now=world.now)
    event = db.session.query(Event).filter_by(act=Act.DRAW_ORDER).one()
    assert event.facts == {"seed": SEED, "order": order}
    letters = db.session.query(Letter).filter(Letter.subject.endswith("面试安排")).all()
    assert len(letters) == 3
    assert all(SEED in each.body and "职工活动中心三楼" in each.body for each in letters)


def test_an_order_is_drawn_once(world: World) -> None:
    waiting(world, 2)
    sitting = arrange(world)
    first = actions.draw(sitting, officer(world), seed=SEED, now=world.now)

    with pytest.raises(Refused):
        actions.draw(sitting, officer(world), seed="another", now=world.now)

    assert [row.receipt for row in queries.slots(sitting.id)] == first


def test_closing_names_what_is_missing(world: World) -> None:
    made = waiting(world, 2)
    sitting = arrange(world)
    actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    actions.call(db.session.get_one(Slot, made[0].id), officer(world), now=world.now)
    score(world, judges(world)[0], made[0].id, "0.8")

    with pytest.raises(Refused) as refusal:
        actions.close(sitting, officer(world), now=world.now)

    names = [each.name for each in judges(world)[1:]]
    assert set(reasons(refusal)) == {f"{each}还没有提交{made[0].name}的评分" for each in names} | {
        f"{made[1].name}还没有入场"
    }


def test_who_was_absent_is_heard_in_another_sitting(world: World) -> None:
    made = waiting(world, 2)
    sitting = arrange(world)
    actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    actions.miss(db.session.get_one(Slot, made[0].id), officer(world), now=world.now)
    actions.call(db.session.get_one(Slot, made[1].id), officer(world), now=world.now)
    for judge in judges(world):
        score(world, judge, made[1].id, "0.8")
    actions.close(sitting, officer(world), now=world.now)

    later = arrange(world, name="第二场")

    assert db.session.get_one(Slot, made[0].id).sitting_id == later.id
    assert db.session.get_one(Slot, made[1].id).total == Decimal(80)
    with pytest.raises(Refused, match="还没有面试得分"):
        actions.admit(made[0], officer(world), note="", now=world.now)


def test_nobody_scores_his_own_unit(world: World) -> None:
    (made,) = waiting(world, 1)
    judge = judges(world)[0]
    with transaction() as session:
        session.add(Membership(user_id=judge.user_id, organisation=world.unit, role=Role.UNIT_HEAD, since_at=world.now))
    sitting = arrange(world)
    actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    actions.call(db.session.get_one(Slot, made.id), officer(world), now=world.now)

    assert queries.hearing(judge, made.id) is None
    assert queries.hearings(judge) == []
    for other in judges(world)[1:]:
        score(world, other, made.id, "0.8")
    with pytest.raises(Refused) as refusal:
        actions.close(sitting, officer(world), now=world.now)
    assert reasons(refusal) == [f"{made.name}只有 2 份评分，至少要 3 份"]


def test_a_judge_scores_on_the_tablet_and_sees_nobody_elses(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    (made, waits) = waiting(world, 2)
    sitting = arrange(world)
    actions.draw(sitting, officer(world), seed=SEED, now=world.now)
    here = f"/interviews/sheets/{made.id}"
    client.sign_in(world.members[Role.EXPERT])
    assert client.get(here).status_code == 404  # nobody is scored before he is in the room
    actions.call(db.session.get_one(Slot, made.id), officer(world), now=world.now)
    score(world, judges(world)[1], made.id, "0.3")
    keys = [each.key for each in rules(world).criteria]

    draft = client.post(f"{here}/draft", json={"revision": "0", "answers": {keys[0]: "31", "luck": "9"}})
    half = client.post(here, data={keys[0]: "31"})
    whole = client.post(here, data={keys[0]: "31.5", keys[1]: "30", keys[2]: "20"})

    assert (draft.status_code, half.status_code, whole.status_code) == (200, 422, 303)
    assert whole.location == "/interviews/judging"
    sheet = db.session.get_one(SlotSheet, (made.id, judges(world)[0].user_id))
    assert (sheet.total, set(sheet.points)) == (Decimal("81.5"), set(keys))
    assert "81.5" in client.get("/interviews/judging").text
    assert client.get(f"/interviews/sheets/{waits.id}").status_code == 404
    city = new_client().sign_in(world.members[Role.CITY_OFFICER])
    page = city.get(f"/interviews/cycles/{world.cycle.id}/sittings/{sitting.id}").text
    assert "81.5" not in page
    assert ">得分<" not in page


def test_the_city_arranges_draws_calls_and_closes_by_its_pages(world: World, client: Browser) -> None:
    (made,) = waiting(world, 1)
    client.sign_in(world.members[Role.CITY_OFFICER])
    start = f"/interviews/cycles/{world.cycle.id}/sittings"
    typed = {"name": "第一场", "place": "三楼", "starts_at": "2026-12-01T09:00", "at_most": "5"}
    ids = [str(each.user_id) for each in judges(world)]

    assert client.post(start, data={**typed, "judges": ids[:1]}).status_code == 409
    assert client.post(start, data={**typed, "starts_at": "x", "judges": ids}).status_code == 422
    here = client.post(start, data={**typed, "judges": ids}).location
    assert client.post(f"{here}/order").status_code == 303
    assert client.post(f"{here}/order").status_code == 409
    assert client.post(f"{here}/slots/{made.id}/call").status_code == 303
    assert client.post(f"{here}/slots/{made.id}/absence").status_code == 409
    assert client.post(f"{here}/closing").status_code == 409
    for judge in judges(world):
        score(world, judge, made.id, "0.8")
    assert client.post(f"{here}/closing").status_code == 303
    assert client.post(f"/interviews/cycles/{world.cycle.id}/admissions").status_code == 303

    assert db.session.get_one(type(made), made.id).stage == Stage.QUALIFIED
    assert "80" in client.get(here).text
    assert client.get(f"/interviews/cycles/{world.cycle.id + 7}/sittings/1").status_code == 404
