"""One answer, from what was typed to what is stored, kind by kind.

Stored: text, long_text, person_name, id_number, phone - str; number - int; date - ``2026-03-05``; month - ``2026-03``;
person - ``name number``; organisation - ``name code``; file - nothing, see ``Programme.uploads``;
choice - the code; choices - codes in the order of the list; flag - bool; table - a list of rows, each a dict by column;
nothing typed - None. What cannot be read is kept as it was typed, so a draft loses nothing, and comes with remarks.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from selection.rules.kinds import (
    OTHER,
    READERS,
    Asked,
    Read,
    Remark,
    Taxonomies,
    characters,
    choices,
    clean,
    custom_text,
    options_of,
)
from selection.rules.programme import Field

__all__ = ["OTHER", "Read", "Remark", "Taxonomies", "characters", "clean", "custom_text", "normalise", "options_of"]

MOST_ROWS = 200
"""Rows kept of a table that sets no limit of its own; nobody fills more by hand."""


def normalise(field: Field, raw: Any, *, taxonomies: Taxonomies, today: date) -> Read:
    """The value to store for what was typed into this field, and every remark on its shape and limits.

    Normalising twice gives the same as once. An empty field gives None and no remark: whether it must be filled is
    ``selection.rules.answers``' to say.
    """
    asked = Asked(field, taxonomies, today)
    if field.kind == "table":
        return _table(asked, raw)
    if field.kind == "choices":
        return choices(asked, raw)
    if raw is None or field.kind == "file":
        return None, ()
    if isinstance(raw, bool | int) and field.kind in ("flag", "number"):
        raw = str(raw)
    if not isinstance(raw, str):
        return None, (Remark("填写的内容读不出来，请重新填写"),)
    return READERS[field.kind](asked, raw)


def _table(asked: Asked, raw: Any) -> Read:
    if raw is None or raw == "":
        return None, ()
    if not isinstance(raw, list | tuple) or not all(isinstance(each, Mapping) for each in raw):
        return None, (Remark("填写的内容读不出来，请重新填写"),)
    field = asked.field
    read = [_row(asked, each) for each in raw[: MOST_ROWS + 1]]
    filled = [(row, remarks) for row, remarks in read if _holds_something(row) or remarks]
    remarks = [
        Remark(remark.message, place, remark.column, remark.is_missing)
        for place, (_, found) in enumerate(filled, 1)
        for remark in found
    ]
    most = MOST_ROWS if field.limit is None else field.limit
    if len(filled) > most:
        remarks.insert(0, Remark(f"填了 {len(filled)} 行，最多 {most} 行。请留下最重要的"))
    elif field.at_least is not None and 0 < len(filled) < field.at_least:
        remarks.insert(0, Remark(f"填了 {len(filled)} 行，至少填 {field.at_least} 行"))
    return [row for row, _ in filled if _holds_something(row)] or None, tuple(remarks)


def _holds_something(row: Mapping[str, Any]) -> bool:
    return any(value is not None for value in row.values())


def _row(asked: Asked, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Remark]]:
    field = asked.field
    cells = {
        column.key: normalise(column, raw.get(column.key), taxonomies=asked.taxonomies, today=asked.today)
        for column in field.columns
    }
    row = {key: value for key, (value, _) in cells.items()}
    if not _holds_something(row) and not any(found for _, found in cells.values()):
        return row, []
    remarks = []
    for column in field.columns:
        value, found = cells[column.key]
        remarks += [Remark(f"“{column.label}”{_joined(each.message)}", column=column.key) for each in found]
        if column.required and value is None and not found:
            remarks.append(Remark(f"“{column.label}”没有填，请补上", column=column.key, is_missing=True))
    return row, remarks


def _joined(message: str) -> str:
    """A remark behind the name of its column."""
    return message if message.startswith(("已写", "填了", "选了", "早于", "晚于")) else f"：{message}"
