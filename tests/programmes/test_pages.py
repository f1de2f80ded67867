"""The editor's pages: everything that can be reached is drawn, what is typed is kept, what is wrong is told."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from models.definition import DefinitionDraft
from models.vocabulary import Role
from selection.database import db
from selection.programmes import actions, drafts
from selection.programmes.places import Place, listings, parts, place
from selection.rules.definition.writing import Tree, write
from selection.rules.workdays import Calendar
from tests.browsers import Browser
from tests.world import World, programme


def begun(world: World, key: str = "file:skill-master") -> DefinitionDraft:
    actor = world.actor(Role.CITY_OFFICER)
    source = drafts.source(actor, key, Calendar())
    assert source is not None
    return actions.clone(source, actor, now=world.now)


def every_place(tree: Tree) -> Iterator[Place]:
    def below(where: Place) -> Iterator[Place]:
        yield where
        for listing in listings(where, tree):
            for item in listing.items[:3]:
                found = place(item.address)
                assert found is not None
                yield from below(found)

    for part in parts():
        yield from below(part)


def values_in(page: str) -> dict[str, str]:
    """What the page would send if one pressed save at once: hidden fields only."""
    return dict(re.findall(r'<input type="hidden" name="(revision|shown)" value="([^"]*)"', page))


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
