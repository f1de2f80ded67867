"""Seats: twenty and a hundred in small, with fall-through, limits and reserve; and what must hold for any vote."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Outcome
from selection.rules.programme import Committee, Group, Limit, Title
from selection.rules.seats import Candidate, choose

TOP = Title("top", "上海市杰出技术能手", "Outstanding", 2, falls_to="able")
ABLE = Title("able", "上海市技术能手", "Skilled", 3)
TITLES = (TOP, ABLE)
GROUPS = (Group("chief", "企业负责人", "post", ("chief",)), Group("front", "一线职工", "post", ("front",)))
COMMITTEE = Committee(quorum=Fraction(2, 3), threshold=Fraction(2, 3), reserve=1)
ONE_CHIEF = Limit("chief", "award", "<=", None, 1, "第九条", True)
MOSTLY_FRONT = Limit("front", "award", ">=", Decimal(60), None, "第十条", True)
ADVISED = Limit("chief", "award", "<=", None, 0, "第九条", False)
UNION_ONLY = Limit("chief", "union", "<=", None, 0, "第八条", True)


def person(number, name, votes, rank, *groups, title=None, unit=None):
    return Candidate(
        number,
        name,
        title,
        rank,
        votes,
        Decimal(90 - rank),
        frozenset(groups),
        unit or number,
        f"第 {unit or number} 厂",
    )


def seats(people, *limits, titles=TITLES, committee=COMMITTEE):
    return choose(people, titles, limits, committee, 24, groups=GROUPS)


def outline(chosen):
    return [(each.nomination_id, each.outcome.value, each.title_key, each.position) for each in chosen]


def test_the_best_fill_the_first_title_and_those_who_miss_it_fall():
    people = [
        person(1, "周启明", 24, 2),
        person(2, "顾海生", 20, 1),
        person(3, "陆文珊", 20, 3),
        person(4, "沈若兰", 24, 9, title="able"),
        person(5, "钱立群", 17, 4),
        person(6, "马守一", 16, 5),
        person(7, "何敬之", 16, 6),
        person(8, "许望舒", 15, 7),
    ]

    chosen = seats(people)

    both_full = "上海市杰出技术能手 2 个名额已满，上海市技术能手 3 个名额已满"
    assert outline(chosen) == [
        (1, "chosen", "top", 1),
        (2, "chosen", "top", 2),
        (4, "chosen", "able", 1),
        (3, "chosen", "able", 2),
        (5, "chosen", "able", 3),
        (6, "reserved", None, 1),
        (7, "unchosen", None, None),
        (8, "unchosen", None, None),
    ]
    assert [each.reason for each in chosen] == [
        "实到 24 人，赞成 24 票（须 16 票），列上海市杰出技术能手第 1 位，共 2 个名额。",
        "实到 24 人，赞成 20 票（须 16 票），列上海市杰出技术能手第 2 位，共 2 个名额。",
        "实到 24 人，赞成 24 票（须 16 票），列上海市技术能手第 1 位，共 3 个名额。",
        "实到 24 人，赞成 20 票（须 16 票），上海市杰出技术能手 2 个名额已满，转列上海市技术能手第 2 位，共 3 个名额。",
        "实到 24 人，赞成 17 票（须 16 票），上海市杰出技术能手 2 个名额已满，转列上海市技术能手第 3 位，共 3 个名额。",
        f"实到 24 人，赞成 16 票（须 16 票），{both_full}，列入递补第 1 位。",
        f"实到 24 人，赞成 16 票（须 16 票），{both_full}，评分 84 分、名次 6，递补 1 人已满，未入选。",
        "实到 24 人，赞成 15 票（须 16 票），还差 1 票，未入选。",
    ]


def test_places_stay_empty_when_too_few_have_the_votes():
    chosen = seats([person(1, "周启明", 16, 1), person(2, "顾海生", 15, 2)])

    assert outline(chosen) == [(1, "chosen", "top", 1), (2, "unchosen", None, None)]


def test_a_ceiling_keeps_the_second_chief_out_of_both_titles_and_names_its_article():
    people = [
        person(1, "高原野", 24, 1, "chief"),
        person(2, "赵伯庸", 23, 2, "chief"),
        person(3, "周启明", 20, 3),
    ]

    chosen = seats(people, ONE_CHIEF, UNION_ONLY, ADVISED)

    assert outline(chosen) == [(1, "chosen", "top", 1), (3, "chosen", "top", 2), (2, "reserved", None, 1)]
    assert chosen[2].reason == "实到 24 人，赞成 23 票（须 16 票），企业负责人已满 1 人（第九条），列入递补第 1 位。"


def test_a_floor_keeps_the_last_places_for_those_it_speaks_of():
    people = [person(n, f"某{n}", 24 - n, n) for n in range(1, 5)] + [person(5, "钱立群", 16, 5, "front")]

    chosen = seats(people, MOSTLY_FRONT)

    assert outline(chosen) == [
        (1, "chosen", "top", 1),
        (2, "chosen", "top", 2),
        (5, "chosen", "able", 1),
        (3, "reserved", None, 1),
        (4, "unchosen", None, None),
    ]
    assert "余下 3 个名额须留给一线职工，已有 0 人，满额须有 3 人（第十条）" in chosen[3].reason


def test_a_title_that_is_not_granted_is_told_and_takes_no_reserve_place():
    chosen = seats([person(1, "周启明", 24, 1, title="master")])

    assert outline(chosen) == [(1, "unchosen", None, None)]
    assert chosen[0].reason == "实到 24 人，赞成 24 票（须 16 票），所报称号不在本次评选之内，未入选。"


def test_equals_at_the_last_place_are_told_what_decided():
    only = (Title("craft", "上海工匠", "Craftsman", 1),)

    chosen = seats([person(8, "方卓", 20, 1), person(7, "周启明", 20, 1)], titles=only)

    assert outline(chosen) == [(7, "chosen", "craft", 1), (8, "reserved", None, 1)]
    assert "上海工匠 1 个名额已满（与末位票数、名次均相同，按申报编号列后）" in chosen[1].reason


PEOPLE = st.lists(
    st.tuples(
        st.integers(10, 24),
        st.integers(1, 6),
        st.sampled_from([None, "top", "able"]),
        st.sets(st.sampled_from(["chief", "front"])),
        st.integers(1, 5),
    ),
    max_size=14,
).map(lambda rows: [person(n, f"某{n}", v, r, *g, title=t, unit=u) for n, (v, r, t, g, u) in enumerate(rows, start=1)])
SAME_UNIT = Limit("unit", "award", "<=", None, 2, "第九条", True)
LIMITS = st.lists(st.sampled_from([ONE_CHIEF, MOSTLY_FRONT, SAME_UNIT, UNION_ONLY]), unique=True)


@given(PEOPLE, LIMITS)
def test_whatever_the_vote_everyone_has_one_seat_and_no_rule_is_broken(people, limits):
    chosen = seats(people, *limits)

    by_id = {each.nomination_id: each for each in people}
    winners = [each for each in chosen if each.outcome is Outcome.CHOSEN]
    assert sorted(each.nomination_id for each in chosen) == sorted(by_id)
    for title in TITLES:
        positions = [each.position for each in winners if each.title_key == title.key]
        assert positions == list(range(1, len(positions) + 1))
        assert len(positions) <= title.places
    for each in chosen:
        person_in = by_id[each.nomination_id]
        assert each.outcome is Outcome.UNCHOSEN or person_in.votes_for >= 16
        assert not (each.title_key == "top" and person_in.applied_title == "able")
        assert each.reason.count("。") == 1
        assert each.reason.endswith("。")
    assert sum(each.outcome is Outcome.RESERVED for each in chosen) <= COMMITTEE.reserve
    if ONE_CHIEF in limits:
        assert sum("chief" in by_id[each.nomination_id].groups for each in winners) <= 1
    if SAME_UNIT in limits:
        assert max([sum(by_id[w.nomination_id].unit_id == unit for w in winners) for unit in range(1, 6)]) <= 2


@given(PEOPLE)
def test_without_limits_nobody_is_passed_by_somebody_who_stands_lower(people):
    chosen = {each.nomination_id: each for each in seats(people)}
    level = {("chosen", "top"): 0, ("chosen", "able"): 1, ("reserved", None): 2, ("unchosen", None): 3}

    for better in people:
        for worse in people:
            same_door = (better.applied_title or "top") == (worse.applied_title or "top")
            if same_door and better.order < worse.order:
                mine, theirs = chosen[better.nomination_id], chosen[worse.nomination_id]
                assert level[mine.outcome.value, mine.title_key] <= level[theirs.outcome.value, theirs.title_key]


@given(PEOPLE, LIMITS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(people, limits, chance):
    assert seats(chance.sample(people, len(people)), *limits) == seats(people, *limits)
