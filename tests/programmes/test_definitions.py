"""The two definitions that come with the system say what their sources say."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from models.vocabulary import Ownership, Phase
from selection.rules.definition import parse
from selection.rules.programme import Programme
from selection.taxonomies import COLUMNS, load, rows

DEFINITIONS = sorted((Path(__file__).parents[2] / "selection" / "programmes" / "definitions").glob("*.toml"))


def read(path: Path) -> Programme:
    programme, faults = parse(path.read_text("utf-8"), load())
    assert programme is not None, [str(fault) for fault in faults]
    return programme


PROGRAMMES = {path.stem: read(path) for path in DEFINITIONS}
EACH = pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES.keys())


def test_there_are_two_and_each_is_named_as_its_file() -> None:
    assert {stem: programme.key for stem, programme in PROGRAMMES.items()} == {
        "shanghai-craftsman": "shanghai-craftsman",
        "skill-master": "skill-master",
    }


def test_a_yearly_hundred_of_shanghai_craftsman() -> None:
    programme = PROGRAMMES["shanghai-craftsman"]

    assert (programme.years_between, programme.places) == (1, 100)
    assert {channel.key: channel.uses_place for channel in programme.channels} == {
        "unit": True,
        "association": True,
        "self": False,
    }


def test_twenty_and_a_hundred_skill_masters_every_second_year() -> None:
    programme = PROGRAMMES["skill-master"]

    assert programme.years_between == 2
    assert [(title.key, title.places, title.falls_to) for title in programme.titles] == [
        ("outstanding", 20, "master"),
        ("master", 100, None),
    ]


@EACH
def test_the_way_is_walked_whole(programme: Programme) -> None:
    assert programme.phases == tuple(Phase)


@EACH
def test_only_ceilings_bind(programme: Programme) -> None:
    binding = [
        (each.group, each.scope, each.operator, each.percent, each.count) for each in programme.limits if each.binding
    ]

    assert binding == [
        ("unit_head", "award", "<=", Decimal(15), None),
        ("cadre", "award", "<=", Decimal(20), None),
        ("unit", "union", "<=", None, 2),
    ]


@EACH
def test_each_criterion_has_its_text_in_the_form_beside_it(programme: Programme) -> None:
    assert [criterion.key for criterion in programme.criteria] == ["expertise", "mastery", "leadership", "contribution"]
    assert [programme.field_named(criterion.key) is not None for criterion in programme.criteria] == [True] * 4


@EACH
def test_what_tells_who_somebody_is_stays_from_experts_and_secrets_are_encrypted(programme: Programme) -> None:
    identifying = {field.key for field in programme.fields() if field.identifying}
    private = {field.key for field in programme.fields() if field.private}

    assert identifying >= {
        "name",
        "id_number",
        "phone",
        "born_on",
        "gender",
        "union_card",
        "skill_certificate",
        "resume",
    }
    assert private == {"id_number", "phone", "punishment"}
    assert private <= identifying
    assert [kind.key for kind in programme.attachments if not kind.identifying] == ["merit_proof"]


@EACH
def test_kinds_of_unit_are_those_of_the_register(programme: Programme) -> None:
    field = programme.field_named("unit_nature")

    assert field is not None
    assert field.options == tuple((str(each), each.label) for each in Ownership)


@EACH
def test_nothing_shown_scolds_or_shouts(programme: Programme) -> None:
    shown = str(programme)

    assert re.findall(r"非法|失败|异常|抱歉|[!！]", shown) == []


@pytest.mark.parametrize("name", COLUMNS)
def test_a_list_has_codes_that_differ_labels_and_sources(name: str) -> None:
    code, label = COLUMNS[name]

    assert len({row[code] for row in rows(name)}) == len(rows(name)) == len(load()[name])
    assert [row for row in rows(name) if not (row[code] and row[label] and row["source"])] == []


def test_lists_are_as_long_as_published() -> None:
    assert {name: len(load()[name]) for name in ("ethnic_groups", "political_status", "skill_levels", "districts")} == {
        "ethnic_groups": 56,
        "political_status": 13,
        "skill_levels": 8,
        "districts": 16,
    }


def test_every_alias_leads_to_an_occupation() -> None:
    assert {row["code"] for row in rows("occupation_aliases")} - load()["occupations"].keys() == set()
