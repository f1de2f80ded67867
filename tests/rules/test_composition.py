"""Composition limits: the board of the mock page, line by line, and properties of what blocks."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.composition import Member, blocking, bound, cautions, standing
from selection.rules.programme import Group, Limit

GROUPS = (
    Group("front", "一线职工", "post", ("front",)),
    Group("private", "非公企业", "ownership", ("non_public",)),
    Group("chief", "企业负责人", "post", ("chief",)),
    Group("women", "女职工", "gender", ("female",)),
)
FRONT = Limit("front", "union", ">=", Decimal(60), None, "第九条", True)
PRIVATE = Limit("private", "union", ">=", Decimal(35), None, "第十条", True)
CHIEF = Limit("chief", "union", "<=", None, 1, "第九条", True)
SAME_UNIT = Limit("unit", "union", "<=", None, 2, "第九条", True)
WOMEN = Limit("women", "union", ">=", None, None, "第十条", False)
CHIEF_FLOOR = Limit("chief", "union", ">=", None, 2, "第九条", True)
AWARD_ONLY = Limit("chief", "award", "<=", None, 0, "第十一条", True)
LIMITS = (FRONT, PRIVATE, CHIEF, SAME_UNIT, WOMEN, AWARD_ONLY)


def person(number, name, unit, *groups):
    return Member(number, name, unit, {1: "申浦重型机床", 2: "安途物流"}.get(unit, f"第 {unit} 厂"), frozenset(groups))


LISTED = (
    person(1, "周启明", 1, "front"),
    person(2, "顾海生", 3, "front"),
    person(3, "陆文珊", 4, "front", "private", "women"),
    person(4, "沈若兰", 5, "front", "women"),
    person(5, "钱立群", 1, "front"),
    person(6, "马守一", 3, "front"),
    person(7, "何敬之", 6, "private"),
    person(8, "许望舒", 7, "front"),
    person(9, "高原野", 8, "chief", "private"),
)
FANG, ZHENG = person(10, "方卓", 9, "front", "private"), person(11, "郑怀谷", 10, "front")
SUN, ZHAO = person(12, "孙一鸣", 1, "front"), person(13, "赵伯庸", 2, "chief", "private")
WAITING = (FANG, ZHENG, SUN, ZHAO)


def test_the_board_shows_each_limit_of_its_scope():
    states = standing(LIMITS, LISTED, (*WAITING, LISTED[0]), places=12, groups=GROUPS)

    assert [(s.label, s.have, s.need, s.state, s.short_by, s.blocks, s.word, s.pressing) for s in states] == [
        ("一线职工 不少于 60%", 7, 8, "short", 1, (), "还差 1 人", False),
        ("非公企业 不少于 35%", 3, 5, "short", 2, (), "还差 2 人", True),
        ("企业负责人 不超过 1 人", 1, 1, "full", 0, ("赵伯庸",), "已满", False),
        ("同一单位 不超过 2 人", 2, 2, "full", 0, ("孙一鸣",), "2 家已满", False),
        ("女职工 只统计", 2, None, "ok", 0, (), "2 人", False),
    ]
    assert [s.sentence for s in states] == [
        "已有 7 人，满额须有 8 人。",
        "已有 3 人，满额须有 5 人；余下 3 个名额至少 2 个给非公企业。",
        "已有 1 人，最多 1 人。不能再增加：赵伯庸。",
        "申浦重型机床已有 2 人、第 3 厂已有 2 人。不能再增加：孙一鸣。",
        "",
    ]


@pytest.mark.parametrize(
    ("candidate", "reasons"),
    [
        (FANG, []),
        (ZHENG, []),
        (SUN, ["申浦重型机床已满 2 人（第九条）。"]),
        (ZHAO, ["企业负责人已满 1 人（第九条）。"]),
        (
            person(14, "丁望海", 1, "chief", "private"),
            ["企业负责人已满 1 人（第九条）。", "申浦重型机床已满 2 人（第九条）。"],
        ),
        (LISTED[2], ["陆文珊已在名单上。"]),
    ],
)
def test_a_name_is_stopped_with_every_reason_and_its_article(candidate, reasons):
    assert blocking(LIMITS, LISTED, candidate, places=12, groups=GROUPS) == reasons


def test_a_floor_stops_a_name_once_all_places_left_are_needed():
    nearly = (*LISTED, ZHENG)

    assert blocking(LIMITS, nearly, person(15, "田禾", 11, "front"), places=12, groups=GROUPS) == [
        "余下 2 个名额须留给非公企业，已有 3 人，满额须有 5 人（第十条）。"
    ]
    assert blocking(LIMITS, nearly, FANG, places=12, groups=GROUPS) == []


def test_a_name_that_binds_the_places_after_it_says_so():
    assert cautions(LIMITS, LISTED, ZHENG, places=12, groups=GROUPS) == ["之后 2 个名额须给非公企业"]
    assert cautions(LIMITS, LISTED, FANG, places=12, groups=GROUPS) == []


def test_a_floor_out_of_reach_is_told_with_what_is_missing():
    eleven = (*LISTED, ZHENG, person(16, "叶知秋", 12, "front"))

    within = standing((PRIVATE,), eleven[:-1], (), places=12, groups=GROUPS)[0]
    state = standing((PRIVATE,), eleven, (), places=12, groups=GROUPS)[0]

    assert (within.state, within.pressing) == ("short", True)
    assert (state.state, state.short_by) == ("breached", 2)
    assert state.sentence == "已有 3 人，满额须有 5 人；余下 1 个名额全部给非公企业也不够，还差 1 人。"


def test_a_floor_presses_once_it_takes_more_than_half_of_the_places_left():
    four_left = standing((PRIVATE,), LISTED[:8], (), places=12, groups=GROUPS)[0]
    half = standing((CHIEF_FLOOR,), LISTED, (), places=11, groups=GROUPS)[0]

    assert (four_left.short_by, four_left.pressing) == (3, True)
    assert (half.short_by, half.pressing) == (1, False)


def test_a_full_list_takes_nobody():
    assert blocking((), LISTED, FANG, places=9, groups=GROUPS) == ["9 个名额已用完。"]
    assert standing((CHIEF,), LISTED, WAITING, places=9, groups=GROUPS)[0].blocks == ()


def test_a_limit_that_does_not_bind_is_shown_and_stops_nobody():
    soft = Limit("chief", "union", "<=", None, 0, "第九条", False)

    state = standing((soft,), LISTED, WAITING, places=12, groups=GROUPS)[0]

    assert (state.state, state.word, state.blocks) == ("breached", "超出 1 人", ())
    assert blocking((soft,), LISTED, ZHAO, places=12, groups=GROUPS) == []


@pytest.mark.parametrize(
    ("operator", "percent", "people"), [(">=", "60", 8), ("<=", "60", 7), ("<=", "12.5", 1), (">=", "100", 12)]
)
def test_floors_round_up_and_ceilings_down(operator, percent, people):
    assert bound(Limit("front", "union", operator, Decimal(percent), None, "", True), 12) == people


MEMBERS = st.lists(
    st.tuples(st.integers(1, 5), st.sets(st.sampled_from(["front", "private", "chief", "women"]))),
    min_size=1,
    max_size=30,
).map(lambda rows: [person(number, f"某{number}", unit, *groups) for number, (unit, groups) in enumerate(rows)])


@given(MEMBERS, st.integers(1, 20))
def test_a_list_built_only_of_unblocked_names_breaks_no_ceiling_and_keeps_every_floor_in_reach(people, places):
    listed: list[Member] = []
    for each in people:
        if not blocking(LIMITS, listed, each, places=places, groups=GROUPS):
            listed.append(each)

    assert len(listed) <= places
    assert sum("chief" in each.groups for each in listed) <= 1
    assert max([sum(each.unit_id == unit for each in listed) for unit in range(1, 6)]) <= 2
    for limit in (FRONT, PRIVATE):
        short = (bound(limit, places) or 0) - sum(limit.group in each.groups for each in listed)
        assert short <= places - len(listed)


@given(MEMBERS, MEMBERS, st.integers(1, 20))
def test_the_panel_and_the_refusal_name_the_same_people(listed, others, places):
    waiting = [Member(100 + each.id, f"候{each.id}", each.unit_id, each.unit_name, each.groups) for each in others]
    stopped = {
        name for state in standing(LIMITS, listed, waiting, places=places, groups=GROUPS) for name in state.blocks
    }

    refused = {each.name for each in waiting if blocking(LIMITS, listed, each, places=places, groups=GROUPS)}

    assert stopped == (refused if len(listed) < places else set())
