"""Settings and the calendar of working days."""

from datetime import date

import pytest
from sqlalchemy import select

from models.event import Event
from models.vocabulary import Role
from selection import calendar_data
from selection.database import db
from selection.rules.standing import SYSTEM
from selection.settings import actions, queries
from tests.browsers import Browser
from tests.world import World, make_world


@pytest.fixture
def world(db_session: object) -> World:
    return make_world()


def test_a_setting_is_changed_with_one_event_and_read_at_once(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.ADMIN])
    typed = {**queries.values(), "office_phone": "（021）63211939"}

    assert client.post("/settings/", data=typed).status_code == 303

    assert queries.value("office_phone") == "021-63211939"
    assert [each.subject for each in db.session.scalars(select(Event))] == ["评选办联系电话"]


@pytest.mark.parametrize(
    ("key", "typed"), [("idle_minutes", "4"), ("idle_minutes", "9" * 30), ("office_phone", "1"), ("office_mail", "a@")]
)
def test_a_setting_of_the_wrong_shape_changes_nothing(world: World, client: Browser, key: str, typed: str) -> None:
    client.sign_in(world.members[Role.ADMIN])
    before = queries.values()

    answer = client.post("/settings/", data={**before, key: typed})

    assert answer.status_code == 422
    assert f'id="{key}-e"' in answer.text
    assert queries.values() == before


def test_the_shipped_calendar_is_loaded_once_and_says_the_same(world: World) -> None:
    shipped = calendar_data.read_days()

    assert actions.load_calendar(shipped, SYSTEM, now=world.now) == len(shipped)
    assert actions.load_calendar(shipped, SYSTEM, now=world.now) == 0
    assert queries.calendar() == calendar_data.calendar(shipped)


def test_a_year_without_official_days_warns_until_its_source_is_written(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    assert "2027 年的节假日还没有登记" in client.get("/settings/calendar/2027").text

    client.post("/settings/calendar/2027/days", data={"on": "2027-01-01", "kind": "off", "name": "元旦"})
    client.post("/settings/calendar/2027/source", data={"source": "国办发明电〔2026〕8号"})

    assert "还没有登记" not in client.get("/settings/calendar/2027").text
    assert not queries.calendar().is_workday(date(2027, 1, 1))
    client.post("/settings/calendar/days/2027-01-01/removal")
    assert queries.calendar().is_workday(date(2027, 1, 1))


@pytest.mark.parametrize(
    "typed",
    [
        {"on": "2026-01-01", "kind": "off", "name": "元旦"},
        {"on": "2027-02-30", "kind": "off", "name": "元旦"},
        {"on": "2027-01-01", "kind": "half", "name": "元旦"},
        {"on": "2027-01-01", "kind": "off", "name": ""},
    ],
)
def test_a_day_that_does_not_fit_is_refused(world: World, client: Browser, typed: dict[str, str]) -> None:
    client.sign_in(world.members[Role.ADMIN])

    assert client.post("/settings/calendar/2027/days", data=typed).status_code == 422
    assert queries.days_of(2027) == []


def test_the_city_writes_down_strokes_and_nothing_that_cannot_be_read(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])

    taken = client.post("/settings/strokes", data={"supplement": " 𠮷=121251  未<末 "})
    refused = client.post("/settings/strokes", data={"supplement": "𠮷=129"})

    assert (taken.status_code, refused.status_code) == (303, 422)
    assert "第 1 项看不明白" in refused.text
    assert 'value="𠮷=129"' in refused.text
    assert queries.value("stroke_supplement") == "𠮷=121251 未<末"
    assert [each.subject for each in db.session.scalars(select(Event))] == ["笔画补充"]
