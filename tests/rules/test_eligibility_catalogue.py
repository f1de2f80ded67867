"""Every rule of the catalogue explains itself in Chinese, cites its article, and is silent while it knows nothing."""

from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.rules.definition.words import rule_name
from selection.rules.eligibility import RULES, Facts, PastHonour, rule_for, verdicts
from selection.rules.programme import Article
from tests.world import programme

TODAY = date(2026, 11, 21)
SETTINGS: dict[str, dict[str, Any]] = {
    "age": {"at_least": 18, "men_below": 60, "women_below": 55},
    "years_in_trade": {"at_least": 5},
    "years_in_unit": {"at_least": 3},
    "skill_level_at_least": {"level": 4, "name": "高级工"},
    "prior_honour_absent": {"names": ("上海工匠",)},
    "prior_honour_needed": {"names": ("上海工匠",), "within_years": 3},
    "not_repeated_without_new_merit": {"names": ("上海市劳动模范",)},
    "no_second_grant": {"names": ("上海市首席技师",)},
    "not_both_in_one_cycle": {"programmes": ("skill-master",), "words": "技术能手"},
    "residence": {"allowed": ("shanghai",), "words": "具有本市户籍"},
    "excluded_posts": {"kinds": ("cadre",), "words": "县处级以上干部"},
    "contest_placing": {"levels": ("5",), "placing": 3},
    "channel_allowed": {"channels": ("unit",)},
    "team_size": {"at_least": 2, "at_most": 15},
    "matching_money": {"at_least": 5},
}
BROKEN: dict[str, dict[str, Any]] = {
    "union_member": {"is_union_member": False},
    "chinese_nationality": {"is_chinese": False},
    "frontline_post": {"is_frontline": False},
    "employed": {"is_employed": False},
    "age": {"born_on": date(1950, 1, 1), "is_male": True},
    "years_in_trade": {"trade_years": 4},
    "years_in_unit": {"unit_years": 2},
    "skill_level_at_least": {"skill_level": "3"},
    "prior_honour_absent": {"honours": (PastHonour("2019年上海工匠", 2019),)},
    "prior_honour_needed": {"id_number": "1", "honours": (PastHonour("上海工匠", 2020),)},
    "not_repeated_without_new_merit": {"has_new_merit": False, "honours": (PastHonour("上海市劳动模范", 2020),)},
    "no_second_grant": {"granted": (PastHonour("上海市首席技师", 2020),)},
    "not_both_in_one_cycle": {"elsewhere": frozenset({"skill-master"})},
    "discipline_record_clean": {"was_punished": True},
    "residence": {"household": "elsewhere"},
    "excluded_posts": {"post_kind": "cadre"},
    "contest_placing": {"contests": (("5", 4), ("6", 1))},
    "channel_allowed": {"channel": "radio"},
    "once_per_cycle": {"already_nominated": True},
    "team_size": {"team_size": 1},
    "matching_money": {"matching_money": 4},
    "women_only": {"is_male": True},
    "migrant_workers_only": {"is_migrant": False},
}
MENDED: dict[str, dict[str, Any]] = {
    "age": {"born_on": date(1990, 1, 1)},
    "prior_honour_absent": {"honours": ()},
    "prior_honour_needed": {"honours": (PastHonour("第五届上海工匠", 2024),)},
    "not_repeated_without_new_merit": {"has_new_merit": True},
    "no_second_grant": {"granted": ()},
    "not_both_in_one_cycle": {"elsewhere": frozenset()},
    "skill_level_at_least": {"skill_level": "4"},
    "residence": {"household": "shanghai"},
    "excluded_posts": {"post_kind": "other"},
    "contest_placing": {"contests": (("5", 3),)},
    "channel_allowed": {"channel": "unit"},
}


def ruled(name: str) -> Any:
    return rule_for(Article(name, "申报条件第九条", SETTINGS.get(name, {})))


def mended(name: str) -> dict[str, Any]:
    """The same facts put right: a flag turned round, a number raised to what is asked."""
    wrong = BROKEN[name]
    turned = {
        key: not value if isinstance(value, bool) else value + 1 for key, value in wrong.items() if name not in MENDED
    }
    return {**wrong, **MENDED.get(name, turned)}


def test_every_rule_is_tried_here() -> None:
    assert BROKEN.keys() == RULES.keys()
    wanting = {
        name for name, rule in RULES.items() if any(f.name != "article" and f.default is MISSING for f in fields(rule))
    }
    assert wanting == SETTINGS.keys()


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_says_why_cites_its_article_and_is_content_once_cured(name: str) -> None:
    rule = ruled(name)

    (problem,) = rule.problems(Facts(**BROKEN[name]), today=TODAY)

    assert problem.article == "申报条件第九条"
    assert problem.cure
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.message + rule.label)
    assert rule_name(name)
    assert rule.problems(Facts(**mended(name)), today=TODAY) == []


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_keeps_silent_while_it_knows_nothing(name: str) -> None:
    assert ruled(name).problems(Facts(), today=TODAY) == []
    assert set(RULES[name].needs) <= set(get_type_hints(Facts))


@given(st.sampled_from(["unit", "fast_track", None]))
def test_an_article_of_one_channel_is_asked_of_that_channel_alone(channel: str | None) -> None:
    craftsman = programme("shanghai-craftsman")
    asked = [each.article for each in craftsman.articles if channel in each.channels or not each.channels]

    found = verdicts(craftsman, Facts(channel=channel), today=TODAY)

    assert [each.article for each in found] == asked
    assert ("申报办法第三条" in asked) is (channel == "fast_track")


def test_money_granted_to_a_studio_counts_though_its_leader_is_another() -> None:
    rule = rule_for(Article("no_second_grant", "第四条", {"names": ("上海市技能大师工作室",)}))
    facts = Facts(id_number="1", granted=(PastHonour("上海市技能大师工作室", 2020),))

    assert len(rule.problems(facts, today=TODAY)) == 1
    assert rule.problems(replace(facts, granted=()), today=TODAY) == []
