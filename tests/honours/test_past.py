"""Past honours: loaded once, found by number or by name and unit; whoever holds the title already is refused."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from models.event import Event
from models.honour import Honour
from models.people import Person
from models.sealed import keyring
from models.vocabulary import Act, Basis
from selection.database import db, transaction
from selection.honours import gazette, loading
from selection.honours.queries import past_honours
from selection.rules.eligibility import PastHonour
from selection.rules.standing import SYSTEM
from tests.world import World, id_number

UNIT = "申浦重型机床（集团）有限公司"


def published(name: str = "周启明", unit: str = UNIT, title: str = "上海市技术能手") -> gazette.Published:
    return gazette.Published(name, unit, "车工", title, 2020, Basis.SELECTION, "https://example.org/2020")


def test_every_published_line_is_loaded_once(world: World) -> None:
    lines = gazette.published()

    first = loading.load(lines, SYSTEM, now=world.now)
    again = loading.load(lines, SYSTEM, now=world.now)

    assert (first, again) == (len(lines), 0)
    assert db.session.scalar(select(func.count(Honour.id))) == len(lines)
    assert [event.facts for event in db.session.scalars(select(Event).where(Event.act == Act.REGISTER))] == [
        {"honours": len(lines)}
    ]


def test_the_command_loads_and_says_how_many(app: Flask) -> None:
    told = [app.test_cli_runner().invoke(args=["honours", "load"]).output for _ in range(2)]

    assert told == [f"{len(gazette.published())} past honours entered\n", "0 past honours entered\n"]


def test_titles_are_bare_and_ways_are_told_apart() -> None:
    lines = gazette.published()

    ways = Counter((line.title, line.basis) for line in lines if line.keys != ("", ""))
    assert ways == {
        ("上海工匠", Basis.SELECTION): 12,
        ("上海市杰出技术能手", Basis.CONTEST): 2,
    }
    assert {line.basis for line in lines if line.keys == ("", "")} == {Basis.OUTSIDE}
    assert {line.title for line in lines if line.name == "陈景毅"} == {"中华技能大奖"}
    assert [line.year for line in lines if line.name == "张彦"] == [None]


def test_one_name_at_one_unit_is_one_person_and_a_line_without_unit_is_another(app: Flask, world: World) -> None:
    lines = [published(), published(title="上海工匠"), published(unit=""), published(unit="", title="上海工匠")]

    loading.load(lines, SYSTEM, now=world.now)

    held = Counter(db.session.scalars(select(Honour.person_id)))
    assert sorted(held.values()) == [1, 1, 2]
    assert db.session.scalars(select(Person.id_key).distinct()).all() == [None]


@pytest.mark.parametrize(
    ("name", "unit", "found"),
    [
        ("周启明", UNIT, True),
        (" 周启明 ", "申浦重型机床(集团)有限公司", True),
        ("周启明", "申浦重型机床 （集团）　有限公司", True),
        ("周启明", "申浦重型机床有限公司", False),
        ("周启民", UNIT, False),
        ("周启明", "", False),
        ("", UNIT, False),
        ("周\x00启明", UNIT, True),
    ],
)
def test_an_honour_without_a_number_is_found_by_name_and_unit(world: World, name: str, unit: str, found: bool) -> None:
    loading.load([published(), published(unit="")], SYSTEM, now=world.now)

    expected = [PastHonour("上海市技术能手", 2020)] if found else []
    assert past_honours(keyring.index("of nobody"), name, unit) == expected
    assert past_honours(None, name, unit) == expected


def test_an_honour_with_a_number_is_found_by_it_alone(world: World) -> None:
    number = id_number(7)
    world.honour(name="周启明", number=number, year=2024)

    assert past_honours(keyring.index(number), "另一个名字", "") == [PastHonour("上海市技术能手", 2024)]
    assert past_honours(keyring.index(id_number(8)), "周启明", world.unit.name) == []


def test_an_honour_of_an_unknown_year_is_held_all_the_same(world: World) -> None:
    with transaction() as session:
        person = Person(name="周启明", unit_name=UNIT)
        session.add(Honour(person=person, title_name="上海工匠", basis=Basis.SELECTION, unit_name=UNIT))

    assert past_honours(None, "周启明", UNIT) == [PastHonour("上海工匠", None)]
