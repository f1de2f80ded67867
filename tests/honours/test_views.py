"""Deciding by pages; the register for those who work with it; what the public reads."""

import re

import pytest
from sqlalchemy import select

from models.honour import Decision
from models.nomination import Nomination
from models.vocabulary import Role
from selection import clock
from selection.database import db
from selection.honours import gazette, loading
from selection.rules.standing import SYSTEM
from tests.browsers import Browser
from tests.honours.ceremony import Statements, ceremony, listed, publish
from tests.world import World

PRIVATE = re.compile(r"3101\d{14}|13900000000|1983-?04-?12")


def form_of(page: str) -> dict[str, str]:
    seen = re.search(r'name="seen"[^>]*value="(\w{64})"', page)
    assert seen is not None
    return {"seen": seen[1]}


def test_the_officer_reads_the_list_decides_and_everybody_can_read_the_decision(
    world: World, client: Browser, new_client: object
) -> None:
    publish(world)
    listed(world, "周启明", "outstanding")
    listed(world, "郁青禾")
    path = f"/honours/cycles/{world.cycle.id}/decision"
    client.sign_in(world.members[Role.CITY_OFFICER])

    preview = client.get(path)
    decided = client.post(path, data={"decided_on": clock.on(world.now).isoformat(), **form_of(preview.text)})

    assert [name in preview.text for name in ("周启明", "郁青禾", "（拟）")] == [True] * 3
    decision = db.session.scalars(select(Decision)).one()
    assert (decided.status_code, decided.location) == (303, f"/decisions/{decision.id}")
    assert client.get(path).location == decided.location
    public = new_client().get(decided.location)  # type: ignore[operator]
    assert public.status_code == 200
    assert [name in public.text for name in ("周启明", "郁青禾", decision.number)] == [True] * 3
    assert PRIVATE.search(public.text) is None


def test_a_page_that_cannot_decide_says_why_and_offers_no_button(world: World, client: Browser) -> None:
    publish(world, ends_on=clock.on(world.now))
    listed(world, "郁青禾")
    client.sign_in(world.members[Role.CITY_OFFICER])

    page = client.get(f"/honours/cycles/{world.cycle.id}/decision").text

    assert ("才结束" in page, "作出决定</button>" in page) == (True, False)


@pytest.mark.parametrize("day", ["", "2026-02-30", "明天", "2026-01-01\x00"])
def test_a_wrong_date_is_told_beside_its_field(world: World, client: Browser, day: str) -> None:
    publish(world)
    listed(world, "郁青禾")
    path = f"/honours/cycles/{world.cycle.id}/decision"
    client.sign_in(world.members[Role.CITY_OFFICER])

    answer = client.post(path, data={"decided_on": day, **form_of(client.get(path).text)})

    assert (answer.status_code, 'id="decided_on-e"' in answer.text) == (422, True)
    assert db.session.scalars(select(Decision)).all() == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CITY_OFFICER])
def test_only_the_city_officer_decides(world: World, client: Browser, role: Role) -> None:
    client.sign_in(world.members[role])

    assert client.post(f"/honours/cycles/{world.cycle.id}/decision").status_code == 403


def test_what_does_not_exist_is_not_found(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    paths = ("/decisions/1", f"/decisions/{'9' * 18}", f"/decisions/{'9' * 30}", f"/honours/cycles/{'9' * 18}/decision")

    assert [client.get(path).status_code for path in paths] == [404] * 4


def test_the_register_is_searched_by_name_unit_and_initials_and_filtered(world: World, client: Browser) -> None:
    loading.load(gazette.published(), SYSTEM, now=world.now)
    ceremony(world)
    client.sign_in(world.members[Role.UNION_OFFICER])

    def found(query: str) -> list[str]:
        page = client.get(f"/honours/?{query}").text
        return re.findall(r'<th scope="row" class="text-nowrap">(.+?)</th>', page)

    assert found("q=周启明") == ["周启明"]
    assert found("q=cjy") == ["陈景毅"]
    assert found("q=海棠生物&year=2026&title=上海市技术能手") == ["郁青禾"]
    assert found("q=%25") == []
    assert found("title=上海轻工工匠&year=2020") == ["徐光荣", "刘晓华", "王师军", "王鸣萌", "朱米富"]


def test_the_public_reads_name_unit_title_and_year_of_the_citys_own_honours(world: World, client: Browser) -> None:
    loading.load(gazette.published(), SYSTEM, now=world.now)
    ceremony(world)
    receipt = db.session.scalars(select(Nomination.receipt)).first()

    page = client.get("/roll").text

    assert [each in page for each in ("周启明", "上海市杰出技术能手", "潘沈涵", "方丽萍")] == [True] * 4
    assert [each in page for each in ("陈景毅", "药物制剂工", "JSNS-2026-001", "http://shadafang")] == [False] * 4
    assert PRIVATE.search(page) is None
    assert "没有找到" in client.get(f"/roll?q={receipt}").text


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=-3", "year=9999999999999", "q=%00", "title=%00", "q=%5C"]
)
def test_strange_questions_get_a_page(world: World, client: Browser, query: str) -> None:
    client.sign_in(world.members[Role.SUPERVISOR])

    assert [client.get(f"{path}?{query}").status_code for path in ("/honours/", "/roll")] == [200, 200]


def test_pages_take_the_same_few_queries_with_one_and_with_three(world: World, client: Browser) -> None:
    publish(world)
    client.sign_in(world.members[Role.CITY_OFFICER])
    counted: list[int] = []
    for names in (["周启明"], ["郁青禾", "卫知远"]):
        for place, name in enumerate(names):
            listed(world, name, position=place + len(counted) + 1)
            world.honour(name=name)
        for path in (f"/honours/cycles/{world.cycle.id}/decision", "/honours/", "/roll"):
            with Statements() as said:
                assert client.get(path).status_code == 200
            counted.append(len(said))

    assert counted == [8, 4, 5] * 2


def test_a_decision_page_takes_two_queries(world: World, client: Browser) -> None:
    path = f"/decisions/{ceremony(world).id}"

    with Statements() as said:
        client.get(path)

    assert len(said) == 2
