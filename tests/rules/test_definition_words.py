"""Every part of a definition has a Chinese name, and messages about a text are said with it."""

from collections.abc import Iterator
from typing import Any

from selection.programmes.offers import TAXONOMIES
from selection.rules.definition.schema import attributes, item_kind
from selection.rules.definition.words import (
    HIDDEN,
    KINDS,
    PARTS,
    SETTINGS,
    explained,
    label,
    name_of,
    rule_name,
    rule_sentence,
    settings_of,
)
from selection.rules.eligibility import RULES
from selection.rules.programme import KINDS as FIELD_KINDS
from selection.rules.programme import Article, CertificateWording, Field, Programme, Title
from selection.taxonomies import load


def kinds(kind: Any = Programme, seen: frozenset[Any] = frozenset()) -> Iterator[Any]:
    yield kind
    for annotation in attributes(kind).values():
        below = item_kind(annotation)
        if below is not None and below not in seen | {kind}:
            yield from kinds(below, seen | {kind})


def test_every_attribute_is_called_something_in_chinese() -> None:
    unnamed = {
        f"{kind.__name__}.{name}"
        for kind in kinds()
        for name in attributes(kind)
        if label(kind, name) == name and name not in HIDDEN
    }

    assert unnamed == set()


def test_every_kind_list_rule_and_setting_is_called_something_in_chinese() -> None:
    assert set(FIELD_KINDS) - set(KINDS) == set()
    assert set(load()) - set(TAXONOMIES) == set()
    assert [rule for rule in RULES if rule_name(rule).isascii()] == []
    assert {name for rule in RULES for name in settings_of(rule)} - set(SETTINGS) == set()
    assert {kind.__name__ for kind in kinds() if name_of(kind).isascii()} == set()


def test_every_part_of_the_programme_is_on_a_page_of_the_editor() -> None:
    shown = {name for part in PARTS for name in part.attributes}

    assert set(attributes(Programme)) - HIDDEN - shown == set()


def test_a_message_about_a_text_is_said_in_words() -> None:
    assert explained("缺少 name", Title) == "缺少名称"
    assert explained("at_least 501 大于 limit 500", Field) == "下限 501 大于上限 500"
    assert explained("规则 age 缺少设置 at_least", "settings") == "规则“年龄”缺少设置至少"
    assert explained("缺少 {serial}", CertificateWording) == "缺少 {serial}"


def test_an_article_tells_the_sentence_it_will_show_once_its_settings_are_right() -> None:
    years = {"rule": "years_in_trade", "article": "第一条"}

    assert rule_sentence({**years, "settings": {"at_least": 5}}) == "从事本工种满 5 年"
    assert rule_sentence(years) == ""
    assert rule_sentence({**years, "settings": {"at_least": "五"}}) == ""
    assert rule_sentence({"rule": "nothing"}) == ""
    assert label(Article, "rule") == "规则"
