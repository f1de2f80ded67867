"""Review in the browser: who sees what, and what happens to what was typed."""

import pytest
from sqlalchemy import event

from models.review import Assignment, Recusal, ScoreSheet
from models.vocabulary import Role, Stage
from selection.database import db
from tests.browsers import Browser
from tests.world import World


@pytest.fixture
def assignments(world: World) -> list[Assignment]:
    """One dossier before three experts; the first is the role's own account."""
    return world.assigned(world.nomination(Stage.ASSIGNED))


def full_sheet(world: World, **changes: str) -> dict[str, str]:
    return {each.key: str(each.points - 2) for each in world.programme.criteria} | {"comment": ""} | changes


def test_an_expert_scores_and_is_led_home_when_all_is_done(
    world: World, assignments: list[Assignment], client: Browser
) -> None:
    client.sign_in(world.members[Role.EXPERT])

    answer = client.post(f"/review/sheets/{assignments[0].id}", data=full_sheet(world))

    assert (answer.status_code, answer.location) == (303, "/review/desk")
    sheet = db.session.get_one(ScoreSheet, assignments[0].id)
    assert sheet.handed_in_at is not None


@pytest.mark.parametrize("typed", ["", "abc", "NaN", "1e309", "-1", "99", "3.3", "２３．２５", "9" * 40])
def test_points_that_cannot_be_are_said_beside_the_box_and_kept(
    world: World, assignments: list[Assignment], client: Browser, typed: str
) -> None:
    client.sign_in(world.members[Role.EXPERT])
    key = world.programme.criteria[0].key

    answer = client.post(f"/review/sheets/{assignments[0].id}", data=full_sheet(world, **{key: typed}))

    assert answer.status_code == 422
    assert world.programme.criteria[0].name in answer.text
    sheet = db.session.get_one(ScoreSheet, assignments[0].id)
    assert (sheet.points[key], sheet.handed_in_at, sheet.total) == (typed[:20], None, None)


def test_the_draft_is_kept_as_it_is_typed(world: World, assignments: list[Assignment], client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])
    keys = [each.key for each in world.programme.criteria]
    for body in ({"revision": "0", "answers": {keys[0]: "23.5"}}, {"revision": "0", "answers": {keys[1]: "20"}}):
        assert client.post(f"/review/sheets/{assignments[0].id}/draft", json=body).status_code == 200

    sheet = db.session.get_one(ScoreSheet, assignments[0].id)
    assert sheet.points == {keys[0]: "23.5", keys[1]: "20"}


@pytest.mark.parametrize("body", [None, [], {"answers": 3}, {"answers": None}])
def test_a_draft_that_is_none_is_refused(
    world: World, assignments: list[Assignment], client: Browser, body: object
) -> None:
    client.sign_in(world.members[Role.EXPERT])

    assert client.post(f"/review/sheets/{assignments[0].id}/draft", json=body).status_code == 400

    assert db.session.get(ScoreSheet, assignments[0].id) is None


def test_the_sheet_shows_no_name_and_no_unit(world: World, assignments: list[Assignment], client: Browser) -> None:
    nomination = assignments[0].nomination
    client.sign_in(world.members[Role.EXPERT])

    page = client.get(f"/review/sheets/{assignments[0].id}")

    assert page.status_code == 200
    assert [word for word in (nomination.name, world.unit.name, "13900000000") if word in page.text] == []


def test_another_experts_sheet_is_not_there(world: World, assignments: list[Assignment], client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])

    answers = [
        client.get(f"/review/sheets/{assignments[1].id}"),
        client.post(f"/review/sheets/{assignments[1].id}", data=full_sheet(world)),
        client.get(f"/review/sheets/{assignments[1].id}/recusal"),
        client.get("/review/sheets/999999"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert db.session.query(ScoreSheet).count() == 0


def test_an_expert_recuses_himself(world: World, assignments: list[Assignment], client: Browser) -> None:
    client.sign_in(world.members[Role.EXPERT])

    answer = client.post(f"/review/sheets/{assignments[0].id}/recusal", data={"reason": "他是我的徒弟"})

    assert answer.status_code == 303
    assert db.session.get_one(Recusal, assignments[0].id).reason == "他是我的徒弟"
    assert client.get(f"/review/sheets/{assignments[0].id}").status_code == 404


def test_closing_names_who_owes_a_sheet(world: World, assignments: list[Assignment], client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])

    answer = client.post(f"/review/cycles/{world.cycle.id}/closing")

    assert answer.status_code == 409
    assert "何敬之还有 1 份没有提交评分" in answer.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_the_database_the_same_however_much_there_is(world: World, client: Browser, number: int) -> None:
    world.assigned(*(world.nomination(Stage.ASSIGNED) for _ in range(number)))
    client.sign_in(world.members[Role.EXPERT])
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert client.get("/review/desk").status_code == 200

    asked = [each for each in statements if not each.startswith("BEGIN")]
    assert len(asked) == 3
