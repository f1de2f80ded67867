"""Everybody lands on what is his to do."""

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


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.UNION_OFFICER, Role.CITY_OFFICER])
def test_a_desk_asks_as_often_however_much_waits(world: World, client: Browser, role: Role, number: int) -> None:
    for stage in (Stage.DRAFTED, Stage.SUBMITTED, Stage.FORWARDED, Stage.QUALIFIED):
        for _ in range(number):
            world.nomination(stage)
    client.sign_in(world.members[role])
    client.get("/desk")
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert client.get("/desk").status_code == 200

    expected = {Role.UNIT_OFFICER: 4, Role.UNION_OFFICER: 4, Role.CITY_OFFICER: 12}[role]
    assert len([each for each in statements if not each.startswith("BEGIN")]) == expected
