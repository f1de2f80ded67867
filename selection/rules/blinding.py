"""A dossier as experts read it (隐名材料): without whatever says who the person is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selection.rules.programme import Field, Programme
from selection.rules.sealing import NOTHING, is_private, shown
from selection.rules.values import Taxonomies

WITHHELD = "某某"
PERSONAL = frozenset({"id_card", "photo"})
"""Attachments no expert needs, blind or not."""


@dataclass(frozen=True)
class Table:
    """A repeating table with its identifying columns left out."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Blinded:
    """What is left to read. ``files`` are evidence ids with a neutral name."""

    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str, str], ...]  # key, label, text
    tables: tuple[Table, ...]
    files: tuple[tuple[int, str], ...]


def blinded(
    programme: Programme, content: Mapping[str, Any], *, withheld: Sequence[str], taxonomies: Taxonomies
) -> Blinded:
    """The dossier without private answers; where the award is judged blind, without identifying ones, either.

    The names in ``withheld`` are then struck out of every text.
    """
    is_blind = programme.scoring.blind
    withheld = withheld if is_blind else ()
    answers = content.get("answers", {})
    facts, texts, tables = [], [], []
    for field in _open(programme.fields(), is_blind=is_blind):
        value = answers.get(field.key)
        if field.kind == "table":
            tables.append(_table(field, value or [], withheld, taxonomies, is_blind=is_blind))
            continue
        text = _struck(shown(field, value, taxonomies), withheld)
        if field.kind == "long_text":
            texts.append((field.key, field.label, text))
        elif text != NOTHING:
            facts.append((field.label, text))
    filled = tuple(table for table in tables if table.rows)
    return Blinded(tuple(facts), tuple(texts), filled, tuple(_files(programme, content)))


def _open(fields: Iterable[Field], *, is_blind: bool) -> Iterator[Field]:
    return (field for field in fields if not (is_blind and field.identifying) and not is_private(field))


def _table(
    field: Field,
    rows: Sequence[Mapping[str, Any]],
    withheld: Sequence[str],
    taxonomies: Taxonomies,
    *,
    is_blind: bool,
) -> Table:
    columns = tuple(_open(field.columns, is_blind=is_blind))
    cells = tuple(
        tuple(_struck(shown(column, row.get(column.key), taxonomies), withheld) for column in columns) for row in rows
    )
    return Table(field.label, tuple(column.label for column in columns), cells if columns else ())


def _files(programme: Programme, content: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Evidence that says nothing of the person, called by its kind and a number; never his papers or face."""
    names = {
        each.key: each.name
        for each in programme.uploads()
        if each.key not in PERSONAL and not (each.identifying and programme.scoring.blind)
    }
    counted: dict[str, int] = {}
    for file in content.get("evidence", ()):
        kind = file["attachment"]
        if kind in names:
            counted[kind] = counted.get(kind, 0) + 1
            yield file["id"], f"{names[kind]}（第 {counted[kind]} 份）"


def _struck(text: str, withheld: Sequence[str]) -> str:
    for name in sorted(withheld, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, WITHHELD)
    return text
