"""What was typed survives: an error, an expired session, a closed tab, two tabs, a second press, the way back."""

import re
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, func, select

from models.nomination import Dossier, Nomination
from models.people import SignIn
from models.vocabulary import Role, Stage
from selection.clock import on
from selection.database import db, transaction
from tests.browser.house import PASSWORD, House
from tests.browser.visitor import Visitor
from tests.nominations.steps import signed

pytestmark = [pytest.mark.browser, pytest.mark.database("postgres")]
STATUS = "[data-autosave-status]"


@pytest.fixture
def officer(house: House, visit: Callable[[], Visitor]) -> Visitor:
    """The unit's officer before the third section of a draft."""
    house.world.nomination(Stage.DRAFTED)
    house.open()
    visitor = visit().sign_in(house.accounts[Role.UNIT_OFFICER][0])
    visitor.go("/nominations/1/form/merits")
    return visitor


def write(page: Page, key: str, text: str) -> None:
    page.locator(f"#{key}").fill(text)
    page.locator(f"#{key}").blur()


def saved(page: Page) -> None:
    expect(page.locator(STATUS)).to_contain_text("已保存")


def stored(key: str) -> object:
    answers = db.session.scalars(select(Nomination.answers)).one()
    db.session.remove()
    return answers[key]


def test_what_was_typed_survives_an_error(officer: Visitor) -> None:
    written = "三步判断法" * 120
    officer.page.locator("#mastery").fill("装量差异长期稳定在百分之一以内。")
    officer.page.locator("#expertise").fill(written)
    officer.press("保存，去下一部分")

    officer.look().reads("最多 500")
    assert officer.page.input_value("#expertise") == written
    assert officer.page.input_value("#mastery") == "装量差异长期稳定在百分之一以内。"


def test_the_page_stands_still_once_a_field_has_the_focus(officer: Visitor) -> None:
    """A page that glides there takes the button away between press and release, and the press is lost."""
    reached = officer.page.evaluate(
        "() => { [...document.querySelectorAll('textarea')].pop().focus(); return scrollY }"
    )
    officer.page.wait_for_timeout(300)

    assert officer.page.evaluate("scrollY") == reached > 0


def test_what_is_typed_after_the_session_ended_arrives_once_somebody_signs_in_in_a_new_window(
    officer: Visitor, house: House
) -> None:
    with transaction() as session:
        session.execute(delete(SignIn))
    db.session.remove()
    write(officer.page, "expertise", "会话结束以后写的。")
    expect(officer.page.locator(STATUS)).to_contain_text("登录已过期")

    with officer.context.expect_page() as opened:
        officer.page.get_by_role("link", name="在新窗口登录").click()
    counter = opened.value
    counter.get_by_label("账号").fill(house.accounts[Role.UNIT_OFFICER][0])
    counter.get_by_label("密码").fill(PASSWORD)
    counter.get_by_role("button", name="登录").click()
    expect(counter.get_by_role("button", name="退出")).to_be_visible()
    counter.close()
    officer.page.bring_to_front()
    officer.page.evaluate("window.dispatchEvent(new Event('focus'))")

    saved(officer.page)
    assert stored("expertise") == "会话结束以后写的。"


def test_a_form_sent_after_the_session_ended_is_carried_through_the_counter(officer: Visitor, house: House) -> None:
    officer.go("/nominations/1/withdrawal")
    officer.page.get_by_label("撤回的原因").fill("本人调离本单位。")
    with transaction() as session:
        session.execute(delete(SignIn))
    db.session.remove()
    officer.press("撤回申报")

    officer.look().page.get_by_label("账号").fill(house.accounts[Role.UNIT_OFFICER][0])
    officer.page.get_by_label("密码").fill(PASSWORD)
    officer.press("登录")

    assert "本人调离本单位。" in officer.look().page.content()


def test_what_was_typed_is_there_again_after_the_tab_was_closed(officer: Visitor) -> None:
    officer.page.locator("#leadership").fill("领衔班组创新小组，带教徒弟九名。")
    officer.page.close(run_before_unload=True)
    until = monotonic() + 10
    while stored("leadership") != "领衔班组创新小组，带教徒弟九名。" and monotonic() < until:
        sleep(0.1)  # what a closing page sends is still on its way
    officer.page = officer.tab()
    officer.go("/nominations/1/form/merits")

    assert officer.page.input_value("#leadership") == "领衔班组创新小组，带教徒弟九名。"


def test_two_tabs_on_different_fields_keep_both(officer: Visitor) -> None:
    other = officer.tab()
    other.goto("/nominations/1/form/merits")
    write(officer.page, "expertise", "这一窗口写的。")
    saved(officer.page)
    write(other, "mastery", "那一窗口写的。")
    saved(other)

    officer.page.reload()

    assert officer.page.input_value("#expertise") == "这一窗口写的。"
    assert officer.page.input_value("#mastery") == "那一窗口写的。"


def test_two_tabs_on_the_same_field_show_both_texts_and_lose_neither(officer: Visitor) -> None:
    other = officer.tab()
    other.goto("/nominations/1/form/merits")
    write(officer.page, "expertise", "这一窗口写的。")
    saved(officer.page)
    write(other, "expertise", "那一窗口写的。")

    expect(other.locator(".clash-text")).to_have_text("这一窗口写的。")
    assert other.input_value("#expertise") == "那一窗口写的。"
    assert stored("expertise") == "这一窗口写的。"
    officer.page, first = other, officer.page
    officer.look()
    other.get_by_role("button", name="用这里的").click()
    saved(other)
    officer.page = first
    assert stored("expertise") == "那一窗口写的。"


@pytest.fixture
def ready(house: House, visit: Callable[[], Visitor]) -> Visitor:
    """The unit's officer before the button that submits."""
    _, after = signed(house.world)
    house.open()
    house.time.pass_until(on(after))
    visitor = visit().sign_in(house.accounts[Role.UNIT_OFFICER][0])
    visitor.go("/nominations/1/submission")
    return visitor


def dossiers() -> int:
    count = db.session.scalar(select(func.count(Dossier.nomination_id)))
    db.session.remove()
    return count or 0


def receipt(visitor: Visitor) -> str:
    found = re.search(r"受理号 (\S+)", visitor.text)
    assert found is not None
    return found[1]


def test_a_double_click_submits_once(ready: Visitor) -> None:
    with ready.page.expect_navigation(url=re.compile("/receipt")):
        ready.page.get_by_role("button", name="申报", exact=True).dblclick()

    assert receipt(ready)
    assert dossiers() == 1


def test_the_way_back_and_a_second_window_lead_to_the_same_receipt(ready: Visitor) -> None:
    second = ready.tab()
    second.goto("/nominations/1/submission")
    ready.press("申报")
    first = receipt(ready)

    ready.page.go_back()
    assert receipt(ready) == first
    ready.page = second
    ready.press("申报")

    assert receipt(ready) == first
    assert dossiers() == 1
