"""Conflicts: every reason on its own, and together."""

from dataclasses import replace

import pytest

from selection.rules.conflicts import DossierFacts, ExpertFacts, conflicts, may_judge, unassignable

SHEN = ExpertFacts(1, "沈若兰", "沈若兰", unit_id=10, former_unit_ids=frozenset({11}), unit_group_id=100)
ZHOU = DossierFacts(7, "周启明", "周启明", unit_id=20, former_unit_ids=frozenset({21}), unit_group_id=200)


def keys(*names):
    return frozenset(names)


def test_strangers_have_no_conflict():
    assert conflicts(SHEN, ZHOU) == []


@pytest.mark.parametrize(
    ("dossier", "expert", "reason"),
    [
        ({"name_key": "沈若兰"}, {}, "与被推荐人周启明同名，可能为本人。"),
        ({}, {"declared": frozenset({7})}, "专家已申明与周启明有利害关系。"),
        ({"unit_id": 10}, {}, "专家与周启明在同一单位。"),
        ({"unit_id": 11}, {}, "专家曾在周启明的单位工作。"),
        ({"former_unit_ids": frozenset({10})}, {}, "周启明曾在专家的单位工作。"),
        ({"unit_group_id": 100}, {}, "专家的单位与周启明的单位同属一个集团。"),
        ({"kin_keys": frozenset({"沈若兰"})}, {}, "材料中周启明的师徒或团队成员有与专家同名的人。"),
        ({"unit_keys": keys("江南厂")}, {"unit_keys": keys("江南厂")}, "专家与周启明在同一单位。"),
        ({"unit_keys": keys("江南厂")}, {"former_unit_keys": keys("江南厂")}, "专家曾在周启明的单位工作。"),
        ({"former_unit_keys": keys("江南厂")}, {"unit_keys": keys("江南厂")}, "周启明曾在专家的单位工作。"),
        ({}, {"kin_keys": keys("周启明")}, "专家登记的亲属里有与周启明同名的人。"),
        ({}, {"circle_keys": keys("周启明")}, "专家登记的师徒里有与周启明同名的人。"),
        ({"studio_keys": keys("焊花")}, {"studio_keys": keys("焊花")}, "专家与周启明在同一个工作室。"),
        ({"patent_keys": keys("ZL1")}, {"patent_keys": keys("ZL1")}, "专家与周启明是同一项专利的发明人。"),
    ],
)
def test_each_tie_is_a_reason_of_its_own(dossier, expert, reason):
    assert conflicts(replace(SHEN, **expert), replace(ZHOU, **dossier)) == [reason]


def test_all_ties_are_told_at_once_and_one_unit_is_not_told_again_as_one_group():
    expert = replace(SHEN, declared=frozenset({7}))
    dossier = replace(ZHOU, unit_id=10, unit_group_id=100)

    assert conflicts(expert, dossier) == ["专家已申明与周启明有利害关系。", "专家与周启明在同一单位。"]


def test_an_expert_without_unit_or_group_is_not_matched_with_another_without():
    alone = ExpertFacts(2, "陆文珊", "陆文珊")

    assert conflicts(alone, replace(ZHOU, unit_group_id=None)) == []


def test_trades_count_only_where_they_are_kept_apart():
    welder, dossier = replace(SHEN, trades=frozenset({"焊接"})), replace(ZHOU, trade="机械")

    assert may_judge(welder, dossier, by_trade=False) is True
    assert may_judge(welder, dossier, by_trade=True) is False
    assert may_judge(SHEN, dossier, by_trade=True) is True


def test_a_dossier_with_too_few_experts_says_how_many_are_missing_and_why():
    experts = [SHEN, replace(SHEN, id=2, unit_id=20), replace(SHEN, id=3, trades=frozenset({"焊接"}))]

    assert unassignable(replace(ZHOU, trade="机械"), experts, per_dossier=3, by_trade=True) == (
        "周启明须有 3 名专家，可评的只有 1 名（回避 1 人，专业不符 1 人），还差 2 名。"
    )
