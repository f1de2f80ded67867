"""Scores: sheets, totals, ranking; and a second implementation that must agree with the first."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from os import environ
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.programme import Band, Criterion, Scoring
from selection.rules.scoring import (
    Ranked,
    Scored,
    SheetProblem,
    dossier_total,
    rank,
    read_points,
    sheet_problems,
    total,
)

CRITERIA = (
    Criterion("craft", "工艺专长", Decimal(25)),
    Criterion("skill", "高超技能", Decimal(25)),
    Criterion("lead", "领军作用", Decimal(20)),
    Criterion("merit", "突出贡献", Decimal(30)),
)
SCORING = Scoring(sheets=5, trim=1, step=Decimal("0.5"), ties=("merit", "skill"), comment_below=Decimal(60))


def sheet(craft, skill, lead, merit):
    return {"craft": Decimal(craft), "skill": Decimal(skill), "lead": Decimal(lead), "merit": Decimal(merit)}


@pytest.mark.parametrize(
    ("raw", "points"),
    [
        ("9.5", Decimal("9.5")),
        (" ９．５ ", Decimal("9.5")),
        ("９。５分", Decimal("9.5")),
        ("20分", Decimal(20)),
        (".5", Decimal("0.5")),
        ("-1", Decimal(-1)),
        ("", None),
        ("九", None),
        ("nan", None),
        ("inf", None),
        ("1e309", None),
        ("9²", None),
        ("٣", None),
        ("9,5", None),
        ("1" * 400, None),
        ("9.5\x00", None),
    ],
)
def test_points_are_read_as_typed(raw, points):
    assert read_points(raw) == points


def test_a_good_sheet_has_no_problem():
    assert sheet_problems(sheet("20", "22.5", "18", "0"), "事迹属实", CRITERIA, SCORING) == []


def test_every_problem_of_a_sheet_is_told_at_once():
    points = {
        "craft": None,
        "skill": Decimal("25.5"),
        "lead": Decimal("9.95"),
        "merit": Decimal("-0.5"),
        "looks": Decimal(1),
    }

    assert sheet_problems(points, "", CRITERIA, SCORING) == [
        SheetProblem("craft", "“工艺专长”还没有评分。请填写 0 到 25 之间的数字。"),
        SheetProblem("skill", "“高超技能”须在 0 到 25 分之间，现为 25.5 分。"),
        SheetProblem("lead", "“领军作用”以 0.5 分为一档，现为 9.95 分。请改为整档。"),
        SheetProblem("merit", "“突出贡献”须在 0 到 30 分之间，现为 -0.5 分。"),
        SheetProblem("looks", "评分指标中没有“looks”，请删去这一项。"),
    ]


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+309", "1E-309"])
def test_numbers_that_are_no_points_are_refused(value):
    problems = sheet_problems({**sheet(20, 20, 20, 20), "craft": Decimal(value)}, "", CRITERIA, SCORING)

    assert [each.criterion for each in problems] == ["craft"]
    assert len(problems[0].message) < 60


def test_a_low_total_asks_for_a_comment_and_the_line_itself_does_not():
    low, line = sheet(15, 15, 10, "19.5"), sheet(15, 15, 10, 20)

    assert sheet_problems(low, " \n", CRITERIA, SCORING) == [
        SheetProblem(None, "合计 59.5 分，低于 60 分须写评语。请在评语中说明理由。")
    ]
    assert sheet_problems(low, "佐证不足", CRITERIA, SCORING) == []
    assert sheet_problems(line, "", CRITERIA, SCORING) == []


def test_a_level_that_demands_a_comment_is_named_where_there_is_none():
    bands = (Band("优", Decimal(22), comment=True), Band("良", Decimal(18)), Band("差", Decimal(0), comment=True))
    criteria = (replace(CRITERIA[0], bands=bands), *CRITERIA[1:])

    def asked(craft, comment=""):
        return [each.message for each in sheet_problems(sheet(craft, 20, 20, 20), comment, criteria, SCORING)]

    assert asked("22") == ["“工艺专长”评为“优”须写评语。请在评语中说明理由。"]
    assert asked("17.5") == ["“工艺专长”评为“差”须写评语。请在评语中说明理由。"]
    assert asked("22", "绝活领先") == asked("21.5") == asked("18") == []


@pytest.mark.parametrize(
    ("totals", "mean"),
    [
        (["80", "90", "70", "85", "75"], "80.0000"),
        (["80", "90", "70"], "80.0000"),
        (["80", "90"], "85.0000"),  # two sheets: nothing would remain, so nothing is left out
        (["80"], "80.0000"),
        (["80", "81", "82", "100", "0"], "81.0000"),
        (["0", "80", "80", "80.5", "100"], "80.1667"),
        ([], "0.0000"),
    ],
)
def test_the_highest_and_lowest_sheet_are_left_out(totals, mean):
    assert str(dossier_total([Decimal(each) for each in totals], SCORING)) == mean


def test_half_a_unit_of_the_fourth_place_goes_to_even():
    plain_mean = Scoring(5, 0, Decimal("0.0001"), (), Decimal(0))

    assert dossier_total([Decimal("80.0001"), Decimal("80.0002")], plain_mean) == Decimal("80.0002")
    assert dossier_total([Decimal("80.0002"), Decimal("80.0003")], plain_mean) == Decimal("80.0002")


def test_ties_go_by_the_criteria_in_order_and_what_stays_equal_shares_a_rank():
    scored = [
        Scored(5, (sheet(20, 20, 20, 20),)),
        Scored(4, (sheet(15, 20, 20, 25),)),
        Scored(3, (sheet(10, 25, 20, 25),)),
        Scored(2, (sheet(20, 20, 20, 20),)),
        Scored(1, (sheet(20, 20, 19, 20),)),
    ]

    assert rank(scored, CRITERIA, SCORING) == [
        Ranked(3, Decimal("80.0000"), 1, "skill"),
        Ranked(4, Decimal("80.0000"), 2, "skill"),
        Ranked(2, Decimal("80.0000"), 3, "merit"),
        Ranked(5, Decimal("80.0000"), 3, "merit"),
        Ranked(1, Decimal("79.0000"), 5, None),
    ]


# A second implementation, by other means: whole ten-thousandths, comparison of every pair, no sorting by key.


def units(values, trim, average="mean"):
    values = list(values)
    if average == "median":
        while len(values) > 2:
            values.remove(max(values))
            values.remove(min(values))
    if len(values) > 2 * trim:
        for _ in range(trim):
            values.remove(max(values))
            values.remove(min(values))
    if not values:
        return 0
    tenths, rest = divmod(sum(Fraction(str(each)) for each in values) * 10000, len(values))
    twice = 2 * rest
    return int(tenths) + (twice > len(values) or (twice == len(values) and tenths % 2 == 1))


def second_opinion(scored, criteria, scoring):
    lines = {}
    for each in scored:
        totals = [sum(Fraction(str(one[c.key])) for c in criteria) for one in each.sheets]
        ties = [units([one[key] for one in each.sheets], scoring.trim, scoring.average) for key in scoring.ties]
        lines[each.nomination_id] = [units(totals, scoring.trim, scoring.average), *ties]
    return {number: (line[0], 1 + sum(1 for other in lines.values() if other > line)) for number, line in lines.items()}


def points_of(criterion):
    return st.integers(0, int(criterion.points * 2)).map(lambda halves: Decimal(halves) / 2)


COARSE = st.sampled_from([Decimal(each) for each in (10, "10.5", 15, 20)])  # few values, many ties
FINE_SHEETS = st.fixed_dictionaries({each.key: points_of(each) for each in CRITERIA})
SHEETS = st.one_of(FINE_SHEETS, st.fixed_dictionaries({each.key: COARSE for each in CRITERIA}))
PANELS = st.lists(st.lists(SHEETS, min_size=1, max_size=7), min_size=1, max_size=8)
RULES = st.builds(
    Scoring,
    sheets=st.just(5),
    trim=st.integers(0, 3),
    step=st.just(Decimal("0.5")),
    ties=st.permutations([each.key for each in CRITERIA]).flatmap(
        lambda keys: st.integers(0, 4).map(lambda n: tuple(keys[:n]))
    ),
    comment_below=st.just(Decimal(60)),
    average=st.sampled_from(["mean", "median"]),
)


@settings(max_examples=200, deadline=None)
@given(PANELS, RULES)
def test_a_second_implementation_agrees_to_the_last_digit(panels, rules):
    assert_both_agree(panels, rules)


def test_a_second_implementation_agrees_on_drawn_panels():
    """PANELS says how many; `make rankings` draws 100,000."""
    chance = Random(20261121)

    for _ in range(int(environ.get("PANELS", "800"))):
        most = chance.choice([2, 6, 40])  # few possible values make ties
        drawn = [
            [
                {each.key: Decimal(chance.randint(0, min(most, int(each.points * 2)))) / 2 for each in CRITERIA}
                for _ in range(n)
            ]
            for n in chance.choices(range(1, 8), k=chance.randint(1, 6))
        ]
        ties = tuple(chance.sample([each.key for each in CRITERIA], chance.randint(0, 4)))
        average = chance.choice(["mean", "median"])
        assert_both_agree(drawn, replace(SCORING, trim=chance.randint(0, 3), ties=ties, average=average))


def assert_both_agree(panels, rules):
    scored = [Scored(number, tuple(sheets)) for number, sheets in enumerate(panels)]

    ranked = rank(scored, CRITERIA, rules)

    first = {each.nomination_id: (each.total * 10000, each.rank) for each in ranked}
    assert first == second_opinion(scored, CRITERIA, rules)


@settings(deadline=None)
@given(PANELS, RULES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(panels, rules, chance):
    scored = [Scored(number, tuple(sheets)) for number, sheets in enumerate(panels)]
    shuffled = [Scored(each.nomination_id, tuple(chance.sample(each.sheets, len(each.sheets)))) for each in scored]
    chance.shuffle(shuffled)

    assert rank(shuffled, CRITERIA, rules) == rank(scored, CRITERIA, rules)


@given(FINE_SHEETS)
def test_the_total_is_the_plain_sum(points):
    assert total(points, CRITERIA) == sum(points.values())
