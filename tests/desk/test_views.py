"""Everybody lands on what is his to do."""

from typing import Any

import pytest
from sqlalchemy import event

from models.vocabulary import Role, Stage
from selection.database import db
from tests.browsers import Browser
from tests.world import World


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_desk(world: World, client: Browser, role: Role) -> None:
    client.sign_in(world.members[role])

    page = client.get("/desk")

    assert page.status_code == 200
    assert role.label in page.text


def test_the_front_door_leads_home(world: World, client: Browser) -> None:
    assert client.get("/").location == "/sign-in"

    client.sign_in(world.members[Role.JUROR])

    assert client.get("/").location == "/desk"


@pytest.mark.parametrize("role", list(Role))
def test_a_desk_takes_few_statements_however_much_waits(world: World, client: Browser, role: Role) -> None:
    client.sign_in(world.members[role])
    client.get("/desk")
    before = statements_of_a_desk(client)
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.FORWARDED, Stage.QUALIFIED, Stage.ASSIGNED):
        for _ in range(3):
            world.nomination(stage)

    after = statements_of_a_desk(client)

    assert len(after) == len(before) <= 6


def statements_of_a_desk(client: Browser) -> list[str]:
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get("/desk").status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return [each for each in sent if not each.startswith("BEGIN")]
