"""Two definitions side by side: what was added, taken out, changed, and nothing else."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings

from models.vocabulary import Phase
from selection.rules.definition import parse
from selection.rules.definition.bounds import bounds
from selection.rules.definition.differences import differences
from selection.rules.programme import Article, Field, Limit, Programme
from selection.taxonomies import load
from tests.rules import definitions

DEFINITIONS = Path(__file__).parents[2] / "selection" / "programmes" / "definitions"


def award() -> Programme:
    programme, _ = parse((DEFINITIONS / "shanghai-craftsman.toml").read_text("utf-8"), load())
    assert programme is not None
    return programme


def told(after: Programme) -> list[str]:
    return [str(each) for each in differences(award(), after)]


@settings(max_examples=25, deadline=None)
@given(definitions.of(Programme))
def test_nothing_differs_from_itself(programme: Programme) -> None:
    assert differences(programme, programme) == []


def test_a_changed_number_is_told_from_and_to() -> None:
    before = award()
    title = replace(before.titles[0], places=120)

    assert told(replace(before, titles=(title,))) == ["荣誉称号“上海工匠”的名额：由“100”改为“120”"]


def test_a_day_is_told_by_its_phase() -> None:
    before = award()

    assert told(replace(before, days={**before.days, Phase.FILL: 30})) == ["开启后第几天结束“填报”：由“35”改为“30”"]


def test_a_field_deep_in_the_form_is_told_with_its_section() -> None:
    before = award()
    first = before.sections[0]
    name = replace(first.fields[0], required=False, limit=20)
    added = Field("street", "街道", "choice", required=True, options=(("a", "江苏路"), ("b", "虹桥")))
    fields = (name, *first.fields[2:], added)

    assert told(replace(before, sections=(replace(first, fields=fields), *before.sections[1:]))) == [
        "删除部分“基本信息”的填报项“身份证号”",
        "部分“基本信息”的填报项“姓名”的必填：由“是”改为“否”",
        "部分“基本信息”的填报项“姓名”的上限：由“空”改为“20”",
        "新增部分“基本信息”的填报项“街道”：种类 单选，必填 是",
    ]


def test_another_order_is_one_difference() -> None:
    before = award()
    sections = (before.sections[1], before.sections[0], *before.sections[2:])

    assert told(replace(before, sections=sections)) == [
        "调整次序申报表的部分：岗位与技能、基本信息、业绩与四项指标、事迹材料"
    ]


def test_articles_and_limits_are_known_by_what_they_are_about() -> None:
    before = award()
    limit = replace(before.limits[0], percent=Decimal(65))
    articles = (*before.articles, Article("years_in_trade", "申报条件第六条", {"at_least": 5}))
    assert isinstance(limit, Limit)

    assert told(replace(before, articles=articles, limits=(limit, *before.limits[1:]))) == [
        "新增申报条件“申报条件第六条 从事本职业（工种）年限”：规则 从事本职业（工种）年限，条款 申报条件第六条",
        "构成要求“构成要求第一项”的百分比：由“60”改为“65”",
    ]


def test_what_is_copied_into_letters_and_headings_is_bounded_and_on_one_line() -> None:
    before = award()
    wording = replace(before.certificate, text="{name}{title}{{unit}}", heading="荣誉\u200b证书")
    long = replace(before, name="甲" * 101, short_name="上海\n工匠", certificate=wording)

    assert list(bounds(before)) == []
    assert list(bounds(long)) == [
        (("name",), "有 101 个字符，最多 100 个"),
        (("short_name",), "只能写一行，不能换行"),
        (("certificate", "heading"), "有看不见的控制字符，请删去后重新输入"),
        (("certificate", "text"), "花括号只用来括住占位，不要连写两个"),
    ]
    assert next(iter(bounds(replace(before, checks=before.checks * 30)))) == (("checks",), "有 240 项，最多 200 项")
