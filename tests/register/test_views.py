"""The pages of the register: who sees whom, what is never shown, how few questions they ask."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.honour import Honour
from models.nomination import Nomination
from models.people import Person
from models.sealed import keyring
from models.vocabulary import Basis, EntryKind, Role, Stage
from selection.cycles import actions as cycles
from selection.database import db, transaction
from selection.honours.queries import past_honours, public_register
from selection.register.actions import regrouping
from selection.register.actions.filing import file
from selection.register.actions.takeover import take_over, waiting
from selection.register.queries import climbing, search, statistics
from selection.register.queries import person as pages
from selection.rules.eligibility import PastHonour
from tests.browsers import Browser
from tests.honours.ceremony import Statements, ceremony
from tests.register.arranging import person
from tests.world import World, id_number, programme

UNIT = "海棠生物制药（上海）有限公司"


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/register/people/\d+">([^<]+)</a></th>', page)


def arranged(world: World) -> dict[str, int]:
    return {
        "own": person(world, "郁青禾", ("上海工匠", 2019), unit=UNIT, unit_id=world.unit.id, number=id_number(5)),
        "other": person(world, "骆闻笛", ("上海市技术能手", 2021), unit_id=world.other_unit.id),
        "nowhere": person(world, "宁采薇", ("中华技能大奖", 2022)),
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CITY_OFFICER, ["宁采薇", "骆闻笛", "郁青禾"]),
        (Role.SUPERVISOR, ["宁采薇", "骆闻笛", "郁青禾"]),
        (Role.UNION_OFFICER, ["郁青禾"]),
        (Role.UNIT_HEAD, ["郁青禾"]),
    ],
)
def test_the_city_sees_all_a_union_its_units_a_unit_its_own(
    world: World, client: Browser, role: Role, seen: list[str]
) -> None:
    made = arranged(world)
    client.sign_in(world.members[role])

    assert names(client.get("/register/").text) == seen
    answers = {key: client.get(f"/register/people/{each}").status_code for key, each in made.items()}
    assert answers == {
        "own": 200,
        "other": 200 if "骆闻笛" in seen else 404,
        "nowhere": 200 if "宁采薇" in seen else 404,
    }


def test_an_organiser_of_a_unions_own_award_opens_no_page_and_reaches_that_unions_people_only(
    world: World, client: Browser
) -> None:
    arranged(world)
    organiser = world.member(Role.CITY_OFFICER, world.union)
    client.sign_in(organiser)

    assert [client.get(path).status_code for path in ("/register/", "/register/imports/")] == [403, 403]
    assert [each.name for each in search.found(world.acting(organiser)).rows] == ["郁青禾"]


@pytest.mark.parametrize("words", ["郁青", "yuqinghe", "yqh", "海棠", "青禾 工匠", "htswzy"])
def test_somebody_is_found_by_name_pinyin_initials_unit_and_title(world: World, client: Browser, words: str) -> None:
    arranged(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert names(client.get("/register/", query_string={"q": words}).text) == ["郁青禾"]


@pytest.mark.parametrize("query", ["q=%25", "q=%00", "q=%5C", "rung=99999999999999999999", "page=9999999999999999"])
def test_strange_questions_get_a_page(world: World, client: Browser, query: str) -> None:
    arranged(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    assert client.get(f"/register/?{query}").status_code == 200


def test_pages_ask_the_same_few_questions_of_one_and_of_three(world: World, client: Browser) -> None:
    client.sign_in(world.members[Role.CITY_OFFICER])
    counted: list[int] = []
    for name in ("郁青禾", "骆闻笛", "宁采薇"):
        made = person(world, name, ("上海工匠", 2019), ("上海市技术能手", 2021), unit_id=world.unit.id)
        for path in ("/register/", "/register/?q=工匠", f"/register/people/{made}", "/register/statistics"):
            with Statements() as said:
                assert client.get(path).status_code == 200
            counted.append(len(said))

    assert counted == [4, 4, 6, 4] * 3


def test_no_page_shows_an_id_number_and_the_public_sees_only_published_honours(world: World, client: Browser) -> None:
    made = arranged(world)
    client.sign_in(world.members[Role.CITY_OFFICER])

    page = client.get(f"/register/people/{made['own']}").text

    assert (id_number(5) in page, "已核验，不显示" in page) == (False, True)
    assert [row.name for row in public_register().rows] == ["郁青禾"]


def test_an_officer_enters_strikes_and_amends_by_pages(world: World, client: Browser) -> None:
    made = arranged(world)["own"]
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/register/people/{made}"
    sent = {
        "kind": "benefit",
        "title": "高技能人才津贴",
        "on": "2024-05-01",
        "facts": "金额：3000 元",
        "source": "虚构的通知",
    }

    empty = client.post(f"{path}/entries/new", data={})
    entered = client.post(f"{path}/entries/new", data=sent)
    twice = client.post(f"{path}/entries/new", data=sent)
    shown = client.get(path).text
    entry = re.search(r"/register/entries/(\d+)/removal", shown)
    assert entry is not None
    struck = client.post(entry[0], data={"why": "登记错了人"})
    amended = client.post(
        f"{path}/correction",
        data={"unit_name": "申浦重型机床有限公司", "occupation": "钳工", "sex": "女", "why": "调动"},
    )

    assert [each.status_code for each in (empty, entered, twice, struck, amended)] == [422, 303, 409, 303, 303]
    assert [each in shown for each in ("高技能人才津贴", "金额 3000 元", "虚构的通知")] == [True] * 3
    told, after = client.get(path).text, client.get(path).text
    assert "已撤下“高技能人才津贴”" in told
    assert ("高技能人才津贴" in after, "申浦重型机床有限公司" in after) == (False, True)


def test_a_union_keeps_the_files_of_its_own_people_but_merges_nothing(world: World, client: Browser) -> None:
    made = arranged(world)
    client.sign_in(world.members[Role.UNION_OFFICER])

    assert client.get(f"/register/people/{made['own']}/entries/new").status_code == 200
    assert client.get(f"/register/people/{made['other']}/entries/new").status_code == 404
    assert client.get(f"/register/people/{made['own']}/joining").status_code == 403


def test_two_files_are_compared_joined_and_taken_apart_by_pages(world: World, client: Browser) -> None:
    one, two = person(world), person(world, unit="澜石精密仪器有限公司")
    client.sign_in(world.members[Role.CITY_OFFICER])
    path = f"/register/people/{one}/joining/{two}"

    beside = client.get(path).text
    joined = client.post(path, data={"reason": "向单位核实"})
    page = client.get(joined.location).text
    undoing = re.search(r"/register/regroupings/\d+/undoing", page)
    assert undoing is not None
    undone = client.post(undoing[0])

    assert [each in beside for each in ("申浦重型机床有限公司", "澜石精密仪器有限公司")] == [True, True]
    assert client.get(f"/register/people/{two}").status_code == 200
    assert (joined.status_code, undone.status_code, client.post(undoing[0]).status_code) == (303, 303, 409)


def test_what_a_dossier_says_is_taken_over_when_somebody_is_honoured(world: World) -> None:
    ceremony(world)

    page = pages.page(world.actor(Role.CITY_OFFICER), _first_honoured())
    assert page is not None
    assert set(page.entries) >= {EntryKind.PATENT, EntryKind.APPRENTICE}
    assert page.file.unit_id == world.unit.id
    assert waiting() == []
    assert take_over([], now=world.now) == 0


def _first_honoured() -> int:
    return db.session.scalars(select(Honour.person_id).order_by(Honour.id)).first() or 0


def test_the_statistics_count_who_was_honoured_by_title(world: World, client: Browser) -> None:
    ceremony(world)
    client.sign_in(world.members[Role.SUPERVISOR])

    figures = statistics.figures(statistics.choices()[0])
    page = client.get("/register/statistics").text
    query = f"programme={figures.choice.programme_key}&year={figures.choice.year}"

    assert [(title, census.people, census.profiled) for title, census in figures.parts] == [
        ("合计", 2, 2),
        ("上海市技术能手", 1, 1),
        ("上海市杰出技术能手", 1, 1),
    ]
    assert all(word in page for word in ("平均", "女职工", "一线职工", "技能等级", "首次出现的职业"))
    assert client.get(f"/register/statistics.xlsx?{query}").status_code == 200
    assert client.get("/register/statistics.xlsx?programme=x&year=1").status_code == 404


def candidate(world: World, name: str, **answers: object) -> int:
    """Somebody of the rung below the city's titles, who was nominated before and not chosen."""
    nomination = world.nomination(Stage.UNCHOSEN, name=name, answers=world.answers(name=name, **answers))
    assert nomination.person_id is not None
    with transaction() as session:
        session.add(
            Honour(
                person_id=nomination.person_id,
                title_name="嘉定工匠",
                batch_year=2017,
                basis=Basis.OUTSIDE,
                unit_name=world.unit.name,
            )
        )
        file([nomination.person_id], now=world.now, units={nomination.person_id: world.unit.id})
    return nomination.person_id


