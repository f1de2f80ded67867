"""Paper score sheets: typed by two officers, each for himself; read alike, they are the expert's sheet."""

import pytest

from models.review import ScoreSheet
from models.vocabulary import Role, Stage
from selection.committee import actions, queries
from selection.database import db
from selection.errors import Refused
from tests.browsers import Browser
from tests.committee.test_actions import whys
from tests.world import World


def test_a_sheet_that_two_officers_read_alike_is_handed_in_and_one_read_two_ways_is_shown_to_both(
    world: World, client: Browser
) -> None:
    [assignment, *_] = world.assigned(world.nomination(Stage.ASSIGNED))
    one, two = world.members[Role.CITY_OFFICER], world.member(Role.CITY_OFFICER, world.city)
    right = {each.key: f"{each.points // 2}" for each in world.programme.criteria}
    wrong = {**right, world.programme.criteria[0].key: "0"}
    sheet = f"/committee/sheets/{assignment.id}"
    told = []

    for member, typed in ((one, right), (one, right), (two, wrong), (two, right)):
        answer = client.sign_in(member).post(sheet, data={**typed, "comment": "符合要求。"})
        pages = [client.sign_in(each).get(sheet).text for each in (one, two)]
        handed_in = db.session.query(ScoreSheet).filter(ScoreSheet.handed_in_at.is_not(None)).count()
        told.append((answer.status_code, ["两人录入不一致" in page for page in pages], handed_in))

    assert told == [
        (303, [False, False], 0),
        (303, [False, False], 0),
        (303, [True, True], 0),
        (303, [False, False], 1),
    ]
    stored = db.session.query(ScoreSheet).one()
    assert {key: f"{float(text):g}" for key, text in stored.points.items()} == {
        key: f"{float(text):g}" for key, text in right.items()
    }


def test_a_sheet_that_was_handed_in_is_not_typed_again(world: World) -> None:
    [assignment, *_] = world.assigned(world.nomination(Stage.ASSIGNED))
    found = queries.paper_sheet(world.actor(Role.CITY_OFFICER), assignment.id)
    assert found is not None
    points = {each.key: each.points / 2 for each in world.programme.criteria}
    second = world.acting(world.member(Role.CITY_OFFICER, world.city))
    given = [
        actions.enter_sheet(found, each, points=points, comment="符合。", now=world.now)
        for each in (world.actor(Role.CITY_OFFICER), second)
    ]

    with pytest.raises(Refused) as refusal:
        actions.enter_sheet(found, second, points=points, comment="符合。", now=world.now)

    assert given == [False, True]
    assert whys(refusal) == ["这份评分表已经提交"]


def test_what_a_sheet_may_not_say_is_told_on_the_page(world: World, client: Browser) -> None:
    [assignment, *_] = world.assigned(world.nomination(Stage.ASSIGNED))
    client.sign_in(world.members[Role.CITY_OFFICER])

    for text in ("", "x", "1e9", "-1", "999", "0.001", "\x00"):
        answer = client.post(f"/committee/sheets/{assignment.id}", data=dict.fromkeys(("contribution", "x"), text))
        assert answer.status_code == 422
    assert client.get("/committee/sheets/999999999999999999").status_code == 404
    listed = client.get(f"/committee/cycles/{world.cycle.id}/sheets").text
    assert "没有录入" in listed
