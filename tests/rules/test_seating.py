"""The seats under floors and shares: against every list there is, and a city's size within a second."""

import random
import time
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Outcome
from selection.rules.clauses import concrete
from selection.rules.programme import Committee, Limit, Title
from selection.rules.relaxing import loosened, what_if
from selection.rules.seats import Candidate, choose
from tests.rules.test_reach import ALL, GROUPS, missing, stays_clear

TOP = Title("top", "上海市杰出技术能手", "Outstanding", 2, falls_to="able")
ABLE = Title("able", "上海市技术能手", "Skilled", 2)
TITLES = (TOP, ABLE)
COMMITTEE = Committee(quorum=Fraction(2, 3), threshold=Fraction(1, 2), reserve=1)
LIMITS = [Limit(each.group, "award", each.operator, each.percent, each.count, each.article, True, each.of, each.per,
                each.either) for each in ALL]  # fmt: skip
MARKS = ["front", "private", "women", "team", "single", "trade:A", "trade:B"]
CHAIN = {None: ("top", "able"), "top": ("top", "able"), "able": ("able",)}


def person(number, votes, rank, groups, title=None, unit=0, union=1):
    return Candidate(
        number,
        f"某{number}",
        title,
        rank,
        votes,
        Decimal(90 - rank),
        frozenset(groups),
        unit or 100 + number,
        f"第 {unit} 厂",
        union,
        f"第 {union} 工会",
    )


PEOPLE = st.lists(
    st.tuples(
        st.integers(12, 15),
        st.integers(1, 4),
        st.sets(st.sampled_from(MARKS)),
        st.sampled_from([None, "top", "able"]),
        st.integers(1, 3),
        st.integers(1, 2),
    ),
    max_size=6,
).map(lambda rows: [person(number, *row) for number, row in enumerate(rows, start=1)])


def first_of_all(people, limits):
    """Title by name, of the best of all lists: nearest to the floors, then the first by merit, title after title."""
    clauses = concrete(limits, [each.member for each in people], GROUPS)
    ordered = sorted(people, key=lambda each: each.order)
    found = []
    for titles in product(*[(*CHAIN[each.applied_title], None) for each in ordered]):
        listed = [each.member for each, title in zip(ordered, titles, strict=True) if title]
        if any(titles.count(title.key) > title.places for title in TITLES):
            continue
        if stays_clear(clauses, (), listed, 4):
            short = [number for clause in clauses for number in missing(clause, listed, 4)]
            merit = [[title != wanted for title in titles] for wanted in ("top", "able")]
            found.append((short, merit, {each.nomination_id: t for each, t in zip(ordered, titles, strict=True)}))
    return min(found, key=lambda each: each[:2])[2]


@settings(deadline=None, max_examples=120)
@given(PEOPLE, st.sets(st.sampled_from(range(len(ALL))), max_size=4))
def test_the_seats_are_the_first_of_all_lists(people, chosen):
    limits = [LIMITS[number] for number in sorted(chosen)]

    seats = choose(people, TITLES, limits, COMMITTEE, 24, groups=GROUPS)

    assert {each.nomination_id: each.title_key for each in seats} == first_of_all(people, limits)


def city(people, chance):
    return [
        person(
            number,
            chance.randint(10, 24),
            number,
            {mark for mark, share in (("front", 0.6), ("private", 0.3), ("women", 0.2)) if chance.random() < share}
            | {f"trade:{chance.choice('ABCDEF')}"},
            chance.choice(("top", "able")),
            chance.randint(1, 400),
            chance.randint(1, 80),
        )
        for number in range(1, people + 1)
    ]


