"""Two files made one and one made two: nothing is lost, and whatever was done is undone exactly."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.event import Event
from models.honour import Honour
from models.register import RegisterFile, Regrouping
from models.sealed import keyring
from models.vocabulary import Act, EntryKind, Role
from selection.database import db, transaction
from selection.errors import Refused
from selection.honours.queries import past_honours, public_register
from selection.register.actions import entries, regrouping
from selection.register.queries import person as pages
from selection.register.queries import search
from selection.rules.eligibility import PastHonour
from tests.register.arranging import everything, file_of, person
from tests.world import World, id_number


def join(world: World, kept: int, other: int, **further: Any) -> Regrouping:
    given = {"reason": "向单位核实", "numbers_checked": False, **further}
    return regrouping.join(kept, other, world.actor(Role.CITY_OFFICER), now=world.now, **given)


def undo(world: World, made: Regrouping) -> None:
    regrouping.undo(db.session.get_one(Regrouping, made.id), world.actor(Role.CITY_OFFICER), now=world.now)


def honours_of(person_id: int) -> list[int]:
    return list(db.session.scalars(select(Honour.id).where(Honour.person_id == person_id).order_by(Honour.id)))


def enter(world: World, person_id: int, title: str) -> int:
    entry = entries.enter(
        file_of(person_id),
        world.actor(Role.CITY_OFFICER),
        kind=EntryKind.BENEFIT,
        title=title,
        on=None,
        facts=[("金额", "3000 元")],
        source="虚构的通知",
        now=world.now,
    )
    return entry.id


def test_a_merged_person_answers_under_one_number_with_everything(world: World) -> None:
    kept = person(world, "周启明", ("上海工匠", 2019), number=id_number(5))
    other = person(world, "周启明", ("上海市技术能手", 2021), unit="澜石精密仪器有限公司")
    entry = enter(world, other, "高技能人才津贴")

    join(world, kept, other)

    city = world.actor(Role.CITY_OFFICER)
    page = pages.page(city, other)
    assert page is not None
    assert (page.file.person_id, page.titles) == (kept, ["上海市技术能手", "上海工匠"])
    assert [each.id for each in page.entries[EntryKind.BENEFIT]] == [entry]
    assert [line.person_id for line in search.found(city, words="澜石").rows] == [kept]
    assert past_honours(keyring.index(id_number(5)), "别的名字", "") == [
        PastHonour("上海工匠", 2019),
        PastHonour("上海市技术能手", 2021),
    ]
    assert file_of(kept).honours == 2


def test_whoever_has_the_id_number_is_kept(world: World) -> None:
    unnumbered, numbered = person(world), person(world, number=id_number(5))

    made = join(world, unnumbered, numbered)

    assert (made.kept_id, made.other_id) == (numbered, unnumbered)


def test_two_id_numbers_are_joined_only_by_somebody_who_has_checked_them(world: World) -> None:
    one, two = person(world, number=id_number(5)), person(world, number=id_number(6))

    with pytest.raises(Refused, match="身份证号不同"):
        join(world, one, two)
    join(world, one, two, numbers_checked=True)

    assert past_honours(keyring.index(id_number(6)), "", "") == [PastHonour("上海工匠", 2019)] * 2


def test_the_same_honour_entered_twice_is_public_once_after_the_merge(world: World) -> None:
    one, two = person(world), person(world)
    before = public_register().total

    made = join(world, one, two)

    assert (before, public_register().total, file_of(one).honours) == (2, 1, 1)
    undo(world, made)
    assert public_register().total == 2


def test_what_is_split_off_stands_alone_and_comes_back(world: World) -> None:
    whole = person(world, "周启明", ("上海工匠", 2019), ("上海轻工工匠", 2012))
    entry = enter(world, whole, "疗休养")
    foreign = honours_of(whole)[1]
    before = everything(without=("event", "chain_head", "regrouping", "person", "register_file"))

    made = regrouping.part(
        whole,
        world.actor(Role.CITY_OFFICER),
        honours=[foreign],
        entries=[entry],
        reason="同名的另一个人",
        now=world.now,
    )

    assert (honours_of(made.other_id), len(honours_of(whole))) == ([foreign], 1)
    assert (file_of(whole).rung, file_of(made.other_id).rung) == (3, 2)
    undo(world, made)
    assert everything(without=("event", "chain_head", "regrouping", "person", "register_file")) == before
    assert file_of(made.other_id).merged_into_id == whole
    assert file_of(whole).honours == 2


def test_an_honour_of_this_system_is_never_split_off(world: World) -> None:
    nomination = world.nomination()
    whole = person(world)
    from_here = honours_of(whole)[0]
    with transaction() as session:
        session.get_one(Honour, from_here).nomination_id = nomination.id

    with pytest.raises(Refused, match="由本系统评选授予"):
        regrouping.part(
            whole, world.actor(Role.CITY_OFFICER), honours=[from_here], entries=[], reason="核实", now=world.now
        )


def test_an_earlier_merge_waits_for_the_later_one(world: World) -> None:
    one, two, three = person(world), person(world), person(world)
    first = join(world, two, three)
    second = join(world, one, two)

    with pytest.raises(Refused, match="后来又有一次合并"):
        undo(world, first)
    undo(world, second)
    undo(world, first)

    assert [file_of(each).merged_into_id for each in (one, two, three)] == [None, None, None]


@pytest.mark.database("sqlite")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=6))
def test_any_sequence_of_merges_undone_in_turn_leaves_every_row_as_it_was(
    world: World, steps: list[tuple[int, int, bool]]
) -> None:
    people = [person(world, "周启明", ("上海工匠", 2010 + each), ("上海轻工工匠", 2019)) for each in range(5)]
    states, made = [everything()], []
    for one, other, splits in steps:
        try:
            if splits:
                city = world.actor(Role.CITY_OFFICER)
                ids = honours_of(people[one])[:1]
                regrouping.part(people[one], city, honours=ids, entries=[], reason="核实", now=world.now)
                made.append(db.session.scalars(select(Regrouping).order_by(Regrouping.id.desc())).first())
                states.append({})
            else:
                made.append(join(world, people[one], people[other]))
                states.append(everything())
        except Refused:
            continue

    for each in reversed(made):
        states.pop()
        assert each is not None
        undo(world, each)
        if states[-1] and not any(change.kind == "part" for change in made if change):
            assert everything() == states[-1]

    holders = {row.person_id: row.merged_into_id for row in db.session.scalars(select(RegisterFile))}
    assert [holders[each] for each in people] == [None] * 5
    assert [len(honours_of(each)) for each in people] == [2] * 5


def test_each_step_is_told(world: World) -> None:
    undo(world, join(world, person(world), person(world)))

    told = [each.act for each in db.session.scalars(select(Event).order_by(Event.id))]
    assert told == [Act.JOIN, Act.UNDO_REGROUPING]
