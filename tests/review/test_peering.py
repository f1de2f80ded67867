"""互访互评: the studios' own people judge one another, and nobody his own."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask

from models.nomination import Nomination
from models.people import Affiliation, Membership, Organisation
from models.review import Assignment
from models.vocabulary import Level, Role, Stage
from selection.database import db, transaction
from selection.errors import Refused
from selection.review import actions, peering, queries
from tests.browsers import Browser
from tests.world import World, credit_code, make_world

STUDIOS = ("郁青禾", "卫知远", "丁望海", "佟以安", "骆闻笛")


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(definition="model-worker-studio")


def studio(world: World, leader: str) -> tuple[Nomination, Membership]:
    """A studio of a unit of its own, qualified, whose leader has an account there."""
    with transaction() as session:
        world.made += 1
        unit = Organisation(
            level=Level.UNIT,
            name=f"{leader}所在的工厂",
            short_name=f"{leader}厂",
            credit_code=credit_code(900 + world.made),
            founded_at=world.now,
        )
        session.add(unit)
        session.flush()
        session.add(Affiliation(unit_id=unit.id, union_id=world.union.id, since=date(2020, 1, 1)))
    answers = {key: value for key, value in world.answers().items() if key != "name"} | {"leader": leader}
    nomination = world.nomination(Stage.QUALIFIED, name=f"{leader}创新工作室", unit=unit, answers=answers)
    return nomination, world.member(Role.NOMINEE, unit, leader)


def test_leaders_score_one_another_and_nobody_his_own(world: World, client: Browser) -> None:
    made = [studio(world, leader) for leader in STUDIOS]
    offered = peering.peers(world.cycle.id)
    city = world.actor(Role.CITY_OFFICER)

    panel = actions.form_panel(
        world.cycle, city, name="互评组", expert_ids=[each.user_id for each in offered], now=world.now
    )
    actions.assign(world.cycle, city, now=world.now)

    assert {each.name for each in offered if each.is_leader} == set(STUDIOS)
    homes = {member.user_id: nomination.id for nomination, member in made}
    dealt = [(each.expert_id, each.nomination_id) for each in db.session.query(Assignment)]
    assert [pair for pair in dealt if homes[pair[0]] == pair[1]] == []
    assert set(Counter(nomination_id for _, nomination_id in dealt).values()) == {world.programme.scoring.sheets}
    assert {each.panel_id for each in db.session.query(Assignment)} == {panel.id}
    expert = db.session.query(Membership).filter_by(user_id=made[0][1].user_id, role=Role.EXPERT).one()
    assert expert.organisation_id == made[0][0].unit_id
    assert made[0][1].user_id not in {row[0] for row in queries.experts()}
    assert "K-" in client.sign_in(expert).get("/review/desk").text


def test_who_is_of_no_candidates_unit_is_no_peer(world: World, client: Browser) -> None:
    studio(world, STUDIOS[0])
    stranger = world.members[Role.EXPERT].user_id

    with pytest.raises(Refused):
        actions.form_panel(
            world.cycle, world.actor(Role.CITY_OFFICER), name="互评组", expert_ids=[stranger], now=world.now
        )

    client.sign_in(world.members[Role.CITY_OFFICER])
    page = client.get(f"/review/cycles/{world.cycle.id}/panels").text
    assert f"{STUDIOS[0]}，{STUDIOS[0]}厂，领衔人" in page
    assert world.members[Role.EXPERT].user.name not in page
