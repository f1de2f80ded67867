"""The shared macros, as HTML."""

from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from selection.rules.programme import Condition, Field
from tests.templates.app import bare_app


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare_app()


@pytest.fixture
def draw(app: Flask) -> Any:
    """``draw("_table.html", "pager(1, 2, 30)", url="/list?q=东")``: the macro's output without line breaks."""

    def drawn(file: str, call: str, url: str = "/", **context: Any) -> str:
        name = call.partition("(")[0]
        with app.test_request_context(url):
            text = app.jinja_env.from_string(f'{{% from "{file}" import {name} %}}{{{{ {call} }}}}').render(**context)
        return "".join(line.strip() for line in text.splitlines())

    return drawn


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def sink(app: Flask) -> list[tuple[str, dict[str, str | None]]]:
    return Elements(app.test_client().get("/").get_data(as_text=True)).found


def test_no_id_stands_twice_on_a_page(app: Flask) -> None:
    ids = [str(attributes["id"]) for _, attributes in sink(app) if "id" in attributes]

    assert sorted(ids) == sorted(set(ids))


def test_nothing_is_inline(app: Flask) -> None:
    elements = sink(app)

    assert [each for each in elements if each[0] == "style" or (each[0] == "script" and "src" not in each[1])] == []
    assert [name for _, attributes in elements for name in attributes if name == "style" or name.startswith("on")] == []


def test_every_description_and_every_jump_leads_somewhere(app: Flask) -> None:
    elements = sink(app)
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    told = {each for _, attributes in elements for each in (attributes.get("aria-describedby") or "").split()}
    jumps = {
        href[1:]
        for tag, attributes in elements
        if tag == "a" and (href := attributes.get("href") or "").startswith("#")
    }

    assert (told | jumps) - ids == set()


def test_every_form_that_posts_carries_the_token(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)

    forms = [each.partition("</form>")[0] for each in page.split("<form")[1:]]

    assert [each[:80] for each in forms if 'method="post"' in each and "csrf_token" not in each] == [
        each[:80] for each in forms if "data-score-sheet" in each
    ]


def test_a_page_link_keeps_the_query_and_drops_the_page(draw: Any) -> None:
    html = draw("_table.html", "pager(2, 3, 61, '份')", url="/list?q=%E4%B8%9C&stage=a&stage=b&page=2")

    assert (
        '<a class="btn btn-plain btn-sm" rel="next" href="/list?q=%E4%B8%9C&amp;stage=a&amp;stage=b&amp;page=3">'
        in html
    )
    assert "共 61 份，第 2 页，共 3 页" in html


def test_one_page_needs_no_links(draw: Any) -> None:
    assert (
        draw("_table.html", "pager(1, 1, 0)")
        == '<nav class="pager" aria-label="翻页"><p class="quiet">共 0 条</p></nav>'
    )


def test_a_second_press_on_a_heading_turns_the_order_round(draw: Any) -> None:
    html = draw("_table.html", "sort_head('申报时间', 'submitted', 'submitted')", url="/list?page=4&q=a")

    assert html.startswith('<th scope="col" aria-sort="ascending"><a href="/list?q=a&amp;sort=-submitted">申报时间')


def test_what_somebody_typed_is_never_markup(draw: Any) -> None:
    field = Field(key="team", label="班组", kind="text")

    html = draw("_answers.html", "answer(field, value)", field=field, value='"><script>alert(1)</script>')

    assert "<script" not in html
    assert "&#34;&gt;&lt;script&gt;" in html


def test_the_counter_leaves_out_white_space(draw: Any) -> None:
    html = draw("_form.html", "counter('d1', '一二　三\n 四 五', 4)")

    assert '<span class="counter-over" data-count>已写 5 字，超出 1 字</span>' in html


def test_an_answer_that_is_no_longer_in_the_list_is_kept_and_said_so(draw: Any) -> None:
    field = Field(key="grade", label="等级", kind="choice", options=(("1", "一级"), ("2", "二级")))

    html = draw("_answers.html", "answer(field, '9')", field=field)

    assert '<option value="9" selected>9（不在名录中）</option>' in html


@pytest.mark.parametrize(("value", "checked"), [(True, ["true"]), (False, ["false"]), (None, []), ("true", ["true"])])
def test_yes_no_and_unanswered_are_three_things(draw: Any, value: object, checked: list[str]) -> None:
    html = draw("_answers.html", "answer(field, value)", field=Field(key="f", label="一线", kind="flag"), value=value)

    assert [each["value"] for tag, each in Elements(html).found if tag == "input" and "checked" in each] == checked


def test_a_condition_travels_with_its_field(draw: Any) -> None:
    field = Field(key="team", label="班组", kind="text", shown_when=Condition("kind", ("a'b", 'c"d')))

    box = Elements(draw("_answers.html", "answer(field, '')", field=field)).found[0][1]

    assert (box["data-shown-when"], box["data-shown-values"]) == ("kind", '["a\\u0027b", "c\\"d"]')


def test_a_table_shows_one_blank_row_and_a_model_for_more(draw: Any) -> None:
    field = Field(key="t", label="徒弟", kind="table", columns=(Field(key="n", label="姓名", kind="text"),), limit=5)

    names = [
        each["name"]
        for tag, each in Elements(draw("_answers.html", "answer(field, none)", field=field)).found
        if "name" in each
    ]

    assert names == ["t-0-n", "remove_row", "t-__row__-n", "remove_row", "add_row"]


def test_a_refused_act_stays_and_says_why(draw: Any) -> None:
    html = draw(
        "_stage.html", "acts([act])", act={"label": "上报", "href": "/x", "kind": "primary", "refused": "现在不能上报"}
    )

    assert 'aria-disabled="true" aria-describedby="acts-1"' in html
    assert '<p class="why" id="acts-1">现在不能上报</p>' in html
    assert "/x" not in html


@pytest.mark.parametrize(("total", "drawn"), [(30, 30), (31, 0)])
def test_squares_end_where_figures_say_it_better(draw: Any, total: int, drawn: int) -> None:
    assert draw("_marks.html", f"squares(3, {total}, '名额')").count("<i") == drawn


def test_a_bar_never_leaves_its_bed(draw: Any) -> None:
    html = draw("_marks.html", "bar(130, '超过', limit=60)")

    assert '<rect class="bar-ink" x="0%" width="100%" height="100%"/>' in html
    assert '<line class="bar-limit" x1="60.0%" x2="60.0%" y1="-4" y2="100%"/>' in html


def test_an_icon_is_taken_from_our_own_sheet(draw: Any) -> None:
    assert draw("_marks.html", "icon('ok')") == Markup(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="/static/icons.svg#i-ok"/></svg>'
    )
