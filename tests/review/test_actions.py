"""A review from its panels to its ranking."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from models.nomination import Nomination
from models.programme import Cycle
from models.review import Assignment, ReviewFile, ScoreSheet
from models.vocabulary import Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.review import actions, queries
from selection.rules.standing import Actor
from tests.world import World


def expert_of(assignment: Assignment, world: World) -> Actor:
    """The expert an assignment belongs to."""
    acting = world.actor(Role.EXPERT)
    return Actor(assignment.expert_id, acting.name, Role.EXPERT, acting.organisation_id, "", None)


def work_of(assignment: Assignment, world: World) -> queries.Work:
    found = queries.work(expert_of(assignment, world), assignment.id)
    assert found is not None
    return found


def hand_in(assignment: Assignment, world: World, *, share: str = "0.8") -> None:
    points: dict[str, Decimal | None] = {
        each.key: (each.points * Decimal(share)).quantize(Decimal(1)) for each in world.programme.criteria
    }
    actions.hand_in(
        work_of(assignment, world), expert_of(assignment, world), points=points, comment="技艺过硬", now=world.now
    )


def panel_of(world: World, number: int, name: str = "第一组") -> None:
    people = [world.member(Role.EXPERT, world.city).user_id for _ in range(number)]
    actions.form_panel(world.cycle, world.actor(Role.CITY_OFFICER), name=name, expert_ids=people, now=world.now)


def test_every_qualified_dossier_gets_its_experts_and_a_blind_number(world: World) -> None:
    waiting = [world.nomination(Stage.QUALIFIED, name=name) for name in ("郁青禾", "卫知远", "丁望海")]
    panel_of(world, 7)

    dealt = actions.assign(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    assert dealt == 3
    assert [nomination.stage for nomination in waiting] == [Stage.ASSIGNED] * 3
    for nomination in waiting:
        number = db.session.query(Assignment).filter_by(nomination_id=nomination.id).count()
        assert number == world.programme.scoring.sheets
    numbers = [file.blind_number for file in db.session.query(ReviewFile).order_by(ReviewFile.blind_number)]
    assert numbers == [1, 2, 3]


def test_a_panel_too_small_is_refused_and_nothing_is_dealt(world: World) -> None:
    nomination = world.nomination(Stage.QUALIFIED)
    panel_of(world, world.programme.scoring.sheets - 1)

    with pytest.raises(Refused) as refusal:
        actions.assign(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    assert "第一组" in refusal.value.reasons[0].why
    assert db.session.get_one(Nomination, nomination.id).stage == Stage.QUALIFIED
    assert db.session.query(Assignment).count() == 0


def test_nobody_sits_on_two_panels(world: World) -> None:
    person = world.members[Role.EXPERT]
    actions.form_panel(
        world.cycle, world.actor(Role.CITY_OFFICER), name="第一组", expert_ids=[person.user_id], now=world.now
    )

    with pytest.raises(Refused) as refusal:
        actions.form_panel(
            world.cycle, world.actor(Role.CITY_OFFICER), name="第二组", expert_ids=[person.user_id], now=world.now
        )

    assert refusal.value.reasons[0].why == f"{person.user.name}已经在另一个评审组"


def test_an_expert_reaches_his_own_dossiers_only(world: World) -> None:
    nomination = world.nomination(Stage.ASSIGNED)
    mine, other, _ = world.assigned(nomination)

    assert queries.work(world.actor(Role.EXPERT), mine.id) is not None
    assert queries.work(world.actor(Role.EXPERT), other.id) is None


def test_a_recused_expert_loses_sight_and_his_sheet_no_longer_counts(world: World) -> None:
    nomination = world.nomination(Stage.ASSIGNED)
    assignments = world.assigned(nomination)
    for each, share in zip(assignments, ("0.2", "0.8", "0.8"), strict=True):
        hand_in(each, world, share=share)
    actor = expert_of(assignments[0], world)
    actions.recuse(work_of(assignments[0], world), actor, reason="师徒", now=world.now)

    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    assert queries.work(actor, assignments[0].id) is None
    file = db.session.get_one(ReviewFile, nomination.id)
    assert (file.sheets, file.total) == (2, Decimal(80))


def test_a_draft_keeps_what_was_typed_and_owes_its_sheet(world: World) -> None:
    assignments = world.assigned(world.nomination(Stage.ASSIGNED))
    key = world.programme.criteria[0].key
    actions.keep_draft(work_of(assignments[0], world), typed={key: "2３.25x"}, comment="想一想", now=world.now)

    with pytest.raises(Refused) as refusal:
        actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    assert len(refusal.value.reasons) == len(assignments)
    sheet = db.session.get_one(ScoreSheet, assignments[0].id)
    assert (sheet.points, sheet.comment, sheet.total) == ({key: "2３.25x"}, "想一想", None)


def test_a_sheet_can_be_changed_until_the_review_closes(world: World) -> None:
    assignments = world.assigned(world.nomination(Stage.ASSIGNED))
    for each in assignments:
        hand_in(each, world, share="0.8")
    hand_in(assignments[0], world, share="0.6")
    work = work_of(assignments[0], world)
    points: dict[str, Decimal | None] = {each.key: each.points for each in world.programme.criteria}
    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    with pytest.raises(Refused):
        actions.hand_in(work, expert_of(assignments[0], world), points=points, comment="", now=world.now)

    assert db.session.get_one(ScoreSheet, assignments[0].id).total == Decimal(60)


def test_the_review_deadline_is_kept_to_the_microsecond(world: World) -> None:
    assignments = world.assigned(world.nomination(Stage.ASSIGNED))
    work = work_of(assignments[0], world)
    closes = world.now + timedelta(days=50)
    actions.keep_draft(work, typed={}, comment="准时", now=closes)

    with pytest.raises(Refused):
        actions.keep_draft(work, typed={}, comment="晚了", now=closes + timedelta(microseconds=1))

    assert db.session.get_one(ScoreSheet, assignments[0].id).comment == "准时"


def test_closing_ranks_by_the_frozen_rules(world: World) -> None:
    better, worse = world.nomination(Stage.ASSIGNED), world.nomination(Stage.ASSIGNED, name="卫知远")
    for nomination, share in ((better, "0.9"), (worse, "0.7")):
        for each in world.assigned(nomination):
            hand_in(each, world, share=share)

    actions.close(world.cycle, world.actor(Role.CITY_OFFICER), now=world.now)

    ranks = {row.id: row.ReviewFile.rank for row in queries.ranking(world.cycle.id)}
    assert ranks == {better.id: 1, worse.id: 2}
    assert {better.stage, worse.stage} == {Stage.SCORED}


def test_the_rules_of_a_cycle_lock_with_the_first_score(world: World) -> None:
    change = update(Cycle).where(Cycle.id == world.cycle.id).values(definition=world.cycle.definition + " ")
    assignments = world.assigned(world.nomination(Stage.ASSIGNED))
    actions.keep_draft(work_of(assignments[0], world), typed={}, comment="", now=world.now)
    with transaction() as session:
        session.execute(change)
    hand_in(assignments[0], world)

    with pytest.raises(DBAPIError, match="rules are locked"), transaction() as session:
        session.execute(change.values(definition="{}"))

    with transaction() as session:
        session.execute(change.values(name="改名不碰规则"))