def test_a_whole_city_is_seated_within_a_second_whatever_the_order():
    chance = random.Random(903)
    people = city(903, chance)
    titles = (Title("top", "杰出", "", 20, falls_to="able"), Title("able", "能手", "", 100))
    limits = [*LIMITS, Limit("unit", "award", "<=", None, 2, "第十项", True)]
    limits = [each for each in limits if each.group not in ("everyone", "either") and each.count != 1]
    choose(people[:30], titles, limits, COMMITTEE, 24, groups=GROUPS)  # the solver is loaded once

    seats, seconds = [], []
    for order in (people, chance.sample(people, len(people))):
        began = time.process_time()  # of this process; the quicker of the two, since others share the machine
        seats.append(choose(order, titles, limits, COMMITTEE, 24, groups=GROUPS))
        seconds.append(time.process_time() - began)

    assert seats[0] == seats[1]
    assert sum(each.outcome is Outcome.CHOSEN for each in seats[0]) == 120
    assert min(seconds) < 1


def test_a_floor_fetches_a_name_from_below_and_says_so():
    people = [person(n, 24 - n, n, ()) for n in range(1, 5)] + [person(5, 15, 5, {"private"})]
    floor = Limit("private", "award", ">=", None, 1, "第二项", True)

    seats = {each.nomination_id: each for each in choose(people, TITLES, [floor], COMMITTEE, 24, groups=GROUPS)}

    assert seats[4].reason == (
        "实到 24 人，赞成 20 票（须 12 票），上海市杰出技术能手 2 个名额已满，余下 1 个名额须留给非公企业，"
        "已有 0 人，满额须有 1 人（第二项），列入递补第 1 位。"
    )
    assert seats[5].reason == (
        "实到 24 人，赞成 15 票（须 12 票），上海市杰出技术能手 2 个名额已满，非公企业须有 1 人（第二项），"
        "优先转列上海市技术能手第 2 位，共 2 个名额。"
    )


def test_a_name_gives_way_to_the_only_one_who_can_fill_two_floors():
    people = [
        person(1, 24, 1, (), "able", unit=1),
        person(2, 23, 2, {"front", "private"}, "able", unit=1),
        person(3, 22, 3, {"front"}, "able", unit=2),
    ]
    one_title = (Title("able", "上海市技术能手", "Skilled", 2),)
    limits = [
        Limit("unit", "award", "<=", None, 1, "第五项", True),
        Limit("private", "award", ">=", None, 1, "第二项", True),
    ]

    seats = {each.nomination_id: each for each in choose(people, one_title, limits, COMMITTEE, 24, groups=GROUPS)}

    assert [seats[number].title_key for number in (1, 2, 3)] == [None, "able", "able"]
    assert "名额须留给非公企业，满额须有 1 人（第二项）" in seats[1].reason
    assert "非公企业须有 1 人（第二项），优先列" in seats[2].reason


def test_what_if_names_who_would_come_and_go():
    people = [person(n, 24 - n, n, ()) for n in range(1, 5)] + [person(5, 15, 5, {"private"})]
    floor = Limit("private", "award", ">=", None, 1, "第二项", True)

    without = what_if(people, TITLES, [floor], COMMITTEE, 24, groups=GROUPS, limit=floor)
    idle = what_if(people[4:], TITLES, [floor], COMMITTEE, 24, groups=GROUPS, limit=floor, instead=loosened(floor, 1))

    assert [each.candidate.name for each in without.entered] == ["某4"]
    assert [each.candidate.name for each in without.left] == ["某5"]
    assert idle.is_none


def test_the_experts_weigh_in_where_the_definition_says_so():
    people = [person(1, 24, 9, ()), person(2, 20, 1, ()), person(3, 12, 2, ())]
    half = Committee(Fraction(2, 3), Fraction(1, 2), 1, score_percent=Decimal(90))
    by_rank = Committee(Fraction(2, 3), Fraction(1, 2), 1, method="order")

    weighed = choose(people, TITLES, (), half, 24, groups=GROUPS)
    ordered = choose(people, TITLES, (), by_rank, 24, groups=GROUPS)

    assert [each.nomination_id for each in weighed] == [2, 3, 1]
    assert [each.nomination_id for each in ordered] == [2, 3, 1]
    assert ordered[0].reason == "评分 89 分、名次 1，列上海市杰出技术能手第 1 位，共 2 个名额。"
