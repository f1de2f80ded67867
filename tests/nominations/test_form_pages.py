"""The form in the browser: nothing typed is ever lost, whatever happens to the page."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from models.nomination import Nomination
from models.vocabulary import Act, Role, Stage
from selection.database import db
from selection.nominations import forms, queries
from tests.browsers import Browser
from tests.nominations import steps
from tests.world import World, id_number


def saved(nomination: Nomination) -> dict[str, Any]:
    db.session.rollback()
    db.session.expire_all()
    return {**nomination.answers, **(nomination.private_answers or {})}


def autosave(client: Browser, nomination_id: int, revision: int, **answers: Any) -> Any:
    body = {"revision": str(revision), "answers": answers}
    return client.post(f"/nominations/{nomination_id}/answers", json=body, headers={"Accept": "application/json"})


def section_form(world: World, key: str, answers: dict[str, Any], **posted: Any) -> dict[str, Any]:
    part = next(section for section in world.programme.sections if section.key == key)
    shown = forms.marks(part.fields, answers)
    plain = {
        field.key: forms.as_posted(field, answers.get(field.key)) for field in part.fields if field.kind != "table"
    }
    return {**plain, "shown": shown, "revision": "0", **posted}


def test_what_is_typed_is_saved_even_when_it_is_wrong_and_the_error_stands_beside_it(
    world: World, client: Browser
) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    page = client.post(
        f"/nominations/{nomination.id}/form/person",
        data=section_form(world, "person", {}, name="郁青禾", id_number="31011519830412002"),
    )

    assert page.status_code == 422
    assert "身份证号：应为 18 位，现在是 17 位" in page.text
    assert saved(nomination)["id_number"] == "31011519830412002"
    assert saved(nomination)["name"] == "郁青禾"


def test_a_right_section_leads_to_the_next(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    page = client.post(
        f"/nominations/{nomination.id}/form/person", data=section_form(world, "person", {}, name="郁青禾")
    )

    assert (page.status_code, page.location) == (303, f"/nominations/{nomination.id}/form/post")


def test_two_windows_keep_different_fields(world: World, client: Browser, new_client: Callable[[], Browser]) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    other = new_client().sign_in(world.members[Role.UNIT_OFFICER])

    first = autosave(client, nomination.id, 0, expertise="甲写的工艺专长")
    second = autosave(other, nomination.id, 0, mastery="乙写的高超技能")

    assert (first.status_code, second.status_code) == (200, 200)
    assert saved(nomination)["expertise"] == "甲写的工艺专长"
    assert saved(nomination)["mastery"] == "乙写的高超技能"


def test_the_same_field_in_two_windows_shows_both_texts_and_loses_neither(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    autosave(client, nomination.id, 0, expertise="甲写的")

    late = autosave(client, nomination.id, 0, expertise="乙写的", mastery="也不存")

    assert late.status_code == 409
    assert late.json == {"revision": "1", "answers": {"expertise": "甲写的"}}
    assert saved(nomination)["expertise"] == "甲写的"
    assert "mastery" not in saved(nomination)
    assert [(each["field"], each["value"]) for each in nomination.set_aside] == [("expertise", "乙写的")]

    chosen = autosave(client, nomination.id, 1, expertise="乙写的")

    assert chosen.status_code == 200
    assert saved(nomination)["expertise"] == "乙写的"
    assert ("expertise", "甲写的") in [(each["field"], each["value"]) for each in nomination.set_aside]


def test_a_private_text_that_was_overtaken_is_set_aside_sealed(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    autosave(client, nomination.id, 0, id_number=id_number(2))

    late = autosave(client, nomination.id, 0, id_number=id_number(4))

    assert late.status_code == 409
    db.session.rollback()
    assert nomination.set_aside == []
    assert [each["value"] for each in nomination.private_set_aside or []] == [id_number(4)]
    raw = db.session.execute(db.text("select answers, set_aside, search_text from nomination")).one()
    assert id_number(2) not in str(raw)
    assert id_number(4) not in str(raw)


def test_without_scripts_an_old_page_does_not_overwrite_what_another_window_wrote(
    world: World, client: Browser
) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    old_page = section_form(world, "merits", {}, mastery="旧页面里新写的")
    autosave(client, nomination.id, 0, expertise="另一窗口写的")

    page = client.post(f"/nominations/{nomination.id}/form/merits", data=old_page)

    assert page.status_code == 303
    assert saved(nomination)["expertise"] == "另一窗口写的"
    assert saved(nomination)["mastery"] == "旧页面里新写的"


def test_without_scripts_a_clash_shows_both_texts(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    old_page = section_form(world, "merits", {}, expertise="旧页面写的")
    autosave(client, nomination.id, 0, expertise="另一窗口写的")

    page = client.post(f"/nominations/{nomination.id}/form/merits", data=old_page)

    assert page.status_code == 409
    assert "在另一窗口改成了“另一窗口写的”" in page.text
    assert "旧页面写的</textarea>" in page.text
    assert saved(nomination)["expertise"] == "另一窗口写的"


def test_an_expired_session_is_told_and_the_page_can_save_after_signing_in_again(world: World, client: Browser) -> None:
    nomination = steps.opened(world)

    refused = autosave(client, nomination.id, 0, expertise="还在页面上")
    client.sign_in(world.members[Role.UNIT_OFFICER])
    again = autosave(client, nomination.id, 0, expertise="还在页面上")

    assert (refused.status_code, again.status_code) == (401, 200)
    assert saved(nomination)["expertise"] == "还在页面上"


def test_adding_a_row_without_scripts_keeps_what_was_posted(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    row = {"honours-0-name": "五一劳动奖章", "honours-0-granted_on": "2020年5月", "honours-0-grantor": "市总工会"}

    page = client.post(
        f"/nominations/{nomination.id}/form/merits",
        data=section_form(world, "merits", {}, add_row="honours", **row),
    )

    assert page.status_code == 200
    assert 'name="honours-1-name"' in page.text
    assert saved(nomination)["honours"] == [{"name": "五一劳动奖章", "granted_on": "2020-05", "grantor": "市总工会"}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"answers": 3}',
        b'{"answers": {"name": "\\u0000x"}, "revision": {}}',
        b'{"answers": {"nobody_asked": 1}}',
        b'{"answers": {"name": "\\ud800"}, "revision": "99999999999999999999"}',
        b'{"answers": {"honours": [[1]], "trade_years": 1e400}}',
        b'{"answers": {"honours": [{"name": {"a": 1}}], "key_industries": {"x": 1}, "punished": [true]}}',
        json.dumps({"answers": {"expertise": "长" * 20_001}}).encode(),
    ],
)
def test_no_body_of_an_autosave_is_a_fault_of_the_server(world: World, client: Browser, body: bytes) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = client.post(f"/nominations/{nomination.id}/answers", data=body, content_type="application/json")

    assert answer.status_code in (200, 409, 422)


def test_a_frozen_form_takes_nothing(world: World, client: Browser) -> None:
    nomination = world.nomination(Stage.POSTED)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = autosave(client, nomination.id, 1, expertise="改动")

    assert answer.status_code == 409
    assert answer.json["reasons"][0]["why"].endswith("现在是“单位公示中”，这些内容已经固定")


@pytest.mark.parametrize("stage", [Stage.DRAFTED, Stage.POSTED])
def test_a_field_the_form_does_not_have_is_named(world: World, client: Browser, stage: Stage) -> None:
    nomination = world.nomination(stage)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = autosave(client, nomination.id, 1, nobody_asked="改动")

    assert answer.status_code == 409
    assert [each["why"] for each in answer.json["reasons"]] == ["表单里没有“nobody_asked”这一项，请刷新页面后再填"]


def test_eligibility_follows_what_is_saved(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])
    world.honour(number=id_number(2))
    autosave(client, nomination.id, 0, id_number=id_number(2), trade_years="3")

    answer = client.get(f"/nominations/{nomination.id}/eligibility", headers={"Accept": "application/json"})

    assert answer.json is not None
    states = {article["label"]: article["state"] for article in answer.json["articles"]}
    assert states["从事本工种满 5 年"] == "unmet"
    unmet = [article for article in answer.json["articles"] if article["label"].startswith("未获得过")]
    assert unmet[0]["problems"][0]["why"] == "2024年已获得上海市技术能手称号，同级或更低的称号不再重复授予"


def test_a_change_of_name_makes_the_consent_void(world: World, client: Browser) -> None:
    nomination = steps.complete(world)
    client.sign_in(world.members[Role.UNIT_OFFICER])

    answer = autosave(client, nomination.id, 9, name="郁青和")

    assert answer.json["consent_void"] is True
    assert [str(reason.why) for reason in actions_needed(nomination, world)] == [
        "本人还没有回答“同意核查”",
        "本人还没有回答“同意公示”",
    ]


def actions_needed(nomination: Nomination, world: World) -> list[Any]:
    db.session.expire_all()
    return list(queries.obstacles(nomination, Act.POST, now=world.now))


@pytest.mark.parametrize("role", [Role.UNION_OFFICER, Role.CITY_OFFICER, Role.EXPERT, Role.JUROR, Role.ADMIN])
def test_only_the_unit_opens_the_form(world: World, client: Browser, role: Role) -> None:
    nomination = world.nomination(Stage.SUBMITTED)
    client.sign_in(world.members[role])

    assert client.get(f"/nominations/{nomination.id}/form/person").status_code == 403


def test_another_unit_finds_no_such_page(world: World, client: Browser) -> None:
    nomination = steps.opened(world)
    client.sign_in(world.member(Role.UNIT_OFFICER, world.other_unit))

    assert client.get(f"/nominations/{nomination.id}/form/person").status_code == 404
    assert autosave(client, nomination.id, 0, name="外人").status_code == 404
