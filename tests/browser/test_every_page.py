"""Every page that anybody can reach from his menu and his list of things to do, looked at in Chromium.

One page of every kind for each role, unless it is built as another was shown it, on a desk and on a telephone:
nothing sticks out, axe finds nothing, nothing is said on the console, where a breach of the content policy would be
told as well.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from models.vocabulary import Role
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.browsers import Browser
from tests.faults.crawling import Page, crawl
from tests.faults.filled import Filled, fill

NOBODY = "nobody"
PUBLIC = {"accounts.sign_in", "certificates.verify", "honours.public_register", "publicity.notice", "honours.decision"}
PUBLIC |= {"exchange.department", "objections.receipt"}
PAPERS = {
    "documents.index",
    "approvals.form",
    "exchange.index",
    "objections.index",
    "objections.detail",
    "objections.report",
}
PEOPLE = (
    (NOBODY, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.NOMINEE, Role.UNION_OFFICER, Role.UNION_HEAD),
    (Role.CITY_OFFICER, Role.ADMIN),
    (Role.EXPERT, Role.JUROR, Role.SUPERVISOR),
)
FEWEST = 4
"""Everybody has a desk, an account, and something of his own; whoever is shown less was not signed in."""


@pytest.fixture
def filled(house: House) -> Filled:
    return fill(house.world)


def kinds(app: Flask, who: str, browser: Browser, also: list[str]) -> tuple[dict[str, Page], list[str]]:
    """One page of every kind that this person is shown, by the view that answers; and what broke on the way."""
    found: dict[str, Page] = {}
    broken = []
    for page in crawl(app, who, browser, at_most=1, also=also):
        if page.status == 200 and page.links:
            found.setdefault(page.endpoint, page)
        elif page.status >= 500:
            broken.append(f"{page.url}: {page.status}")
    return found, broken


@pytest.mark.browser
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("people", PEOPLE, ids=["outside", "city", "judges"])
def test_nothing_is_wrong_with_any_page_of_anybody(
    app: Flask,
    house: House,
    filled: Filled,
    chromium: Chromium,
    new_client: Callable[[], Browser],
    people: tuple[str, ...],
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a page that breaks is told among the others
    complaints: list[str] = []
    looked_at: set[tuple[str, frozenset[str]]] = set()
    shown: dict[str, set[str]] = {}
    for who in people:
        browser = new_client()
        if isinstance(who, Role):
            browser.sign_in(house.world.members[who])
        links = [f"/consent/{filled.tokens['consent']}", f"/exchange/{filled.tokens['exchange']}"]
        also = links if who == NOBODY else [filled.tokens["form"]]
        pages, broken = kinds(app, who, browser, also)
        visitor = Visitor(chromium, house.address, looks=True).take_over(browser)
        for page in pages.values():
            if (page.endpoint, page.build) not in looked_at:
                looked_at.add((page.endpoint, page.build))
                visitor.go(page.url)
                visitor.look_closely()
        visitor.leave()
        shown[who] = set(pages)
        complaints += [f"{who} {each}" for each in (*broken, *visitor.complaints)]

    assert complaints == [], "\n".join(complaints)
    assert [who for who, pages in shown.items() if len(pages) < FEWEST] == []
    assert shown.get(NOBODY, PUBLIC) >= PUBLIC
    assert shown.get(Role.CITY_OFFICER, PAPERS) >= PAPERS
