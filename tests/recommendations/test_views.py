"""The board in the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import event

from models.nomination import Nomination
from models.vocabulary import Phase, Role, Stage
from selection import clock, timetable
from selection.database import db, transaction
from selection.places import ledger
from selection.places import queries as places
from selection.recommendations import queries
from selection.rules.definition import canonical, digest
from selection.rules.programme import Limit
from selection.rules.standing import SYSTEM
from tests.browsers import Browser
from tests.recommendations.test_actions import OPINION, board, recommended
from tests.world import World


def scan() -> BytesIO:
    """A small picture of minutes."""
    stream = BytesIO()
    Image.new("RGB", (40, 60), "white").save(stream, "PNG")
    stream.seek(0)
    return stream


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def officer(client: Browser, world: World) -> Browser:
    return client.sign_in(world.members[Role.UNION_OFFICER])


@pytest.mark.parametrize("people", [1, 3])
def test_the_board_takes_five_statements_however_many_are_on_it(officer: Browser, world: World, people: int) -> None:
    recommended(world, *["周启明", "顾海生", "陆文珊"][:people])
    for _ in range(people):
        world.nomination(Stage.SUBMITTED, name="方卓")
    url = f"/recommendations/{world.cycle.id}"
    officer.get(url)

    with statements() as sent:
        page = officer.get(url)

    assert page.status_code == 200
    assert page.text.count("推荐 方卓") == people
    assert len(sent) == 5, "\n".join(sent)


def test_the_menu_leads_to_the_one_board_there_is(officer: Browser, world: World) -> None:
    answer = officer.get("/recommendations/")

    assert (answer.status_code, answer.location) == (303, f"/recommendations/{world.cycle.id}")


def test_who_cannot_be_recommended_is_shown_with_the_reason(officer: Browser, world: World) -> None:
    for name in ("周启明", "顾海生"):
        world.nomination(Stage.RECOMMENDED, name=name)
    world.nomination(Stage.SUBMITTED, name="孙一鸣")

    page = officer.get(f"/recommendations/{world.cycle.id}").text

    assert "不能推荐" in page
    assert "海棠生物制药（上海）有限公司已满 2 人（构成要求第八项）。" in page


def test_a_candidate_is_recommended_from_his_page(officer: Browser, world: World) -> None:
    nomination = world.nomination(Stage.SUBMITTED, name="方卓")

    answer = officer.post(f"/nominations/{nomination.id}/recommendation", data={"opinion": OPINION})

    assert (answer.status_code, answer.location) == (303, f"/recommendations/{world.cycle.id}")
    assert [each.name for each in board(world).prepared] == ["方卓"]


def test_a_recommendation_takes_at_most_fifteen_statements(officer: Browser, world: World) -> None:
    first, second = world.nomination(Stage.SUBMITTED), world.nomination(Stage.SUBMITTED)
    url = f"/nominations/{second.id}/recommendation"
    officer.post(f"/nominations/{first.id}/recommendation", data={"opinion": OPINION})

    with statements() as sent:
        officer.post(url, data={"opinion": OPINION})

    assert len(sent) <= 15, f"{len(sent)}\n" + "\n".join(sent)


def test_a_short_opinion_is_kept_with_the_sentence_beside_it(officer: Browser, world: World) -> None:
    nomination = world.nomination(Stage.SUBMITTED, name="方卓")

    answer = officer.post(f"/nominations/{nomination.id}/recommendation", data={"opinion": "同意推荐。"})

    assert answer.status_code == 422
    assert "写了 5 字，请写 30 到 200 个字" in answer.text
    assert ">同意推荐。</textarea>" in answer.text.replace("\r\n", "")
    assert board(world).prepared == []


def test_the_other_unions_nomination_is_not_there(officer: Browser, world: World) -> None:
    foreign = world.nomination(Stage.SUBMITTED, union=world.other_union, name="钱立群")

    for path in ("", "/withdrawal", "/refusal", "/return"):
        assert officer.get(f"/nominations/{foreign.id}/recommendation{path}").status_code == 404
        assert officer.post(f"/nominations/{foreign.id}/recommendation{path}").status_code == 404
    assert "钱立群" not in officer.get(f"/recommendations/{world.cycle.id}").text


def test_a_new_order_is_answered_with_its_revision(officer: Browser, world: World) -> None:
    first, second = recommended(world, "周启明", "顾海生")
    asked = {"revision": board(world).revision, "order": [str(second.id), str(first.id)]}

    answer = officer.post(f"/recommendations/{world.cycle.id}/order", json=asked)

    assert (answer.status_code, answer.json) == (200, {"revision": board(world).revision})
    assert [each.id for each in board(world).prepared] == [second.id, first.id]


def test_an_order_of_an_old_list_is_answered_with_the_reason(officer: Browser, world: World) -> None:
    first, second = recommended(world, "周启明", "顾海生")

    answer = officer.post(
        f"/recommendations/{world.cycle.id}/order", json={"revision": "old", "order": [second.id, first.id]}
    )

    assert (answer.status_code, answer.json) == (
        409,
        {"message": "推荐名单刚刚有变化，这一次没有移动。请刷新页面，看过最新名单后再调整。"},
    )


@pytest.mark.parametrize(
    "asked", [[], {}, {"order": "17"}, {"order": [[]]}, {"order": ["x"]}, {"order": [-1]}, {"order": ["²"]}]
)
def test_an_order_that_cannot_be_read_is_refused(officer: Browser, world: World, asked: Any) -> None:
    answer = officer.post(f"/recommendations/{world.cycle.id}/order", json=asked)

    assert answer.status_code == 422
    assert answer.json == {"message": "没有移动：页面送来的顺序读不懂，请刷新后再移动。"}


def test_a_button_moves_one_step_without_scripts(officer: Browser, world: World) -> None:
    first, second = recommended(world, "周启明", "顾海生")
    data = {"revision": board(world).revision, "move": f"up-{second.id}"}

    answer = officer.post(f"/recommendations/{world.cycle.id}/order", data=data)

    assert answer.status_code == 303
    assert [each.id for each in board(world).prepared] == [second.id, first.id]


@pytest.mark.parametrize("move", ["", "up", "up-", "sideways-1", "up-999999", "up-\x00"])
def test_a_move_that_is_none_is_refused(officer: Browser, world: World, move: str) -> None:
    recommended(world, "周启明")

    assert officer.post(f"/recommendations/{world.cycle.id}/order", data={"move": move}).status_code == 400


def test_the_head_confirms_the_list_with_its_minutes(client: Browser, world: World) -> None:
    recommended(world, "周启明", "顾海生")
    client.sign_in(world.members[Role.UNION_HEAD])
    data = {"revision": board(world).revision, "minutes": (scan(), "会议纪要.png")}

    answer = client.post(f"/recommendations/{world.cycle.id}/forwarding", data=data)

    assert answer.status_code == 303, answer.text
    assert [each.stage for each in board(world).ranked] == [Stage.FORWARDED] * 2
    page = client.get(f"/recommendations/{world.cycle.id}/forwarding").text
    assert "下载会议纪要" in page
    minutes = client.get(f"/recommendations/{world.cycle.id}/unions/{world.union.id}/minutes/1")
    assert minutes.status_code == 200
    assert minutes.headers["Content-Disposition"].startswith("attachment")


def test_the_minutes_of_another_union_are_not_there(client: Browser, world: World) -> None:
    recommended(world, "周启明")
    client.sign_in(world.members[Role.UNION_HEAD])
    data = {"revision": board(world).revision, "minutes": (scan(), "会议纪要.png")}
    client.post(f"/recommendations/{world.cycle.id}/forwarding", data=data)
    client.sign_in(world.member(Role.UNION_HEAD, world.other_union))

    own = client.get(f"/recommendations/{world.cycle.id}/unions/{world.other_union.id}/minutes/1")
    theirs = client.get(f"/recommendations/{world.cycle.id}/unions/{world.union.id}/minutes/1")

    assert (own.status_code, theirs.status_code) == (404, 404)


def test_the_officer_reads_the_list_and_why_he_cannot_hand_it_on(officer: Browser, world: World) -> None:
    recommended(world, "周启明")
    url = f"/recommendations/{world.cycle.id}/forwarding"

    assert "上报由区局（产业）工会负责人办理" in officer.get(url).text
    assert officer.post(url, data={"revision": board(world).revision}).status_code == 409
    assert [each.stage for each in board(world).ranked] == [Stage.RECOMMENDED]


def test_material_is_sent_back_with_the_fields_that_reopen(officer: Browser, world: World) -> None:
    nomination = world.nomination(Stage.SUBMITTED)
    url = f"/nominations/{nomination.id}/recommendation/return"
    assert "需要补正的内容" in officer.get(url).text
    due = (clock.on(world.now) + timedelta(days=3)).isoformat()
    field = next(world.programme.fields()).key

    wrong = officer.post(url, data={"reason": "", "fields": [], "due_on": "明天"})
    late = officer.post(url, data={"reason": "请补技能等级证书", "fields": [field], "due_on": "2099-01-01"})
    right = officer.post(url, data={"reason": "请补技能等级证书", "fields": [field], "due_on": due})

    assert wrong.status_code == 422
    for sentence in ("请写明理由", "请至少选一项", "请填日期，如 2026-12-01"):
        assert sentence in wrong.text
    assert late.status_code == 409
    assert right.status_code == 303
    assert db.session.get_one(Nomination, nomination.id).stage is Stage.RETURNED_BY_UNION


def test_a_nomination_is_declined_with_a_reason(officer: Browser, world: World) -> None:
    nomination = world.nomination(Stage.SUBMITTED)

    answer = officer.post(f"/nominations/{nomination.id}/recommendation/refusal", data={"reason": "从业年限不够"})

    assert answer.status_code == 303
    assert db.session.get_one(Nomination, nomination.id).stage is Stage.DECLINED


def test_a_recommendation_is_taken_back_with_a_reason(officer: Browser, world: World) -> None:
    nomination = world.nomination(Stage.RECOMMENDED)
    url = f"/nominations/{nomination.id}/recommendation/withdrawal"

    assert officer.post(url, data={"reason": ""}).status_code == 422
    assert officer.post(url, data={"reason": "本人放弃申报"}).status_code == 303
    assert db.session.get_one(Nomination, nomination.id).stage is Stage.SUBMITTED


def test_the_summary_is_a_workbook_without_formulas(officer: Browser, world: World) -> None:
    recommended(world, "=HYPERLINK(1)", "顾海生\x02")

    answer = officer.get(f"/recommendations/{world.cycle.id}/summary.xlsx")

    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert strings.index("=HYPERLINK(1)") < strings.index("顾海生")


def test_the_printed_summary_keeps_the_order(officer: Browser, world: World) -> None:
    recommended(world, "周启明", "顾海生")

    page = officer.get(f"/recommendations/{world.cycle.id}/summary").text

    assert page.index("周启明") < page.index("顾海生")


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.CITY_OFFICER, Role.EXPERT, Role.SUPERVISOR, Role.ADMIN])
def test_the_board_is_the_unions(client: Browser, world: World, role: Role) -> None:
    client.sign_in(world.members[role])

    assert client.get(f"/recommendations/{world.cycle.id}").status_code == 403


def test_what_is_tried_shows_what_would_still_fit(client: Browser, world: World) -> None:
    limits = (
        Limit("non_public", "union", ">=", None, 1, "第三项", True),
        Limit("unit", "union", "<=", None, 1, "第八项", True),
    )
    definition = canonical(replace(world.programme, limits=limits))
    with transaction() as session:
        world.cycle.definition, world.cycle.definition_sha256 = definition, digest(definition)
        session.add(world.cycle)
    ledger.forfeit(world.allocation, 8, SYSTEM, reason="只留两个名额", now=world.now)
    first = world.nomination(Stage.SUBMITTED, name="周启明", unit=world.unit)
    world.nomination(Stage.SUBMITTED, name="顾海生", unit=world.other_unit)
    second = world.nomination(Stage.SUBMITTED, name="陆文珊", unit=world.unit, groups=["non_public"])
    client.sign_in(world.members[Role.UNION_OFFICER])
    url = f"/recommendations/{world.cycle.id}"

    plain, tried, both = client.get(url), client.get(f"{url}?with={first.id}"), client.get(f"{url}?with=x&with=999999")

    assert "可以推荐，但有要求达不到" in plain.text
    assert "列入后非公有制企业职工最多 0 人，须有 1 人（第三项）。" in plain.text
    assert "试排 1 人后还可推荐" in tried.text
    assert f"{world.unit.name}已满 1 人（第八项）" in tried.text
    assert f'value="{first.id}" id="try-{first.id}" checked' in tried.text
    assert f'id="try-{second.id}"' not in tried.text
    assert "试排中" not in both.text


def test_the_choice_of_a_cycle_tells_how_each_stands(world: World) -> None:
    for stage in (Stage.SUBMITTED, Stage.SUBMITTED, Stage.RETURNED_BY_UNION, Stage.RECOMMENDED, Stage.FORWARDED):
        world.nomination(stage)
    union = world.actor(Role.UNION_OFFICER)
    closes = timetable.closes_at(world.cycle.id, Phase.UNION)
    ceiling = world.allocation.ceiling

    assert [tuple(row) for row in queries.boards_of(union)] == [
        (world.cycle.id, world.cycle.name, ceiling, 2, 2, closes)
    ]
    assert [tuple(row) for row in places.cycles_of(union)] == [(world.cycle.id, world.cycle.name, ceiling, 2)]
    (whole,) = places.cycles_of(world.actor(Role.CITY_OFFICER))
    assert (whole.ceiling, whole.used) == (sum(each.ceiling for each in places.accounts(world.cycle.id)), 2)
