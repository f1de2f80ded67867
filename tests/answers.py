"""A form filled in completely and fit to be submitted, whatever fields the definition has."""

from typing import Any

from selection.rules.answers import options_of
from selection.rules.programme import Field, Programme
from selection.taxonomies import load

SETTLED: dict[str, Any] = {
    "name": "郁青禾",
    "gender": "female",
    "nationality": "chinese",
    "born_on": "1983-04",
    "union_member": True,
    "frontline": True,
    "employed": True,
    "punished": False,
    "started_on": "2005-07",
    "trade_years": 19,
    "skill_level": "6",
}
"""Answers that eligibility and consistency look at."""


def complete(programme: Programme) -> dict[str, Any]:
    """Every field answered, private ones left out (the caller invents those)."""
    return {field.key: SETTLED.get(field.key, _value(field)) for field in programme.fields() if not field.private}


def _value(field: Field) -> Any:
    if field.kind == "table":
        return [{column.key: _value(column) for column in field.columns}]
    if field.kind in ("choice", "choices"):
        first = next(iter(options_of(field, load())))
        return [first] if field.kind == "choices" else first
    if field.kind in ("text", "long_text"):
        wanted = max(field.at_least or 0, min(field.limit or 8, 8))
        return ("精益求精带好徒弟" * (wanted // 8 + 1))[:wanted]
    plain: dict[str, Any] = {"number": field.at_least or 1, "date": "2020-03-05", "month": "2020-03", "flag": True}
    return plain.get(field.kind)
