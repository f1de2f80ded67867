"""Article by article: met, not met with the reason and the cure, or not known yet."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.definition import parse
from selection.rules.eligibility import Facts, PastHonour, Problem, facts_from, problems, verdicts
from selection.rules.programme import Programme
from selection.taxonomies import load

TODAY = date(2026, 11, 21)
DEFINITIONS = Path(__file__).parents[2] / "selection" / "programmes" / "definitions"


def programme(name: str) -> Programme:
    read, faults = parse((DEFINITIONS / f"{name}.toml").read_text("utf-8"), load())
    assert read is not None, faults
    return read


CRAFTSMAN, MASTER = programme("shanghai-craftsman"), programme("skill-master")

FIT = Facts(
    is_union_member=True,
    is_chinese=True,
    is_frontline=True,
    is_employed=True,
    trade_years=5,
    skill_level="4",
    born_on=date(1983, 4, 1),
    is_male=False,
    was_punished=False,
    id_number="invented",
    channel="unit",
)


@pytest.mark.parametrize("award", [CRAFTSMAN, MASTER])
def test_somebody_fit_meets_every_article(award: Programme) -> None:
    assert {verdict.state for verdict in verdicts(award, FIT, today=TODAY)} == {"met"}
    assert problems(award, FIT, today=TODAY) == []


def test_of_an_empty_form_nothing_is_known_and_nothing_is_held_against_anybody() -> None:
    facts = facts_from({}, honours=[], already_nominated=False)

    assert {verdict.state for verdict in verdicts(MASTER, facts, today=TODAY)} == {"unknown"}
    assert problems(MASTER, facts, today=TODAY) == []


UNMET = [
    ({"is_chinese": False}, "申报条件第一条", "被推荐人须具有中国国籍", "nationality"),
    ({"is_union_member": False}, "申报条件第一条", "被推荐人须是工会会员", "union_member"),
    ({"is_employed": False}, "申报条件第一条", "被推荐人须是在职职工，退休返聘的不在其内", "employed"),
    ({"born_on": date(2008, 12, 1)}, "申报条件第一条", "须年满 18 周岁，现为 17 周岁", "born_on"),
    ({"born_on": date(1968, 11, 1)}, "申报条件第一条", "须不满 58 周岁，现为 58 周岁", "born_on"),
    ({"is_frontline": False}, "申报条件第二条", "被推荐人须在一线直接从事生产、技术、研发等工作", "frontline"),
    ({"skill_level": "3"}, "申报条件第三条", "须具有高级工及以上职业技能等级，现在选的低于高级工", "skill_level"),
    ({"trade_years": 4}, "申报条件第三条", "从事本工种须满 5 年，现为 4 年", "trade_years"),
    ({"was_punished": True}, "申报条件第四条", "有违法犯罪记录或处分期未满的，不列入推荐", "punished"),
    ({"channel": "self"}, "申报办法第一条", "本次评选没有开放这一申报渠道", None),
    ({"already_nominated": True}, "申报办法第二条",
     "同一人在同一届只能由一个渠道申报一次，该身份证号在本届已有申报", "id_number"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "article", "message", "field"), UNMET)
def test_an_article_not_met_is_named_alone(
    changes: dict[str, object], article: str, message: str, field: str | None
) -> None:
    facts = replace(FIT, **changes)  # type: ignore[arg-type]

    found = problems(MASTER, facts, today=TODAY)

    assert [(each.article, each.message, each.field) for each in found] == [(article, message, field)]
    assert found[0].cure != ""
    assert [each.state for each in verdicts(MASTER, facts, today=TODAY)].count("unmet") == 1


def test_a_man_of_58_may_still_be_nominated() -> None:
    facts = replace(FIT, born_on=date(1968, 11, 1), is_male=True)

    assert problems(MASTER, facts, today=TODAY) == []


@pytest.mark.parametrize(
    "name",
    [
        "上海市技术能手",
        "“上海市技术能手”",
        "第三届上海市技术能手",
        "2022年上海市技术能手",
        "上海市技术能手（竞赛授予）",
    ],
)
def test_whoever_holds_the_title_already_is_refused_with_the_article(name: str) -> None:
    facts = replace(FIT, honours=(PastHonour(name, 2022),))

    assert problems(MASTER, facts, today=TODAY) == [
        Problem(
            "申报条件第五条",
            "2022年已获得上海市技术能手称号，同级或更低的称号不再重复授予",
            "如荣誉登记册记载有误，请联系市总工会核对",
        )
    ]


@pytest.mark.parametrize("name", ["上海市杰出技术能手", "第十六届全国技术能手", "第十三届中华技能大奖"])
def test_a_higher_title_excludes_as_well(name: str) -> None:
    facts = replace(FIT, honours=(PastHonour(name, None),))

    assert [each.article for each in problems(MASTER, facts, today=TODAY)] == ["申报条件第五条"]


@pytest.mark.parametrize("name", ["上海轻工工匠", "上海工匠提名奖", "上海市技术能手", "长三角大工匠"])
def test_another_honour_does_not_exclude(name: str) -> None:
    assert problems(CRAFTSMAN, replace(FIT, honours=(PastHonour(name, 2020),)), today=TODAY) == []


def test_a_title_the_nominee_declares_himself_excludes_and_points_at_the_form() -> None:
    declared = [{"name": "上海工匠", "granted_on": "2019-09", "grantor": "上海市总工会"}]
    answers = {"honours": declared}

    facts = facts_from(answers, honours=[], already_nominated=False)

    assert problems(CRAFTSMAN, facts, today=TODAY) == [
        Problem(
            "申报条件第四条",
            "2019年已获得上海工匠称号，同级或更低的称号不再重复授予",
            "如“曾获荣誉”填写有误，请改正",
            "honours",
        )
    ]


def test_a_title_both_registered_and_declared_is_told_once_by_the_register() -> None:
    answers = {"honours": [{"name": "上海工匠", "granted_on": "2019-09"}]}

    facts = facts_from(answers, honours=[PastHonour("上海工匠", 2019)], already_nominated=False)

    assert [each.field for each in problems(CRAFTSMAN, facts, today=TODAY)] == [None]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just("1985-06"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "granted_on"]), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(field.key for field in MASTER.fields())), anything))
def test_no_answer_whatever_stops_the_rules(answers: dict[str, object]) -> None:
    facts = facts_from(answers, honours=[], already_nominated=False, channel="unit")

    found = verdicts(MASTER, facts, today=TODAY)

    assert len(found) == len(MASTER.articles)
    assert all((verdict.state == "unmet") == bool(verdict.problems) for verdict in found)


def test_facts_keep_the_identity_number_out_of_logs() -> None:
    assert repr(FIT) == "Facts(...)"
