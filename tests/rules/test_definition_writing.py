"""The one TOML text of a definition: it says the same, and saying it again gives the same bytes."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from selection.rules.definition import canonical, parse, thaw
from selection.rules.definition.shape import Reader
from selection.rules.definition.writing import write, written
from selection.rules.programme import Programme
from selection.taxonomies import load
from tests.rules import definitions

SHIPPED = sorted((Path(__file__).parents[2] / "selection" / "programmes" / "definitions").glob("*.toml"))

CRAFTSMAN = next(path for path in SHIPPED if path.stem == "shanghai-craftsman")


def read(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_is_written_and_read_again_as_the_same_award(path: Path) -> None:
    programme, _ = parse(path.read_text("utf-8"), load())
    assert programme is not None

    text = write(programme)
    again, faults = parse(text, load())

    assert (again, faults) == (programme, [])
    assert write(again or programme) == text
    assert written(read(text)) == text


@settings(max_examples=60, deadline=None)
@given(definitions.of(Programme))
def test_every_definition_is_read_again_as_it_was_written(programme: Programme) -> None:
    text = write(programme)
    reader = Reader()

    again = reader.read(Programme, read(text))

    assert reader.faults == []
    assert again == programme
    assert write(again) == text


@settings(max_examples=150, deadline=None)
@given(definitions.trees)
def test_whatever_toml_can_say_is_written_without_loss_and_the_second_time_alike(tree: dict[str, Any]) -> None:
    text = written(tree)

    assert read(text) == tree
    assert written(read(text)) == text


def test_what_a_cycle_has_frozen_is_written_as_the_same_bytes() -> None:
    programme, _ = parse(CRAFTSMAN.read_text("utf-8"), load())
    assert programme is not None

    assert write(thaw(canonical(programme))) == write(programme)


def test_a_text_of_several_lines_stands_on_several_lines() -> None:
    assert written({"basis": '第一条 "甲"\n第二条 \\'}) == 'basis = """\n第一条 \\"甲\\"\n第二条 \\\\"""\n'


def test_a_decimal_keeps_its_point_and_a_whole_one_loses_it() -> None:
    programme, _ = parse(CRAFTSMAN.read_text("utf-8"), load())
    assert programme is not None

    text = write(programme)

    assert "\nstep = 0.5\n" in text
    assert "\npoints = 25\n" in text
