"""Every route, every role: the guard answers as the view declares; and sessions that must be dead are dead."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule

from models.people import SignIn
from models.programme import Setting
from models.vocabulary import Role
from selection.access import PUBLIC
from selection.accounts import actions as accounts
from selection.database import db, transaction
from selection.people import actions as people
from tests.browsers import Browser
from tests.world import World, make_world

DUMMIES = {"IntegerConverter": 987654, "RowNumber": 987654, "FloatConverter": 1.5}
ANYBODY: list[Role | None] = [None, *Role]
WITHOUT_A_ROLE = {"accounts.roles", "accounts.switch", "accounts.sign_out"}


@pytest.fixture
def world(db_session: object) -> World:
    return make_world()


def served_at(app: Flask, url: str, method: str) -> object:
    """Whom this address serves by this method; two views may share it. Flask itself answers OPTIONS for the first."""
    endpoint, _ = app.url_map.bind("localhost").match(url, method=method)
    return getattr(app.view_functions[endpoint], "serves", None)


def routes(app: Flask) -> Iterator[tuple[Rule, str, object]]:
    """Every rule with an address that fits it and whom its view serves."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            values = {name: DUMMIES.get(type(kind).__name__, "x") for name, kind in rule._converters.items()}
            url = adapter.build(rule.endpoint, values, force_external=False)
            yield rule, url, getattr(app.view_functions[rule.endpoint], "serves", None)


def expected(role: Role | None, serves: object, method: str) -> str:
    """What the guard has to say: nothing, or one of its three refusals."""
    if serves == PUBLIC:
        return "passes"
    if role is None:
        return "to sign-in" if method == "GET" else "401"
    assert isinstance(serves, frozenset), "a view declares nothing"
    return "passes" if role in serves else "403"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ANYBODY, ids=lambda role: str(role or "anonymous"))
def test_the_guard_answers_as_every_route_declares(
    app: Flask, world: World, new_client: Callable[[], Browser], role: Role | None
) -> None:
    wrong = []
    for rule, url, _ in routes(app):
        client = new_client()
        if role is not None:
            client.sign_in(world.members[role])
        methods = rule.methods or set()
        # Whoever asks for a head or for the methods takes the way of whoever looks: nobody is tried with all.
        lookers = {"GET", "HEAD", "OPTIONS"} if role is None else {"GET"}
        for method in (*sorted(methods & lookers), *sorted(methods - {"GET", "HEAD", "OPTIONS"})):
            answer = client.open(url, method=method)
            answer.close()  # a list that was begun lets go of its file
            said = "passes" if answer.status_code not in (401, 403) else str(answer.status_code)
            if answer.status_code == 303 and answer.location.startswith("/sign-in?next="):
                said = "to sign-in"
            due = expected(role, served_at(app, url, method), method)
            if said != due:
                wrong.append((method, rule.rule, said, due))

    assert wrong == []


@pytest.mark.database("sqlite")
def test_no_route_is_undeclared_and_none_serves_nobody(app: Flask) -> None:
    idle = [rule.rule for rule, _, serves in routes(app) if serves != PUBLIC and not serves]

    assert idle == []


@pytest.mark.database("sqlite")
def test_what_changes_something_cannot_be_had_by_looking(app: Flask, world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.ADMIN])
    looked_at = {rule.rule for rule, _, _ in routes(app) if "GET" in (rule.methods or ())}

    answers = {
        rule.rule: [client.open(url, method=method).status_code for method in ("GET", "HEAD")]
        for rule, url, _ in routes(app)
        if rule.rule not in looked_at
    }

    assert answers
    assert {rule: said for rule, said in answers.items() if said != [405, 405]} == {}


@pytest.mark.database("sqlite")
def test_a_view_that_declares_nothing_is_closed(app: Flask, world: World, client: Browser) -> None:
    view = app.view_functions["desk.index"]
    serves = vars(view).pop("serves")
    try:
        client.sign_in(world.members[Role.ADMIN])
        assert client.get("/desk").status_code == 403
    finally:
        vars(view)["serves"] = serves


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_changing_request_without_the_token_of_its_page_is_refused(
    app: Flask, world: World, new_client: Callable[[], Browser], method: str
) -> None:
    let_through = []
    for rule, url, _ in routes(app):
        if method in (rule.methods or ()):
            client = new_client().sign_in(world.members[Role.ADMIN])
            answer = client.open(url, method=method, forged=True)
            if answer.status_code not in (303, 400, 422) or (
                answer.status_code == 303 and rule.endpoint.partition(".")[0] != "accounts"
            ):
                let_through.append((rule.rule, answer.status_code))

    assert let_through == []
    assert db.session.scalars(select(SignIn).where(SignIn.ended_at.is_not(None))).all() == []


def test_somebody_without_a_role_can_only_choose_one_and_leave(app: Flask, world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])
    with transaction() as session:
        session.execute(update(SignIn).values(membership_id=None))

    answers = {
        rule.endpoint: client.open(url).location
        for rule, url, serves in routes(app)
        if "GET" in (rule.methods or ()) and serves != PUBLIC and rule.endpoint not in WITHOUT_A_ROLE
    }

    assert set(answers.values()) == {"/roles"}
    assert client.get("/roles").status_code == 200


def test_a_role_taken_back_is_dead_at_once_and_the_other_lives(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    second = world.member(Role.JUROR, world.city)
    with transaction():
        second.user_id = world.members[Role.EXPERT].user_id
    client.sign_in(world.members[Role.EXPERT])
    other = new_client().sign_in(second)

    people.withdraw(world.members[Role.EXPERT], world.actor(Role.ADMIN), why="工作调动", now=world.now)

    assert client.get("/desk").location.startswith("/sign-in")
    assert client.post(f"/roles/{second.id}").status_code == 401
    assert other.get("/desk").status_code == 200


def test_a_disabled_account_is_signed_out_everywhere(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    browsers = [each.sign_in(world.members[Role.EXPERT]) for each in (client, new_client())]
    user, admin = world.members[Role.EXPERT].user, world.actor(Role.ADMIN)

    people.disable(user, admin, why="离职", now=world.now)
    assert [each.get("/desk").status_code for each in browsers] == [303, 303]
    people.enable(user, admin, now=world.now)

    assert [each.get("/desk").status_code for each in browsers] == [303, 303]


@pytest.mark.parametrize(("idle", "age", "status"), [(119, 119, 200), (121, 121, 303), (1, 719, 200), (1, 721, 303)])
def test_a_session_ends_when_it_is_idle_or_old(world: World, client: Browser, idle: int, age: int, status: int) -> None:
    client.sign_in(world.members[Role.EXPERT])
    with transaction() as session:
        row = session.scalars(select(SignIn)).one()
        row.seen_at, row.began_at = row.seen_at - timedelta(minutes=idle), row.began_at - timedelta(minutes=age)

    assert client.get("/desk").status_code == status


def test_the_administrator_sets_how_long_a_session_may_be_idle(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])
    with transaction() as session:
        session.add(Setting(key="idle_minutes", value="5"))
        row = session.scalars(select(SignIn)).one()
        row.seen_at -= timedelta(minutes=6)

    assert client.get("/desk").status_code == 303


def test_reading_does_not_bring_an_ended_session_back(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])
    with transaction() as session:
        row = session.scalars(select(SignIn)).one()
        row.seen_at -= timedelta(minutes=30)
        accounts.end_sessions(row.user_id, world.now)

    client.get("/desk")

    row = db.session.scalars(select(SignIn)).one()
    assert row.ended_at == world.now
    assert client.get("/desk").status_code == 303
