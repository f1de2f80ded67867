"""The trail, and the chain that shows whether it was touched."""

import pytest
from flask import Flask
from sqlalchemy import text

from models.vocabulary import Act, Role
from selection.audit import queries
from selection.audit.queries import Sought
from selection.audit.record import record
from selection.database import db, transaction
from tests.browsers import Browser
from tests.world import World, make_world


@pytest.fixture
def world(db_session: object) -> World:
    made = make_world()
    nomination = made.nomination()
    with transaction():
        record(Act.DRAFT, made.actor(Role.UNIT_OFFICER), now=made.now, nomination=nomination)
        record(Act.SET, made.actor(Role.ADMIN), now=made.now, subject="办公时间 100%")
    return made


def test_the_supervisor_reads_everything_and_narrows_it(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.SUPERVISOR])

    assert client.get("/trail/").text.count('<th scope="row">') == 2
    assert client.get("/trail/?q=方卓").text.count('<th scope="row">') == 1
    assert client.get("/trail/?role=admin").text.count('<th scope="row">') == 1
    assert client.get("/trail/?role=nobody").text.count('<th scope="row">') == 2
    assert client.get("/trail/?q=100%25").text.count('<th scope="row">') == 1
    assert client.get("/trail/?act=draft&cycle=1&since=2020-01-01").text.count('<th scope="row">') == 1
    assert client.get("/trail/?until=2020-01-01").text.count('<th scope="row">') == 0
    assert client.get("/trail/?act=nothing&cycle=x&since=x&page=-1&nomination=" + "9" * 40).status_code == 200


def test_the_story_of_a_nomination_is_its_own(world: World) -> None:
    nomination = world.nomination(name="别人")

    assert queries.of_nomination(nomination.id) == []
    assert queries.trail(Sought()).total == 2


@pytest.mark.database("sqlite")
def test_an_altered_event_is_found(world: World, app: Flask, client: Browser) -> None:
    client.sign_in(world.members[Role.SUPERVISOR])
    assert "全部对得上" in client.get("/trail/chain").text
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0

    with transaction() as session:
        session.execute(text("DROP TRIGGER event_no_update"))
        session.execute(text("UPDATE event SET actor_name = 'x' WHERE act = 'set'"))

    assert "号经过起对不上" in client.get("/trail/chain").text
    assert queries.broken_at() == db.session.scalar(text("SELECT id FROM event WHERE act = 'set'"))
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 1
