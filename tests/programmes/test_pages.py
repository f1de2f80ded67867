"""The editor's pages: everything that can be reached is drawn, what is typed is kept, what is wrong is told."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from models.definition import DefinitionDraft
from models.vocabulary import Role
from selection.database import db
from selection.programmes import actions, drafts
from selection.programmes.places import Place, listings, parts, place
from selection.rules.definition.writing import Tree
from selection.rules.workdays import Calendar
from tests.browsers import Browser
from tests.world import World


def begun(world: World, key: str = "file:skill-master") -> DefinitionDraft:
    actor = world.actor(Role.CITY_OFFICER)
    source = drafts.source(actor, key, Calendar())
    assert source is not None
    return actions.clone(source, actor, now=world.now)


def every_place(tree: Tree) -> Iterator[Place]:
    def below(where: Place) -> Iterator[Place]:
        yield where
        for listing in listings(where, tree):
            for item in listing.items[:1]:
                found = place(item.address)
                assert found is not None
                yield from below(found)

    for part in parts():
        yield from below(part)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside."""
    statements: list[str] = []

    def note(*given: Any) -> None:
        if not given[2].startswith("BEGIN"):
            statements.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def values_in(page: str) -> dict[str, str]:
    """What the page would send if one pressed save at once: hidden fields only."""
    found = re.findall(r'<input type="hidden" name="(revision|shown|back)" value="([^"]*)"', page)
    return dict(reversed(found))


