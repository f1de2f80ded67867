"""An expert scores ten dossiers with nothing but the keyboard: no mouse, no script that helps him to a field."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from models.review import ScoreSheet
from models.vocabulary import Role, Stage
from selection.database import db
from tests.browser.house import House
from tests.browser.visitor import Visitor
from tests.browsers import Browser

DOSSIERS = 10
MOST_TABS = 120
FOCUSED = """() => {
    const at = document.activeElement;
    return {tag: at.tagName, type: at.type || '', id: at.id, text: at.textContent.trim(),
            score: at.dataset.score !== undefined, seen: at.matches(':focus-visible')};
}"""


def tab_to(page: Page, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Tab on until this has the focus, and can be seen to have it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if wanted(found):
            assert found["seen"]
            return
    raise AssertionError("the keyboard never gets there")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def score(page: Page, points: list[str]) -> None:
    """Type all points of the sheet in view and press what hands it in."""
    for each in points:
        tab_to(page, lambda at: bool(at["score"]))
        page.keyboard.type(each)
    tab_to(page, lambda at: at["type"] == "submit" and at["text"].startswith("提交"))
    enter(page)


@pytest.mark.browser
@pytest.mark.database("sqlite")
def test_an_expert_scores_ten_dossiers_by_keyboard_alone(
    house: House, visit: Callable[[], Visitor], client: Browser
) -> None:
    world = house.world
    dealt = world.assigned(*(world.nomination(Stage.ASSIGNED) for _ in range(DOSSIERS)), experts=1)
    tasks = [each.id for each in dealt]
    visitor = visit().take_over(client.sign_in(world.members[Role.EXPERT]))
    visitor.go("/")
    page = visitor.page

    tab_to(page, lambda at: at["tag"] == "A" and at["text"] == "我的评审")
    enter(page)
    tab_to(page, lambda at: at["tag"] == "A" and at["text"] == "评审")
    enter(page)
    for place in range(DOSSIERS - 2):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"K-{place + 1:03d}")
        score(page, [f"{20 + place % 3}.5", "19", "15", f"{18 + place}"])
    tab_to(page, lambda at: at["type"] == "radio")  # a level is chosen, which sets its points; one step more
    page.keyboard.press("Space")
    tab_to(page, lambda at: bool(at["score"]))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    score(page, ["19", "15", "20"])
    score(page, ["5", "5", "5", "5"])  # below the line: the page asks why
    visitor.reads("低于 60 分须写评语")
    tab_to(page, lambda at: at["id"] == "comment")
    page.keyboard.type("佐证不足")
    tab_to(page, lambda at: at["type"] == "submit" and at["text"].startswith("提交"))
    enter(page)
    visitor.reads("已评 10 份")

    sheets = [db.session.get_one(ScoreSheet, each) for each in tasks]
    assert all(each.handed_in_at for each in sheets)
    assert [each.total for each in sheets[:3]] == [Decimal("72.5"), Decimal("74.5"), Decimal("76.5")]
    assert sheets[8].points["expertise"] == "24.0"
    assert (sheets[9].total, sheets[9].comment) == (Decimal(20), "佐证不足")
