"""What a list can still become: against every list there is, on small cases."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.clauses import EITHER, bound, breach, concrete
from selection.rules.composition import Member, standing
from selection.rules.programme import Branch, Group, Limit
from selection.rules.reach import verdicts

GROUPS = (
    Group("front", "一线职工", "post", ("front",)),
    Group("private", "非公企业", "ownership", ("non_public",)),
    Group("women", "女职工", "gender", ("female",)),
    Group("team", "先进集体", "subject", ("team",)),
    Group("single", "先进个人", "subject", ("person",)),
    Group("trade", "所属行业", "industry", each=True),
)
FRONT = Limit("front", "union", ">=", Decimal(60), None, "第一项", True)
PRIVATE = Limit("private", "union", ">=", Decimal(35), None, "第二项", True)
WOMEN_OF_LIST = Limit("women", "union", ">=", Decimal(20), None, "第三项", True, of="list")
WOMEN = Limit("women", "union", "<=", Decimal("33.3"), None, "第四项", True, of="list")
SAME_UNIT = Limit("unit", "union", "<=", None, 1, "第五项", True)
TRADE = Limit("trade", "union", "<=", Decimal(50), None, "第六项", True)
PRIVATE_PER_UNION = Limit("private", "union", "<=", None, 2, "第七项", True, per="union")
EITHER_OR = Limit(
    EITHER, "union", "<=", None, None, "第八项", True, per="unit", either=(Branch("team", 1), Branch("single", 2))
)
EVERYONE = Limit("everyone", "union", "<=", None, 3, "第九项", True)
ALL = (FRONT, PRIVATE, WOMEN_OF_LIST, WOMEN, SAME_UNIT, TRADE, PRIVATE_PER_UNION, EITHER_OR, EVERYONE)


def person(number, unit=0, *groups, union=1):
    unit = unit or 100 + number
    return Member(number, f"某{number}", unit, f"第 {unit} 厂", frozenset(groups), union, f"第 {union} 工会")


MARKS = ["front", "private", "women", "team", "single", "trade:A", "trade:B"]
PEOPLE = st.lists(
    st.tuples(st.integers(1, 3), st.sets(st.sampled_from(MARKS)), st.integers(1, 2)), min_size=1, max_size=7
).map(lambda rows: [person(n, unit, *groups, union=union) for n, (unit, groups, union) in enumerate(rows, start=1)])


def stays_clear(clauses, members, more, places):
    """Whether these can be added one by one without breaking anything: the order does not matter."""
    listed = list(members)
    for each in more:
        remaining = places - len(listed)
        if any(breach(clause, listed, each, places=places, remaining=remaining) for clause in clauses):
            return False
        listed.append(each)
    return len(listed) <= places


def missing(clause, listed, places):
    """The people a floor lacks, or a share is off by, counted one by one from nothing."""
    if not clause.is_soft:
        return []
    have = sum(clause.counts(each) for each in listed)
    if clause.limit.of != "list":
        return [max(0, (bound(clause.limit, places) or 0) - have)]
    share, short = Fraction(clause.limit.percent) * len(listed) / 100, 0
    while (have + short < share) if clause.is_floor else (have - short > share):
        short += 1
    return [short]


def best(clauses, members, free, places):
    """The least shortfalls over every possible list, clause by clause."""
    found = []
    for size in range(max(0, places - len(members)) + 1):
        for more in combinations(free, size):
            if stays_clear(clauses, members, more, places):
                listed = (*members, *more)
                found.append([short for clause in clauses for short in missing(clause, listed, places)])
    return min(found)


@settings(deadline=None, max_examples=150)
@given(PEOPLE, st.sets(st.sampled_from(range(len(ALL))), max_size=4), st.integers(1, 5), st.data())
def test_a_name_is_unreachable_exactly_when_every_list_with_it_is_worse(people, chosen, places, data):
    limits = [ALL[number] for number in sorted(chosen)]
    clauses = concrete(limits, people, GROUPS)
    members: list[Member] = []
    for each in people[: data.draw(st.integers(0, 2))]:
        if stays_clear(clauses, (), [*members, each], places):
            members.append(each)
    waiting = [each for each in people if each not in members]

    told = verdicts(limits, members, waiting, places=places, groups=GROUPS)

    before = best(clauses, members, waiting, places)
    for each in waiting:
        if not stays_clear(clauses, members, [each], places):
            assert told[each.id].state == "breaks"
            continue
        after = best(clauses, [*members, each], [other for other in waiting if other is not each], places)
        assert told[each.id].state == ("fits" if after == before else "unreachable"), (before, after)


def test_a_name_that_leaves_two_floors_without_their_people_is_told_which():
    waiting = [person(1), person(2, 0, "front"), person(3, 0, "front"), person(4, 0, "private"), person(5)]
    limits = [
        Limit("front", "union", ">=", None, 2, "第一项", True),
        Limit("private", "union", ">=", None, 1, "第二项", True),
    ]

    told = verdicts(limits, [], waiting, places=4, groups=GROUPS)
    full = verdicts(limits, [waiting[0]], waiting[1:], places=4, groups=GROUPS)

    assert [told[number].state for number in range(1, 6)] == ["fits"] * 5
    assert (full[2].state, full[5].state) == ("fits", "unreachable")
    assert full[5].sentences == (
        "列入后一线职工最多 1 人，须有 2 人（第一项）。",
        "列入后非公企业最多 0 人，须有 1 人（第二项）。",
    )


def test_a_floor_nobody_waiting_can_fill_is_not_held_against_a_name():
    told = verdicts([FRONT], [], [person(1), person(2, 0, "front")], places=5, groups=GROUPS)

    assert [told[1].state, told[2].state] == ["fits", "fits"]


def test_one_unit_sends_a_team_or_people():
    listed = [person(1, 1, "single"), person(2, 2, "team")]
    waiting = [person(3, 1, "single"), person(4, 1, "team"), person(5, 2, "team"), person(6, 3, "team")]

    told = verdicts([EITHER_OR], listed, waiting, places=9, groups=GROUPS)
    line = standing([EITHER_OR], listed, waiting, places=9, groups=GROUPS)[0]

    assert told[3].state == told[6].state == "fits"
    assert told[4].sentences == ("第 1 厂已有先进个人 1 个，与先进集体只能择一（第八项）。",)
    assert told[5].sentences == ("第 2 厂先进集体已满 1 个（第八项）。",)
    assert (line.label, line.state, line.blocks) == (
        "先进集体、先进个人 同一单位限先进集体 1 个或先进个人 2 个",
        "ok",
        ("某4", "某5"),
    )


def test_each_trade_has_its_own_ceiling_under_its_own_name():
    groups = (*GROUPS, Group("trade:A", "制造业", ""))
    listed = [person(1, 0, "trade:A"), person(2, 0, "trade:A"), person(3, 0, "trade:B")]

    told = verdicts([TRADE], listed, [person(4, 0, "trade:A"), person(5, 0, "trade:B")], places=4, groups=groups)
    line = standing([TRADE], listed, (), places=4, groups=groups)[0]

    assert told[4].sentences == ("制造业已满 2 人（第六项）。",)
    assert told[5].state == "fits"
    assert (line.label, line.word, line.sentence) == ("每个所属行业 不超过 50%", "1 项已满", "制造业已有 2 人。")


def test_a_share_of_the_list_grows_with_it():
    short = standing([WOMEN_OF_LIST], [person(n) for n in range(1, 5)], (), places=5, groups=GROUPS)[0]
    gone = standing([WOMEN_OF_LIST], [person(n) for n in range(1, 6)], (), places=5, groups=GROUPS)[0]
    over = standing([WOMEN], [person(1, 0, "women")], (), places=5, groups=GROUPS)[0]

    assert (short.state, short.is_unmet, short.sentence) == ("short", True, "名单 4 人，已有 0 人，须有 1 人。")
    assert (gone.state, over.state, over.is_unmet) == ("breached", "short", True)
