"""The scripts and the look in a real browser, under the policy of the real pages."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.templates.app import Received, bare_app

STATUS = "[data-autosave-status]"


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def received(app: Flask) -> Received:
    fresh: Received = app.extensions["received"]
    fresh.bodies.clear()
    fresh.answers.clear()
    return fresh


@pytest.fixture
def page(chromium: Browser, address: str, received: Received) -> Iterator[Page]:
    """The kitchen sink, opened; the test fails if the browser had anything to complain about."""
    complaints: list[str] = []
    expect.set_options(timeout=5_000)
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, base_url=address)
    page.set_default_timeout(5_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.goto("/")
    yield page
    page.close()
    assert complaints == []


@pytest.mark.parametrize("path", ["/", "/error/404", "/refused"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(path)

    found = Axe().run(page)

    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_icons_are_drawn_from_the_sheet(page: Page) -> None:
    assert page.evaluate("document.querySelector('.callout .i').getBBox().width") > 10


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_cell(page: Page) -> None:
    assert page.evaluate("document.activeElement.className") == "errors mb-4"

    page.click("text=带徒传艺第 2 行")

    assert page.evaluate("document.activeElement.id") == "apprentices-1-grade"


def test_only_what_changed_is_saved(page: Page, received: Received) -> None:
    page.fill("#craft", "听泵音")
    page.locator("#craft").blur()

    expect(page.locator(STATUS)).to_contain_text("16:42:08")
    assert received.bodies == [{"revision": "7", "answers": {"craft": "听泵音"}}]
    assert page.input_value("#answers [name=revision]") == "8"


def test_every_kind_of_answer_is_sent_in_its_shape(page: Page, received: Received) -> None:
    page.check("#front_line")
    expect(page.locator(STATUS)).to_contain_text("16:42:08")
    page.check("#groups")
    page.wait_for_timeout(200)
    page.fill("#apprentices-1-name", "")
    page.fill("#apprentices-1-since", "")
    page.locator("#apprentices-1-since").blur()
    page.wait_for_timeout(300)

    assert received.bodies[0]["answers"] == {"front_line": "true"}
    assert received.bodies[1]["answers"] == {"groups": ["a", "b"]}
    assert received.bodies[-1]["answers"] == {"apprentices": [{"name": "叶知秋", "since": "2021-03", "grade": "4"}]}


def test_both_texts_stand_side_by_side_until_one_is_chosen(page: Page, received: Received) -> None:
    received.answers.append(({"revision": "9", "answers": {"craft": "另一窗口写的"}}, 409))
    page.fill("#craft", "这里写的")
    page.locator("#craft").blur()
    expect(page.locator(".clash-text")).to_have_text("另一窗口写的")

    page.click("text=用这里的")
    expect(page.locator(STATUS)).to_contain_text("16:42:08")

    assert received.bodies[-1] == {"revision": "9", "answers": {"craft": "这里写的"}}
    assert page.locator(".clash").count() == 0


def test_the_other_text_can_be_taken(page: Page, received: Received) -> None:
    received.answers.append(({"revision": "9", "answers": {"craft": "另一窗口写的"}}, 409))
    page.fill("#craft", "这里写的")
    page.locator("#craft").blur()

    page.click("text=用另一窗口的")

    assert page.input_value("#craft") == "另一窗口写的"
    expect(page.locator(STATUS)).to_contain_text("已保存")
    assert len(received.bodies) == 1


def test_after_the_session_has_ended_what_was_typed_is_saved_on_return(page: Page, received: Received) -> None:
    received.answers.append(({"why": "请先登录"}, 401))
    page.fill("#craft", "听泵音")
    page.locator("#craft").blur()
    expect(page.locator(STATUS)).to_contain_text("登录已过期")
    assert page.get_attribute(f"{STATUS} a", "href") == "/sign-in"

    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.locator(STATUS)).to_contain_text("16:42:08")
    assert received.bodies[-1] == {"revision": "7", "answers": {"craft": "听泵音"}}


def test_an_old_token_is_renewed_and_the_save_repeated(page: Page, received: Received) -> None:
    token = page.get_attribute("meta[name=csrf-token]", "content")
    page.evaluate("selection.setToken('of an older session')")
    received.answers.append(({"revision": "9", "csrf_token": token}, 200))

    page.fill("#craft", "听泵音")
    page.locator("#craft").blur()

    expect(page.locator(STATUS)).to_contain_text("16:42:08")
    assert received.bodies[-1] == {"revision": "7", "answers": {"craft": "听泵音"}}


def test_a_refusal_is_said_and_not_repeated(page: Page, received: Received) -> None:
    received.answers.append(({"reasons": [{"why": "申报已经截止", "cure": "截止 11月27日 17:00", "cite": ""}]}, 409))
    page.fill("#craft", "听泵音")
    page.locator("#craft").blur()
    expect(page.locator(STATUS)).to_contain_text("申报已经截止。截止 11月27日 17:00。")

    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(200)

    assert len(received.bodies) == 1


def test_without_a_network_the_text_stays_and_goes_out_when_it_returns(page: Page, received: Received) -> None:
    page.context.set_offline(True)
    page.fill("#craft", "听泵音")
    page.locator("#craft").blur()
    expect(page.locator(STATUS)).to_contain_text("网络断开")
    assert received.bodies == []

    page.context.set_offline(False)

    expect(page.locator(STATUS)).to_contain_text("16:42:08")


def test_leaving_the_page_sends_the_last_words(page: Page, received: Received) -> None:
    page.locator("#craft").press_sequentially("终")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/error/404")
    page.wait_for_timeout(300)

    assert {tuple(each["answers"]) for each in received.bodies} == {("craft",)}


def test_rows_come_and_go_in_place(page: Page, received: Received) -> None:
    page.click("[data-add-row]")
    assert page.evaluate("document.activeElement.name") == "apprentices-2-name"
    expect(page.locator("[data-rows-left]")).to_have_text("已有 3 行，不能再加")
    page.fill("#apprentices-2-name", "朱怀瑾")

    page.click("[data-remove-row] >> nth=0")

    names = page.eval_on_selector_all("tr[data-row] input[type=text]", "all => all.map(one => [one.name, one.value])")
    assert names == [["apprentices-0-name", "严守拙"], ["apprentices-1-name", "朱怀瑾"]]
    assert page.get_attribute("tr[data-row] >> nth=1 >> button", "aria-label") == "删除第 2 行"


def test_a_move_is_posted_and_said(page: Page, received: Received) -> None:
    received.answers.append(({"revision": "4"}, 200))

    page.click('[aria-label="上移 陆文珊"]')

    expect(page.locator("[data-reorder-said]")).to_have_text("陆文珊已移到第 2 位，共 3 位")
    expect(page.locator(".order")).to_have_attribute("data-revision", "4")
    assert received.bodies == [{"revision": "3", "order": ["1", "3", "2"]}]


def test_a_refused_move_goes_back(page: Page, received: Received) -> None:
    received.answers.append(({"reasons": [{"why": "名单已经上报", "cure": ""}]}, 409))

    page.click('[aria-label="下移 周启明"]')

    expect(page.locator("[data-reorder-problem]")).to_have_text("没有移动：名单已经上报。")
    assert page.eval_on_selector_all(".order li[data-id]", "all => all.map(one => one.dataset.id)") == ["1", "2", "3"]


def test_the_handle_drags(page: Page, received: Received) -> None:
    received.answers.append(({"revision": "4"}, 200))
    grip = page.locator(".grip").nth(2)
    grip.scroll_into_view_if_needed()
    start, goal = grip.bounding_box(), page.locator(".order .rank").nth(0).bounding_box()
    assert start is not None
    assert goal is not None

    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, goal["y"] - 4, steps=8)
    page.mouse.up()

    expect(page.locator("[data-reorder-said]")).to_have_text("陆文珊已移到第 1 位，共 3 位")
    expect(page.locator(".order")).to_have_attribute("data-revision", "4")
    assert received.bodies == [{"revision": "3", "order": ["3", "1", "2"]}]
    assert page.locator(".order > li").nth(3).get_attribute("class") == "cut"


def test_a_band_sets_a_start_and_the_stepper_refines_it(page: Page) -> None:
    second = page.locator("[data-criterion=高超技能]")
    second.locator('[value="19.5"]').click()
    assert second.locator("[data-score]").input_value() == "19.5"

    for _ in range(5):
        second.locator('[data-step="0.5"]').click()

    assert second.locator("[data-score]").input_value() == "22.0"
    assert second.locator(".bands input:checked + span").inner_text().startswith("优")
    expect(page.locator("[data-score-sum]")).to_have_text("45.0")
    expect(page.locator("[data-score-summary]")).to_have_text("已评 2 项，共 2 项，45.0 分")


def test_the_counter_counts_as_one_types(page: Page) -> None:
    page.fill("#craft", "一 二" * 11)

    expect(page.locator("#craft-c [data-count]")).to_have_text("已写 22 字，超出 2 字")


def test_a_field_appears_when_it_matters(page: Page) -> None:
    expect(page.locator("[data-answer=team]")).to_be_hidden()

    page.check("#front_line")

    expect(page.locator("[data-answer=team]")).to_be_visible()


def test_a_long_list_is_narrowed_and_keeps_what_was_chosen(page: Page) -> None:
    page.fill("[data-narrows=occupation]", "第 39")

    assert page.locator("#occupation option").all_inner_texts() == ["请选择", "第 7 种职业", "第 39 种职业"]
    assert page.input_value("#occupation") == "7"


def test_a_file_that_is_too_large_is_stopped_before_it_is_sent(page: Page, received: Received, tmp_path: Path) -> None:
    file = tmp_path / "会议纪要.pdf"
    file.write_bytes(b"0" * 1_500_000)
    page.set_input_files("#scan", file)

    page.click("button:has-text('上传')")

    expect(page.locator("[data-upload-said]")).to_contain_text("“会议纪要.pdf”有 1.4 MB，一份不能超过 1.0 MB")
    assert received.bodies == []


def test_an_upload_goes_on_to_where_the_server_says(page: Page, received: Received, tmp_path: Path) -> None:
    file = tmp_path / "会议纪要.pdf"
    file.write_bytes(b"0" * 1000)
    received.answers.append(({"location": "/refused"}, 201))
    page.set_input_files("#scan", file)

    page.click("button:has-text('上传')")

    page.wait_for_url("**/refused")
    assert "csrf_token" in received.bodies[0]