@pytest.mark.database("sqlite")
def test_every_page_of_the_editor_is_drawn_without_a_fault(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    tree = drafts.examined(draft).tree

    for where in every_place(tree):
        answer = client.get(f"/programmes/drafts/{draft.id}/pages/{where.address}")
        assert answer.status_code == 200, where.address
        assert "处需要修改" not in answer.get_data(as_text=True), where.address


def test_the_other_pages_of_a_draft_are_drawn(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    for path in ("", "/text", "/preview", "/preview/expert", "/preview/certificate", "/differences", "/opening"):
        assert client.get(f"/programmes/drafts/{draft.id}{path}").status_code == 200, path
    assert client.get("/programmes/").status_code == 200


def read_page(client: Browser, address: str) -> tuple[str, dict[str, str]]:
    page = client.get(address).get_data(as_text=True)
    return page, {name: html.unescape(value) for name, value in values_in(page).items()}


def test_a_posted_page_is_kept_even_where_it_is_wrong_and_says_what_is(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/programmes/drafts/{draft.id}/pages/sections/1/fields/1"
    _, hidden = read_page(client, address)

    answer = client.post(address, data={**hidden, "label": "本人姓名", "kind": "person_name", "limit": "二十"})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "上限：应为整数" in page
    assert 'value="二十"' in page
    field = drafts.examined(db.session.get_one(DefinitionDraft, draft.id)).tree["sections"][0]["fields"][0]
    assert (field["label"], field["limit"]) == ("本人姓名", "二十")


def test_a_table_gains_and_loses_rows_without_a_script(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/programmes/drafts/{draft.id}/pages/titles"
    _, hidden = read_page(client, address)
    rows = {f"titles-{row}-name": name for row, name in enumerate(("甲", "乙"))}

    more = client.post(address, data={**hidden, **rows, "add_row": "titles"}).get_data(as_text=True)
    _, hidden = read_page(client, address)
    less = client.post(address, data={**hidden, **rows, "remove_row": "titles-0"}).get_data(as_text=True)

    assert re.findall(r'id="titles-\d-name" name="[^"]*"[^>]*value="([^"]*)"', more) == ["甲", "乙", ""]
    assert re.findall(r'id="titles-\d-name" name="[^"]*"[^>]*value="([^"]*)"', less) == ["乙"]


def test_what_was_typed_into_a_page_that_moved_away_is_shown_to_be_copied(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/programmes/drafts/{draft.id}/pages/sections/1/fields/3"
    _, hidden = read_page(client, address)
    client.post(f"/programmes/drafts/{draft.id}/lists/sections/1/fields", data={"revision": "1", "act": "remove-1"})

    answer = client.post(address, data={**hidden, "label": "写了很久的名称"})

    assert answer.status_code == 409
    assert "写了很久的名称</textarea>" in answer.get_data(as_text=True)


def test_what_was_typed_beside_a_list_is_kept_when_the_list_is_changed(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    _, hidden = read_page(client, f"/programmes/drafts/{draft.id}/pages/sections/1")
    typed = {**hidden, "key": "person", "name": "被推荐人", "hint": "对照身份证填写。"}

    answer = client.post(f"/programmes/drafts/{draft.id}/lists/sections/1/fields", data={**typed, "act": "down-1"})

    section = drafts.examined(db.session.get_one(DefinitionDraft, draft.id)).programme.sections[0]
    assert answer.location.endswith(f"/programmes/drafts/{draft.id}/pages/sections/1#list-fields")
    assert (section.name, section.hint) == ("被推荐人", "对照身份证填写。")
    assert [field.key for field in section.fields[:2]] == ["id_number", "name"]


def test_the_lines_of_a_table_change_places(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    client.post(
        f"/programmes/drafts/{draft.id}/lists/titles", data={"revision": "1", "back": "titles", "act": "down-1"}
    )

    titles = drafts.examined(db.session.get_one(DefinitionDraft, draft.id)).tree["titles"]
    assert [title["key"] for title in titles] == ["master", "outstanding"]


def test_a_text_that_cannot_be_read_comes_back_as_it_was_typed(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    typed = 'key = "x"\nname = <b>没有引号</b>\n'

    answer = client.post(f"/programmes/drafts/{draft.id}/text", data={"revision": "1", "text": typed})

    assert answer.status_code == 422
    assert "第 2 行：等号后面的值写法不对" in answer.get_data(as_text=True)
    assert "name = &lt;b&gt;没有引号&lt;/b&gt;" in answer.get_data(as_text=True)


def test_what_saves_itself_tells_the_other_window_what_stands_there(world: World, client: Browser) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    address = f"/programmes/drafts/{draft.id}/answers/basics"

    first: Any = client.post(address, json={"revision": "1", "answers": {"name": "甲奖"}})
    second: Any = client.post(address, json={"revision": "1", "answers": {"name": "乙奖"}})
    chosen: Any = client.post(address, json={"revision": "2", "answers": {"name": "乙奖", "nothing": "无"}})

    assert (first.status_code, first.json["revision"]) == (200, "2")
    assert (second.status_code, second.json) == (409, {"revision": "2", "answers": {"name": "甲奖"}})
    assert (chosen.status_code, chosen.json["revision"]) == (200, "3")


HOSTILE = "{{ 7 * 7 }}{% for x in (1,) %}<script>alert(1)</script>{name.__class__}"


def test_hostile_texts_are_shown_as_texts_and_open_nothing(world: World, client: Browser) -> None:
    draft = begun(world)
    city = world.members[Role.CITY_OFFICER]
    client.sign_in(city)
    places = {
        "basics": {"name": HOSTILE, "basis": HOSTILE},
        "sections/1/fields/1": {"label": HOSTILE, "hint": HOSTILE},
        "certificate": {"certificate-text": HOSTILE, "certificate-number": HOSTILE},
        "consents": {"consent_text-vetting": HOSTILE},
        "criteria/1": {"name": HOSTILE, "description": HOSTILE},
    }
    for address, typed in places.items():
        answer = client.post(
            f"/programmes/drafts/{draft.id}/answers/{address}", json={"revision": "99", "answers": typed}
        )
        assert answer.status_code == 200, address

    for path in (
        "",
        "/preview",
        "/preview/expert",
        "/preview/certificate",
        "/differences",
        "/text",
        "/pages/certificate",
    ):
        page = client.get(f"/programmes/drafts/{draft.id}{path}").get_data(as_text=True)
        assert "<script>alert" not in page, path
        assert "49" not in re.sub(r"<[^>]*>", "", page).replace("2026", ""), path

    found = {
        (path[0], message) for path, message in drafts.examined(db.session.get_one(DefinitionDraft, draft.id)).found
    }
    assert (
        "certificate",
        "没有 {name.__class__} 这个占位，可用：{award}、{date}、{edition}、{name}、{team}、{title}、{unit}、{year}",
    ) in found
    assert client.get(f"/programmes/drafts/{draft.id}/opening").status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "sections/99",
        "sections/0",
        "sections/1/fields/999999999999",
        "titles/1",
        "sections/x",
        "a/" * 60 + "1",
    ],
)
def test_a_page_that_is_not_there_is_not_found(world: World, client: Browser, address: str) -> None:
    draft = begun(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert client.get(f"/programmes/drafts/{draft.id}/pages/{address}").status_code == 404


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.CITY_OFFICER, Role.SUPERVISOR)])
def test_only_the_office_and_its_supervisor_come_here(world: World, client: Browser, role: Role) -> None:
    client.sign_in(world.members[role])

    assert client.get("/programmes/").status_code == 403


def test_the_list_takes_the_same_number_of_queries_whatever_its_length(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    counts = []
    for more in (1, 2):
        for _ in range(more):
            begun(world)
        with counted() as statements:
            assert client.get("/programmes/").status_code == 200
        counts.append(len(statements))

    assert counts == [5, 5]
