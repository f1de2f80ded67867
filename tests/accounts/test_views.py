"""The counter, through a browser without a window."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from models.event import Event
from models.job import Letter
from models.people import Membership, SignIn, User
from models.vocabulary import Act, Role
from selection import clock, jobs
from selection.accounts import passwords
from selection.database import db, transaction
from tests.browsers import Browser
from tests.world import World, make_world

PASSWORD = "窗明几净-tea-7"
WRONG = "wrong-but-long-enough"


@pytest.fixture
def world(db_session: object) -> World:
    made = make_world()
    with transaction() as session:
        session.execute(update(User).values(password_hash=stored()))
    return made


@cache
def stored() -> str:
    """One hash for everybody: it costs as much as the rest of a test."""
    return passwords.hashed(PASSWORD)


def enter(client: Browser, world: World, role: Role, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    account = world.members[role].user.account
    answer = client.post("/sign-in", data={"account": account, "password": password, **more})
    return answer.status_code, answer.text


def acts() -> list[Act]:
    return list(db.session.scalars(select(Event.act).order_by(Event.id)))


def test_the_front_page_leads_to_the_counter_with_the_timetable(world: World, client: Browser) -> None:
    front, page = client.get("/"), client.get("/sign-in")

    assert (front.location, page.status_code) == ("/sign-in", 200)
    assert world.cycle.name in page.text
    assert page.text.count('<th scope="row">') == 9


def test_the_right_password_opens_a_session_and_leads_to_the_desk(world: World, client: Browser) -> None:
    answer = client.post(
        "/sign-in", data={"account": world.members[Role.UNION_OFFICER].user.account.upper(), "password": PASSWORD}
    )

    assert (answer.status_code, answer.location) == (303, "/desk")
    row = db.session.scalars(select(SignIn)).one()
    assert row.membership_id == world.members[Role.UNION_OFFICER].id
    assert acts() == [Act.SIGN_IN]
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("account", ["union_officer903@example.org", "nobody@example.org"])
def test_a_known_and_an_unknown_account_are_answered_alike(world: World, client: Browser, account: str) -> None:
    said = []
    for _ in range(6):
        answer = client.post("/sign-in", data={"account": account, "password": WRONG})
        said.append(re.findall(r'password-e">.*?</svg> (.*?)</p>', answer.text)[0])
        assert answer.status_code == 422

    assert said[0] == "账号或密码不对。请核对后再试，还可以试 4 次"
    assert said[3] == "账号或密码不对。请核对后再试，还可以试 1 次"
    assert said[4].startswith("账号或密码不对。账号锁定 15 分钟")
    assert said[5].startswith("这个账号密码连续错误已满 5 次")
    assert db.session.scalars(select(SignIn)).all() == []


def test_after_five_wrong_passwords_the_right_one_waits_too(world: World, client: Browser) -> None:
    for _ in range(5):
        enter(client, world, Role.EXPERT, WRONG)

    status, _ = enter(client, world, Role.EXPERT)

    assert status == 422
    assert db.session.scalars(select(SignIn)).all() == []


@pytest.mark.database("sqlite")  # forty passwords take their time
def test_one_address_cannot_try_many_accounts(world: World, client: Browser) -> None:
    for place in range(10):
        client.post("/sign-in", data={"account": f"someone{place}@example.org", "password": WRONG})

    status, page = enter(client, world, Role.EXPERT)

    assert status == 422
    assert "您所在的网络试错密码的次数过多" in page


def test_an_old_hash_is_made_anew_at_sign_in(world: World, client: Browser) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with transaction():
        world.members[Role.EXPERT].user.password_hash = weak

    assert enter(client, world, Role.EXPERT)[0] == 303

    user = db.session.get_one(User, world.members[Role.EXPERT].user_id)
    assert user.password_hash is not None
    assert user.password_hash != weak
    assert not passwords.is_outdated(user.password_hash)


def test_a_disabled_account_is_told_so_only_with_its_password(world: World, client: Browser) -> None:
    with transaction():
        world.members[Role.EXPERT].user.disabled_at = clock.now()

    assert "账号或密码不对" in enter(client, world, Role.EXPERT, WRONG)[1]
    assert "这个账号已经停用" in enter(client, world, Role.EXPERT)[1]


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/organisations/?q=a", "/organisations/?q=a"),
        ("https://example.net/", "/desk"),
        ("//example.net/", "/desk"),
        ("/\\example.net", "/desk"),
        ("/a\r\nSet-Cookie: b", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ],
)
def test_signing_in_never_leads_to_another_site(world: World, client: Browser, wanted: str, led_to: str) -> None:
    account = world.members[Role.UNION_OFFICER].user.account
    answer = client.post("/sign-in", query_string={"next": wanted}, data={"account": account, "password": PASSWORD})

    assert answer.location == led_to


def test_a_copied_cookie_is_dead_after_signing_out(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    enter(client, world, Role.EXPERT)
    copy = stolen(client, new_client())
    assert copy.get("/desk").status_code == 200

    client.post("/sign-out")

    assert copy.get("/desk").status_code == 303
    assert client.get("/desk").status_code == 303


def test_changing_the_password_ends_every_other_session_and_a_copy_of_this_one(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    elsewhere = new_client()
    enter(elsewhere, world, Role.EXPERT)
    enter(client, world, Role.EXPERT)
    copy = stolen(client, new_client())

    new = "another-good-phrase"
    form = {"old_password": PASSWORD, "new_password": new, "again_password": new}
    assert client.post("/password", data=form).status_code == 303

    assert client.get("/desk").status_code == 200
    assert elsewhere.get("/desk").status_code == 303
    assert copy.get("/desk").status_code == 303
    assert enter(elsewhere, world, Role.EXPERT)[0] == 422
    assert enter(elsewhere, world, Role.EXPERT, new)[0] == 303


@pytest.mark.parametrize(
    ("new", "again", "message"),
    [
        ("short", "short", "只有 5 位，至少要 10 位"),
        ("1234567890", "1234567890", "属于最常见的密码"),
        ("expert907-expert907", "expert907-expert907", "包含了账号或姓名"),
        ("顾海生的密码要长一点", "顾海生的密码要长一点", "包含了账号或姓名"),
        ("another-good-phrase", "another-bad-phrase", "两次输入的密码不一样"),
    ],
)
def test_a_bad_new_password_is_refused_with_its_cure(
    world: World, client: Browser, new: str, again: str, message: str
) -> None:
    client.sign_in(world.members[Role.EXPERT] if "顾海生" not in new else world.members[Role.JUROR])
    with transaction():
        for member in world.members.values():
            member.user.account = member.user.account.replace("expert906", "expert907")

    answer = client.post("/password", data={"old_password": PASSWORD, "new_password": new, "again_password": again})

    assert answer.status_code == 422
    assert message in answer.text
    assert passwords.matches(db.session.get_one(User, world.members[Role.EXPERT].user_id).password_hash, PASSWORD)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(world: World, client: Browser) -> None:
    account = world.members[Role.EXPERT].user.account
    said = []
    for typed in (account, "nobody@example.org"):
        assert client.post("/password/forgotten", data={"account": typed}).status_code == 303
        said.append(re.findall(r"如果这个账号已经开通.*", client.get("/sign-in").text))
    assert len(said[0]) == 1
    assert said[0] == said[1]
    jobs.perform_due(clock.now() + timedelta(seconds=1))

    letter = db.session.scalars(select(Letter)).one()
    assert letter.address == account
    link = re.findall(r"/invitations/[\w-]+", letter.body)[0]
    new = "another-good-phrase"
    assert client.get(link).status_code == 200
    assert client.post(link, data={"new_password": new, "again_password": new}).status_code == 303

    assert client.get(link).status_code == 410
    assert client.post(link, data={"new_password": new, "again_password": new}).status_code == 410
    assert enter(client, world, Role.EXPERT, new)[0] == 303
    assert acts() == [Act.CHANGE_PASSWORD, Act.SIGN_IN]


def test_somebody_with_two_roles_chooses_and_comes_back_to_the_last_one(world: World, client: Browser) -> None:
    with transaction() as session:
        user_id = world.members[Role.EXPERT].user_id
        second = Membership(user_id=user_id, organisation_id=world.city.id, role=Role.JUROR, since_at=world.now)
        session.add(second)

    assert enter(client, world, Role.EXPERT)[0] == 303
    assert client.get("/desk").location == "/roles"
    assert client.post(f"/roles/{second.id}").status_code == 303
    assert "评委" in client.get("/desk").text
    client.post("/sign-out")
    enter(client, world, Role.EXPERT)

    latest = db.session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).one()
    assert latest.membership_id == second.id
    assert acts() == [Act.SIGN_IN, Act.SWITCH, Act.SIGN_OUT, Act.SIGN_IN]


def test_nobody_acts_in_the_role_of_another(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])

    assert client.post(f"/roles/{world.members[Role.ADMIN].id}").status_code == 404
    assert acts() == []


def test_what_was_typed_survives_an_ended_session(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    with transaction() as session:
        for row in session.scalars(select(SignIn)):
            row.ended_at = world.now
    typed = "由区总工会改到产业工会，依据沪工总组〔2026〕12号。\n\n第二行"
    url = f"/organisations/{world.unit.id}/affiliation"

    refused = client.post(
        url, data={"union": world.other_union.id, "why": typed}, headers={"Origin": "http://localhost"}
    )
    assert refused.status_code == 401
    kept = re.findall(r'name="kept" value="([^"]+)"', refused.text)[0]
    status, again = enter(client, world, Role.CITY_OFFICER, kept=kept)
    assert status == 200

    assert f'action="{url}"' in again
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', again, re.DOTALL))
    assert fields == {"union": str(world.other_union.id), "why": typed}
    token = re.findall(r'name="csrf_token" value="([^"]+)"', again)[-1]
    sent = client.post(url, data={**fields, "csrf_token": token}, forged=True)
    assert sent.status_code == 303
    assert acts() == [Act.SIGN_IN, Act.MOVE]


def test_a_form_older_than_its_session_is_shown_again(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    url = f"/organisations/{world.unit.id}/affiliation"
    form = {"union": world.other_union.id, "why": "调整", "csrf_token": "old"}

    shown = client.post(url, data=form, headers={"Origin": "http://localhost"}, forged=True)
    foreign = client.post(url, data=form, headers={"Origin": "https://example.net"}, forged=True)

    assert (shown.status_code, foreign.status_code) == (400, 400)
    assert "继续提交" in shown.text
    assert "继续提交" not in foreign.text
    assert acts() == []


def test_a_password_is_never_carried_along(world: World, client: Browser) -> None:
    form = {"old_password": PASSWORD, "new_password": "another-good-phrase", "again_password": "x"}

    answer = client.post("/password", data=form, headers={"Origin": "http://localhost"})

    assert answer.status_code == 401
    assert PASSWORD not in answer.text
    assert 'name="kept"' not in answer.text


def stolen(client: Browser, thief: Browser) -> Browser:
    """Another browser with the same cookie."""
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    return thief
