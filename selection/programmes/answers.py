"""Between the plain tree of a definition and what a page shows or was sent, one control at a time."""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from selection.programmes.controls import Control
from selection.programmes.places import Place, page_of
from selection.rules.answers import FieldProblem
from selection.rules.definition.bounds import MOST_ITEMS
from selection.rules.definition.findings import Finding
from selection.rules.definition.lines import Path
from selection.rules.definition.schema import at, attributes, bare, default, is_mapping, is_required, kind_at
from selection.rules.definition.words import explained
from selection.rules.values import clean

Tree = dict[str, Any]
LONGEST = 20_000
"""Characters of one answer that are looked at; what is longer than a definition allows is kept and marked."""


def shown(control: Control, node: Any) -> Any:
    """What stands in the tree, as the page draws it."""
    held = at(node, control.path)
    if control.shape == "one":
        return _cell(control.default if held is None else held)
    if held is None and control.default:
        held = list(control.default)
    listed = held if isinstance(held, list) else []
    if control.shape == "lines":
        return "\n".join(_cell(each) for each in listed)
    if control.shape == "several":
        return [_cell(each) for each in listed]
    if control.shape == "order":
        return [{"value": _cell(each)} for each in listed]
    if control.shape == "pairs":
        pairs = [each for each in listed if isinstance(each, list) and len(each) == 2]
        return [{"code": _cell(code), "label": _cell(word)} for code, word in pairs]
    rows = [each for each in listed if isinstance(each, Mapping)]
    return [
        {column.key: _preset(control.annotation, column.key, row) for column in control.field.columns} for row in rows
    ]


def _preset(kind: Any, name: str, row: Mapping[str, Any]) -> str:
    held = row.get(name)
    return _cell(default(kind, name) if held is None else held)


def _cell(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else str(value)
    return str(value)


def stored(control: Control, typed: Any) -> Any:
    """What the tree is to hold for what was typed; None for nothing. What cannot be read is kept as it was typed."""
    if control.shape == "one":
        value = _read(control.annotation, _text(typed, is_long=control.field.kind == "long_text"))
        return None if _is_same(value, _plain(control.default)) else value
    if control.shape == "lines":
        listed = [line.strip() for line in _text(typed, is_long=True).split("\n")]
        return _listed(control, [each for each in listed if each])
    rows = [each for each in typed if isinstance(each, str | Mapping)] if isinstance(typed, list) else []
    rows = rows[: MOST_ITEMS + 1]
    if control.shape == "several":
        known = [code for code, _ in control.field.options]
        chosen = [_text(each) for each in rows if isinstance(each, str)]
        ordered = [each for each in known if each in chosen] + [each for each in chosen if each and each not in known]
        return _listed(control, list(dict.fromkeys(ordered)))
    tables = [{key: _text(row.get(key)) for key in row} for row in rows if isinstance(row, Mapping)]
    filled = [row for row in tables if any(row.values())]
    if control.shape == "order":
        return _listed(control, [row.get("value", "") for row in filled])
    if control.shape == "pairs":
        codes = [row.get("code", "") for row in filled]
        return _listed(
            control,
            [[codes[place] or free("option", codes), row.get("label", "")] for place, row in _numbered(codes, filled)],
        )
    return _listed(control, list(_rows(control, filled)))


def _is_same(value: Any, other: Any) -> bool:
    """Equal, and not as 1 equals true."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _numbered(codes: list[str], rows: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Rows one by one, each with a code by the time the next is looked at."""
    for place, row in enumerate(rows):
        codes[place] = codes[place] or free("option", codes)
        yield place, row


def _rows(control: Control, rows: Sequence[Mapping[str, str]]) -> Iterator[Tree]:
    kind = control.annotation
    keys = [row.get("key", "") for row in rows]
    for place, row in enumerate(rows):
        kept = {name: _read(bare(each), row.get(name, "")) for name, each in attributes(kind).items()}
        if "key" in kept and not kept["key"]:
            kept["key"] = keys[place] = free(kind.__name__.lower(), keys)
        yield {
            name: value
            for name, value in kept.items()
            if value is not None and (is_required(kind, name) or value != _plain(default(kind, name)))
        }


def _listed(control: Control, value: list[Any]) -> list[Any] | None:
    if value and control.default is not None and value == _plain(control.default):
        return None
    return value or ([] if control.field.required else None)


def free(stem: str, taken: Sequence[str]) -> str:
    """A key that is not taken yet: ``field_7``."""
    return next(key for key in (f"{stem}_{number}" for number in range(1, len(taken) + 2)) if key not in taken)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _text(typed: Any, *, is_long: bool = False) -> str:
    if not isinstance(typed, str):
        return ""
    text = clean(typed[:LONGEST].encode(errors="ignore").decode())
    return text if is_long else " ".join(text.split())


def _read(annotation: Any, text: str) -> Any:
    """A text as the schema wants it, or as it is."""
    if not text:
        return None
    if annotation is bool:
        return {"true": True, "false": False}.get(text, text)
    if annotation is int:
        return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else text
    if annotation is Decimal:
        return _decimal(text)
    return text


def _decimal(text: str) -> Decimal | int | str:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number.normalize()


def put(tree: Tree, path: Path, value: Any) -> Tree:
    """A copy of the tree with this value at this path; None takes away, and tables left empty on the way go as well."""
    changed = copy.deepcopy(tree)
    _put(changed, path, value)
    return changed


def _put(node: Any, path: Path, value: Any) -> None:
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        if isinstance(node, list) and head < len(node) and rest:
            _put(node[head], rest, value)
        return
    if not isinstance(node, dict):
        return
    if not rest:
        node.pop(head, None) if value is None else node.__setitem__(head, value)
        return
    if not isinstance(node.get(head), dict if isinstance(rest[0], str) else list):
        node[head] = {} if isinstance(rest[0], str) else []
    _put(node[head], rest, value)
    if node[head] == {}:
        del node[head]


def problems(where: Place, asked: Sequence[Control], found: Sequence[Finding]) -> list[FieldProblem]:
    """The findings that belong to a page, each beside its control; those of no control go to the top of the page.

    What is wrong with an item that has a page of its own is told there.
    """
    return [_problem(where, asked, path, message) for path, message in found if page_of(path).address == where.address]


def _problem(where: Place, asked: Sequence[Control], path: Path, message: str) -> FieldProblem:
    own = path[len(where.path) :]
    told = explained(message, _owner(path))
    # The nearest control: the one whose path lies on the way to the fault, or else just below it.
    matching = [each for each in asked if own[: len(each.path)] == each.path]
    below = [each for each in asked if own and each.path[: len(own)] == own]
    control = max(matching, key=lambda each: len(each.path), default=below[0] if below else None)
    if control is None:
        return FieldProblem("", "", where.address, None, told)
    inside = own[len(control.path) :]
    row = inside[0] + 1 if inside and isinstance(inside[0], int) and control.field.kind == "table" else None
    columns = [column.key for column in control.field.columns]
    last = str(inside[1]) if row and len(inside) > 1 and str(inside[1]) in columns else ""
    column = last or (columns[0] if row else "")
    is_missing = message.startswith("缺少")
    return FieldProblem(control.key, control.field.label, where.address, row, told, column, is_missing)


def _owner(path: Path) -> Any:
    """Whose attributes a finding at this path speaks of: a dataclass, or the settings of a rule."""
    if "settings" in path:
        return "settings"
    owner = kind_at(path[:-1]) if path and isinstance(path[-1], str) else kind_at(path)
    return None if owner is None or is_mapping(owner) else bare(owner)
