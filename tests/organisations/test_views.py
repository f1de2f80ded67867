"""Units and unions."""

import pytest
from sqlalchemy import func, select

from models.event import Event
from models.people import Affiliation, Organisation
from models.vocabulary import Act, Level, Ownership, Role, Stage
from selection.database import db
from selection.errors import Refused
from selection.organisations import actions, queries
from selection.rules.standing import SYSTEM
from tests.browsers import Browser
from tests.world import World, credit_code, make_world


@pytest.fixture
def world(db_session: object) -> World:
    return make_world()


def test_a_union_registers_a_unit_under_itself(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.UNION_OFFICER])
    typed = {
        "name": "梧桐精密仪器（上海）有限公司",
        "credit_code": credit_code(77).lower(),
        "ownership": "non_public",
        "union": str(world.union.id),
    }

    assert client.post("/organisations/registration", data=typed).status_code == 303

    unit = db.session.scalars(select(Organisation).where(Organisation.credit_code == credit_code(77))).one()
    assert queries.union_of(unit.id) == world.union
    assert "wutongjingmi" in unit.search_text
    assert client.get("/organisations/?q=wtjm").text.count('<th scope="row">') == 1
    again = client.post("/organisations/registration", data={**typed, "name": "另一个名称有限公司"})
    assert again.status_code == 409
    assert "已经登记为梧桐精密仪器" in again.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"credit_code": "123"}, "应为 18 位，现在是 3 位"),
        ({"union": "999"}, "请从列表中选一个工会"),
        ({"union": "9" * 40}, "请从列表中选一个工会"),
        ({"name": "x" * 101}, "最多 100 字"),
        ({"ownership": "nothing"}, "单位性质"),
    ],
)
def test_a_unit_that_cannot_be_read_is_refused_beside_the_field(
    world: World, client: Browser, changes: dict[str, str], message: str
) -> None:
    client.sign_in(world.members[Role.UNION_OFFICER])
    typed = {"name": "梧桐精密仪器", "credit_code": credit_code(77), "ownership": "state", "union": str(world.union.id)}

    answer = client.post("/organisations/registration", data={**typed, **changes})

    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalar(select(func.count(Organisation.id)).where(Organisation.level == Level.UNIT)) == 2


def test_a_union_cannot_register_under_another(world: World) -> None:
    unit = actions.Unit("梧桐精密仪器有限公司", credit_code(77), Ownership.STATE)

    with pytest.raises(Refused):
        actions.found(unit, world.other_union, world.actor(Role.UNION_OFFICER), now=world.now)

    assert db.session.scalars(select(Event)).all() == []


def test_a_unit_that_moves_keeps_its_history_and_its_running_nominations(world: World) -> None:
    nomination = world.nomination(Stage.SUBMITTED)

    actions.move(world.unit, world.other_union, world.actor(Role.CITY_OFFICER), why="行业归口", now=world.now)

    rows = [(row.union_id, row.until is None) for row in queries.history(world.unit.id)]
    assert rows == [(world.other_union.id, True), (world.union.id, False)]
    db.session.refresh(nomination)
    assert nomination.union_id == world.union.id
    assert db.session.scalars(select(Event.act)).all() == [Act.MOVE]
    with pytest.raises(Refused):
        actions.move(world.unit, world.other_union, world.actor(Role.CITY_OFFICER), why="再来", now=world.now)


def test_a_union_sees_its_own_units_only(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.UNION_HEAD])

    page = client.get("/organisations/").text

    assert world.unit.name in page
    assert world.other_unit.name not in page
    assert client.get(f"/organisations/{world.other_unit.id}").status_code == 404
    assert client.get("/organisations/?q=%25").text.count('<th scope="row">') == 0


def test_the_tree_is_loaded_once(db_session: object) -> None:
    now = make_world().now
    first = actions.load_tree(SYSTEM, now=now)

    assert first == 16 + 73
    assert actions.load_tree(SYSTEM, now=now) == 0
    assert db.session.scalar(select(func.count(Affiliation.id))) == 2
