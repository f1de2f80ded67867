"""Opening and closing accounts."""

import re

import pytest
from sqlalchemy import event, select

from models.event import Event
from models.job import Letter
from models.people import Membership, User
from models.vocabulary import Act, Role
from selection.database import db
from tests.browsers import Browser
from tests.world import World, make_world


@pytest.fixture
def world(db_session: object) -> World:
    return make_world()


def invitation(world: World, **changes: str) -> dict[str, str]:
    typed = {
        "name": "宋清和",
        "account": "song@example.org",
        "organisation": world.unit.name,
        "role": str(Role.UNIT_OFFICER),
    }
    return {**typed, **changes}


def test_a_union_opens_an_account_for_its_unit_and_the_link_works(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.UNION_OFFICER])

    assert client.post("/people/invitation", data=invitation(world)).status_code == 303

    user = db.session.scalars(select(User).where(User.account == "song@example.org")).one()
    letter = db.session.scalars(select(Letter)).one()
    held = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    assert (held.role, held.organisation_id) == (Role.UNIT_OFFICER, world.unit.id)
    assert (letter.address, user.activated_at) == ("song@example.org", None)
    assert db.session.scalars(select(Event.act)).all() == [Act.INVITE]
    link = re.findall(r"/invitations/[\w-]+", letter.body)[0]
    new = "another-good-phrase"
    assert client.post(link, data={"new_password": new, "again_password": new}).status_code == 303
    assert client.post("/sign-in", data={"account": "song@example.org", "password": new}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"organisation": "申浦重型机床有限公司"}, "没有找到“申浦重型机床有限公司”"),
        ({"role": "union_head"}, "请从列表中选一个角色"),
        ({"role": "city_officer"}, "请从列表中选一个角色"),
        ({"account": "not an account"}, "应为工作邮箱"),
        ({"account": "13900000000"}, "函件没有地方可寄"),
        ({"name": "", "account": ""}, "姓名没有填"),
        ({"organisation": "\x00"}, "没有填"),
    ],
)
def test_a_union_cannot_invite_beyond_its_units(
    world: World, client: Browser, changes: dict[str, str], message: str
) -> None:
    client.sign_in(world.members[Role.UNION_OFFICER])

    answer = client.post("/people/invitation", data=invitation(world, **changes))

    assert answer.status_code == 422
    assert message in answer.text
    assert db.session.scalars(select(User).where(User.name == "宋清和")).all() == []


def test_a_unit_lets_a_worker_nominate_himself(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.UNIT_OFFICER])

    assert client.post("/people/invitation", data=invitation(world, role="nominee")).status_code == 303


def test_an_account_that_exists_gets_a_further_role_only_under_its_own_name(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.ADMIN])
    expert = world.members[Role.EXPERT].user
    typed = invitation(world, account=expert.account, organisation="上海市总工会", role="juror")

    refused = client.post("/people/invitation", data=typed)
    allowed = client.post("/people/invitation", data={**typed, "name": expert.name})

    assert "登记的姓名与填写的不一样" in refused.text
    assert (refused.status_code, allowed.status_code) == (422, 303)
    assert db.session.scalars(select(Event.act)).all() == [Act.ENTITLE]


def test_the_administrator_cannot_give_himself_a_role_nor_close_his_own_account(world: World, client: Browser) -> None:
    admin = world.members[Role.ADMIN]
    client.sign_in(admin)
    own = {"name": admin.user.name, "account": admin.user.account}

    granted = client.post(
        "/people/invitation", data=invitation(world, **own, organisation="上海市总工会", role="city_officer")
    )
    closed = client.post(f"/people/{admin.user_id}/closing", data={"why": "试试"})

    assert (granted.status_code, closed.status_code) == (422, 409)
    assert db.session.scalars(select(Event.act)).all() == []


def test_the_people_of_other_unions_are_no_page(world: World, client: Browser) -> None:
    stranger = world.member(Role.UNIT_OFFICER, world.other_unit)
    client.sign_in(world.members[Role.UNION_OFFICER])

    assert client.get(f"/people/{stranger.user_id}").status_code == 404
    assert client.get(f"/people/{stranger.user_id}/roles/{stranger.id}/withdrawal").status_code == 404
    assert stranger.user.name not in client.get("/people/").text


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_takes_four_statements_however_long(world: World, client: Browser, more: int) -> None:
    for _ in range(more):
        world.member(Role.UNIT_OFFICER, world.unit)
    client.sign_in(world.members[Role.ADMIN])
    said: list[str] = []
    listen = ("before_cursor_execute", lambda *args: said.append(args[2]))
    event.listen(db.engine, *listen)

    client.get("/people/?q=a")

    event.remove(db.engine, *listen)
    assert len([each for each in said if each.startswith("SELECT")]) == 4
