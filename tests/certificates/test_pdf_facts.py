import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from selection.certificates.designs import design_for, designs
from selection.certificates.facts import CertificateFacts, date_in_characters
from tests.certificates.samples import SKILLED

texts = some.text(some.characters(codec="utf-8"))


@given(name=texts, text=some.lists(texts).map(tuple), unit=texts)
def test_facts_survive_being_stored(name: str, text: tuple[str, ...], unit: str) -> None:
    facts = replace(SKILLED, name=name, text=text, unit=unit)

    assert CertificateFacts.from_json(facts.to_json()) == facts


def test_the_stored_form_is_canonical() -> None:
    stored = SKILLED.to_json()

    assert stored == json.dumps(json.loads(stored), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "周启明" in stored


@pytest.mark.parametrize(
    "stored",
    [
        "[]",
        "{}",
        SKILLED.to_json().replace('"周启明"', "7"),
        SKILLED.to_json().replace('"name"', '"nickname"'),
        SKILLED.to_json().replace('["', '["x",["').replace('"]', '"]]'),
    ],
)
def test_anything_else_is_no_certificate(stored: str) -> None:
    with pytest.raises(ValueError, match="certificate"):
        CertificateFacts.from_json(stored)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 21), "二〇二六年十一月二十一日"),
        (date(2027, 4, 20), "二〇二七年四月二十日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2024, 2, 29), "二〇二四年二月二十九日"),
        (date(2019, 1, 31), "二〇一九年一月三十一日"),
    ],
)
def test_dates_are_written_in_characters(day: date, written: str) -> None:
    assert date_in_characters(day) == written


def test_every_honour_has_a_design() -> None:
    titles = ("上海市杰出技术能手", "上海市技术能手", "上海工匠", "区级工匠")

    assert [design_for(title) for title in titles] == ["outstanding", "skilled", "craftsman", "skilled"]
    assert set(map(design_for, titles)) == set(designs())
