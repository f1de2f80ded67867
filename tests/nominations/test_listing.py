"""Long lists: every page by whatever way it is reached, and a search that finds what contains the words."""

import io
import random
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from models.nomination import Nomination
from models.review import Recusal, ReviewFile, ScoreSheet
from models.vocabulary import Role, Stage
from selection import paging
from selection.database import transaction
from selection.nominations.queries import listing
from selection.nominations.queries import paging as far
from selection.nominations.queries.listing import Wanted, listed
from selection.nominations.queries.paging import NEAREST, Near, cut
from selection.paging import PAGE
from tests.browsers import Browser
from tests.world import World

TEXTS = (
    "郁青禾 yqh 海棠生物制药（上海）有限公司 jn2026-000017",
    "o'brien\\x 100% 第_厂",
    "𡋾守拙 sz 东浦第1机械厂",
    "a",
    "",
)


def fill(world: World, number: int, texts: tuple[str, ...] = ("",)) -> None:
    """Submitted nominations of one union, many of them of one name."""
    row: dict[str, Any] = {
        "cycle_id": world.cycle.id,
        "union_id": world.union.id,
        "unit_id": world.unit.id,
        "channel": "unit",
        "applied_title": "skilled",
        "stage": Stage.SUBMITTED,
        **dict.fromkeys(("stage_since", "opened_at", "saved_at", "submitted_at"), world.now),
    }
    with transaction() as session:
        for each in range(number):
            keys = {"receipt": f"R{each}", "claimed_key": f"K{each}", "name": "甲乙丙"[each % 3]}
            session.execute(insert(Nomination), [{**row, **keys, "search_text": texts[each % len(texts)]}])


@pytest.mark.parametrize("sort", ["-opened", "opened", "name", "-name", "submitted", "-submitted"])
@pytest.mark.parametrize("role", [Role.UNION_OFFICER, Role.UNIT_OFFICER])
def test_every_page_is_the_same_by_whatever_way(
    world: World, monkeypatch: pytest.MonkeyPatch, role: Role, sort: str
) -> None:
    fill(world, 31)
    actor = world.actor(role)
    whole = [line.id for line in listed(actor, Wanted(sort=sort)).rows]
    for module in (listing, far, paging):
        monkeypatch.setattr(module, "PAGE", 3)

    pages = [[line.id for line in listed(actor, Wanted(sort=sort, page=page)).rows] for page in range(1, 12)]
    ways = {
        (page, near): [
            line.id for line in listed(actor, Wanted(sort=sort, page=page, near=Near(near, pages[near - 1][0]))).rows
        ]
        for page, near in ((1, 2), (2, 1), (4, 5), (5, 5), (6, 3), (10, 8), (11, 10), (9, 11), (11, 2))
    }

    assert [key for page in pages for key in page] == whole
    assert ways == {(page, near): pages[page - 1] for page, near in ways}


def test_a_row_nobody_knows_leads_to_the_page_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 12)
    for module in (listing, far, paging):
        monkeypatch.setattr(module, "PAGE", 3)

    page = listed(world.actor(Role.CITY_OFFICER), Wanted(sort="name", page=2, near=Near(1, 999_999)))

    assert len(page.rows) == 3


def test_far_pages_are_reached_from_the_nearer_end() -> None:
    assert cut(1, 1_000_000, None).offset == 0
    assert (cut(20_000, 1_000_000, None).backwards, cut(20_000, 1_000_000, None).offset) == (True, 0)
    assert cut(10_003, 1_000_000, Near(10_000, 7)).offset == NEAREST * PAGE


@pytest.mark.parametrize("typed", ["", "3", "x-1", "1-", "-1", "1-²", "1-99999999999999999999"])
def test_what_is_no_known_row_is_passed_over(typed: str) -> None:
    assert Near.read(typed) is None
    assert Near.read(str(Near(12, 345))) == Near(12, 345)


def test_a_search_finds_what_contains_the_words(world: World) -> None:
    fill(world, len(TEXTS), TEXTS)
    actor, dice = world.actor(Role.CITY_OFFICER), random.Random(7)
    parts = [
        "青",
        "𡋾",
        "郁青",
        "'",
        "\\",
        "%",
        "_",
        "100%",
        "o'b",
        "JN2026",
        "00017",
        "青禾 上海",
        "青禾 机械",
        "没有",
    ]
    for text in TEXTS[:3]:
        for _ in range(6):
            start = dice.randrange(len(text))
            parts.append(text[start : start + dice.randint(1, 9)])

    for part in parts:
        if words := part.lower().split():
            expected = {f"R{each}" for each, text in enumerate(TEXTS) if all(word in text for word in words)}
            assert {line.receipt for line in listed(actor, Wanted(text=part)).rows} == expected, part


def test_a_search_that_finds_too_much_is_cut(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 5, ("上海",))
    monkeypatch.setattr(listing, "MOST_FOUND", 4)

    page = listed(world.actor(Role.CITY_OFFICER), Wanted(text="上海"))

    assert (page.total, page.is_cut, len(page.rows)) == (4, True, 4)


@pytest.mark.parametrize(
    ("role", "is_closed", "is_told"),
    [
        (Role.CITY_OFFICER, True, True),
        (Role.SUPERVISOR, True, True),
        (Role.CITY_OFFICER, False, False),
        (Role.UNION_OFFICER, True, False),
        (Role.UNIT_OFFICER, True, False),
    ],
)
def test_the_workbook_tells_scores_to_those_who_may_see_them_after_the_review(
    world: World, client: Browser, role: Role, is_closed: bool, is_told: bool
) -> None:
    first, second, recused = world.assigned(world.nomination(Stage.ASSIGNED))
    with transaction() as session:
        for each, total in ((first, "90"), (second, "91.5"), (recused, "12")):
            sheet = ScoreSheet(assignment_id=each.id, total=Decimal(total), saved_at=world.now, handed_in_at=world.now)
            session.add(sheet)
        session.add(Recusal(assignment_id=recused.id, reason="师徒", at=world.now))
        file = session.get_one(ReviewFile, first.nomination_id)
        file.total, file.rank = Decimal("90.75"), 1
        world.cycle.review_closed_at = world.now if is_closed else None
    client.sign_in(world.members[role])

    answer = client.get("/nominations/export?as=xlsx")

    head, line = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    unused = [""] * (world.programme.scoring.sheets - 2)
    assert line[10:] == ([91.5, 90.0, *unused, 90.75, 1.0] if is_told else [])
    assert len(head) == len(line)
