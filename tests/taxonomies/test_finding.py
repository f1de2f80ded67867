"""Finding an entry by Chinese, pinyin and initials; versions of a list."""

from datetime import date

import pytest

from selection.taxonomies import COLUMNS, in_force, load, rows, versions
from selection.taxonomies.finding import find


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("焊工", "焊工"),
        ("hangong", "焊工"),
        ("HG", "焊工"),
        ("6-18-02-04", "焊工"),
        ("ｈａｎ ｇｏｎｇ", "焊工"),
        ("电焊工", "焊工"),
        ("dianhangong", "焊工"),
        ("无人机", "无人机驾驶员"),
        ("wrjjsy", "无人机驾驶员"),
    ],
)
def test_an_occupation_is_found_however_it_is_typed(typed: str, first: str) -> None:
    assert find("occupations", typed)[0].label == first


def test_nothing_typed_gives_the_list_and_nonsense_gives_nothing() -> None:
    assert [each.code for each in find("ethnic_groups", " ")] == list(load()["ethnic_groups"])
    assert find("ethnic_groups", "zzzz") == []


def test_every_list_has_a_version_with_a_source_and_every_version_its_rows() -> None:
    assert {each.taxonomy for each in versions()} == set(COLUMNS)
    for each in versions():
        assert each.source
        assert rows(each.taxonomy, each.version)
        assert len(load({each.taxonomy: each.version})[each.taxonomy]) == len(rows(each.taxonomy, each.version))


def test_a_day_has_the_versions_of_its_time() -> None:
    before, after = in_force(date(2021, 6, 1)), in_force(date(2026, 6, 1))

    assert (before["skill_levels"], after["skill_levels"]) == ("2018", "2022")
    assert len(load(before)["skill_levels"]) == 5
    assert load(after)["skill_levels"]["8"] == "首席技师"
    assert load(before)["occupations"] == load()["occupations"]