def test_the_ladder_lists_who_is_ready_and_what_the_others_lack(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    ready = candidate(world, "郁青禾")
    lacking = candidate(world, "骆闻笛", trade_years=2, punished=True)
    person(world, "宁采薇", ("临港工匠", 2020), unit_id=world.unit.id)
    person(world, "周启明", ("上海市技术能手", 2021), unit_id=world.unit.id)

    climb = climbing.climb(world.actor(Role.CITY_OFFICER), world.cycle, today=world.now.date())

    assert [(each.person_id, each.is_ready) for each in climb.people] == [(ready, True), (lacking, False)]
    assert (climb.ready, climb.silent, len(climb.people[1].lacking)) == (1, 1, 2)
    client.sign_in(world.members[Role.UNION_OFFICER])
    path = f"/register/ladder/cycles/{world.cycle.id}"
    pages_ = [client.get(f"{path}{tail}") for tail in ("", "?only=ready", "/list.xlsx")]
    assert [each.status_code for each in pages_] == [200] * 3
    assert ["骆闻笛" in each.text for each in pages_[:2]] == [True, False]
    assert client.get("/register/ladder/").status_code == 200
    assert new_client().get(path).status_code == 303


def test_the_register_proposes_whom_the_definition_puts_first(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    award = programme("may-day-medal")
    cycle = cycles.open_cycle(
        award,
        world.actor(Role.CITY_OFFICER),
        name="2026年五一劳动奖章推荐",
        batch_year=2026,
        closes={phase: world.now + timedelta(days=award.days[phase]) for phase in award.phases},
        now=world.now,
    )
    known = candidate(world, "郁青禾")
    with transaction() as session:
        year, title = 2024, "上海工匠"
        honour = Honour(person_id=known, title_name=title, batch_year=year, basis=Basis.SELECTION, unit_name=UNIT)
        session.add(honour)
        file([known], now=world.now, units={known: world.unit.id})
    silent = person(world, "骆闻笛", ("上海市技术能手", 2021), ("上海工匠", 2015), unit_id=world.other_unit.id)
    person(world, "宁采薇", ("上海工匠", 2020))  # too long ago

    climb = climbing.shortlist(world.actor(Role.CITY_OFFICER), cycle, today=world.now.date())

    assert climb is not None
    told = {each.person_id: (each.because, each.told_on is None) for each in climb.people}
    assert told == {known: (["2024年上海工匠"], False), silent: (["2021年上海市技术能手"], True)}
    client.sign_in(world.members[Role.UNION_OFFICER])
    path = f"/register/ladder/cycles/{cycle.id}"
    assert f"{path}/shortlist" in client.get(path).text
    page = client.get(f"{path}/shortlist").text
    assert ["郁青禾" in page, "骆闻笛" in page, "近 5 年" in page] == [True, False, True]
    assert client.get(f"{path}/shortlist.xlsx").status_code == 200
    assert client.get(f"/register/ladder/cycles/{world.cycle.id}/shortlist").status_code == 404
    assert new_client().get(f"{path}/shortlist").status_code == 303


def test_a_namesake_without_a_number_is_shown_to_the_citys_check_until_told_apart(
    world: World, client: Browser
) -> None:
    namesake = person(world, "郁青禾", ("上海工匠", 2016), unit="别处的工厂")
    nomination = world.nomination(Stage.FORWARDED, name="郁青禾", number=id_number(77))
    client.sign_in(world.members[Role.CITY_OFFICER])
    check = f"/vetting/nominations/{nomination.id}"

    before = client.get(check).text
    beside = client.get(f"/register/people/{namesake}/joining/{nomination.person_id}")
    wrong = client.post(f"/register/people/{namesake}/distinction", data={"id_number": "1", "reason": "核实"})
    told = client.post(f"/register/people/{namesake}/distinction", data={"id_number": id_number(77), "reason": "核实"})

    assert (f"第 {namesake} 号郁青禾" in before, beside.status_code) == (True, 200)
    assert (wrong.status_code, told.status_code) == (409, 303)
    assert f"第 {namesake} 号郁青禾" not in client.get(check).text
    assert id_number(77) not in beside.text + wrong.text


def test_a_namesake_at_the_same_unit_no_longer_stands_in_the_way_once_told_apart(world: World) -> None:
    namesake = person(world, "郁青禾", ("上海工匠", 2016), unit=world.unit.name)
    key = keyring.index(id_number(77))
    before = past_honours(key, "郁青禾", world.unit.name)

    regrouping.tell_apart(
        namesake, world.actor(Role.CITY_OFFICER), id_number=id_number(77), reason="核实", now=world.now
    )

    assert before == [PastHonour("上海工匠", 2016)]
    assert past_honours(key, "郁青禾", world.unit.name) == []
    assert past_honours(keyring.index(id_number(78)), "郁青禾", world.unit.name) == before


def test_somebody_who_put_himself_forward_reads_his_own_file_and_no_other(
    world: World, client: Browser, new_client: Callable[[], Browser]
) -> None:
    member = world.members[Role.NOMINEE]
    nomination = world.nomination(Stage.UNCHOSEN, name=member.user.name)
    stranger = person(world, "骆闻笛", ("上海工匠", 2021), unit_id=world.unit.id)
    client.sign_in(member)
    assert "还没有您的人才档案" in client.get("/register/mine").text
    with transaction() as session:
        row = session.get_one(Nomination, nomination.id)
        row.opened_by, own = member.user_id, row.person_id
        assert own is not None
        session.add(
            Honour(person_id=own, title_name="上海市技术能手", batch_year=2021, basis=Basis.SELECTION, unit_name=UNIT)
        )
        file([own], now=world.now)

    page = client.get("/register/mine").text

    assert all(words in page for words in (member.user.name, "2021年上海市技术能手", "晋升阶梯", "再上一级"))
    assert client.get(f"/register/people/{stranger}").status_code == 403
    with transaction() as session:  # another's number, typed under one's own name
        session.get_one(Person, own).name = "骆闻笛"
    assert "还没有您的人才档案" in client.get("/register/mine").text
    other = new_client()
    other.sign_in(world.members[Role.UNIT_OFFICER])
    assert other.get("/register/mine").status_code == 403
