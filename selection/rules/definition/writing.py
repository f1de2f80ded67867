"""A definition as TOML: one canonical text for each, so that the same definition is always the same bytes.

``write`` is for a sound programme, ``written`` for a definition that is still being worked on and may hold anything
TOML can. Comments do not survive a parse: the files that ship keep theirs as files; what is written here has none.

Layout, by depth alone: values first, then ``[table]`` and ``[[list of tables]]`` at the first level and lists of tables
that hold lists of tables (``[[sections.fields]]``) at the second; everything deeper stands on one line.
"""

import re
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from selection.rules.definition.schema import attributes, bare, is_deep, is_mapping, item_kind
from selection.rules.programme import Programme

Tree = dict[str, Any]
"""A definition as ``tomllib`` gives it: tables, lists, texts, whole numbers, decimals, yes or no."""

BARE = re.compile(r"[A-Za-z0-9_-]+")
SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
WIDTH = 110


def write(programme: Programme) -> str:
    """The canonical TOML of a programme. ``parse`` gives the same programme back."""
    return written(tree_of(programme))


def tree_of(value: Any) -> Any:
    """A programme, or part of it, as TOML holds it; what has its default is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        held = {each.name: getattr(value, each.name) for each in fields(value) if not _is_default(value, each)}
        return {name: tree_of(each) for name, each in held.items() if each is not None}
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, Mapping):
        return {str(key): tree_of(each) for key, each in value.items()}
    return [tree_of(each) for each in value] if isinstance(value, tuple) else value


def written(tree: Mapping[str, Any]) -> str:
    """Any TOML document in the layout of a definition; equal documents in the order of the schema give equal bytes."""
    return "\n".join(_document(tree)).strip("\n") + "\n"


def _is_default(value: Any, each: Any) -> bool:
    if each.default is not MISSING:
        return bool(getattr(value, each.name) == each.default)
    return each.default_factory is not MISSING and getattr(value, each.name) == each.default_factory()


def _document(tree: Mapping[str, Any]) -> Iterator[str]:
    tables = [(key, value) for key, value in _ordered(tree, Programme) if _is_table(value) or _is_tables(value)]
    standing = {key for key, _ in tables}
    yield from _values({key: value for key, value in tree.items() if key not in standing}, Programme)
    for key, value in tables:
        kind = _kind_of(Programme, key)
        for table in [value] if _is_table(value) else value:
            yield from ("", f"[{_key(key)}]" if _is_table(value) else f"[[{_key(key)}]]")
            yield from _table(_key(key), table, kind)


def _table(name: str, table: Mapping[str, Any], kind: Any) -> Iterator[str]:
    deep = {key: value for key, value in table.items() if _is_tables(value) and is_deep(_kind_of(kind, key))}
    yield from _values({key: value for key, value in table.items() if key not in deep}, kind)
    for key, value in _ordered(deep, kind):
        below = _kind_of(kind, key)
        for each in value:
            yield from ("", f"[[{name}.{_key(key)}]]")
            yield from _values(each, below)


def _values(table: Mapping[str, Any], kind: Any) -> Iterator[str]:
    for key, value in _ordered(table, kind):
        if isinstance(value, str) and "\n" in value:
            yield f'{_key(key)} = """\n{_block(value)}"""'
        elif isinstance(value, list):
            yield f"{_key(key)} = {_list(value, _kind_of(kind, key))}"
        else:
            yield f"{_key(key)} = {_inline(value, _kind_of(kind, key))}"


def _list(items: Sequence[Any], kind: Any) -> str:
    on_one_line = _inline(items, kind)
    if not items or (len(on_one_line) <= WIDTH and not _is_tables(items)):
        return on_one_line
    return "[\n" + "".join(f"  {_inline(each, kind)},\n" for each in items) + "]"


def _inline(value: Any, kind: Any = None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_sign(each) for each in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each, kind) for each in value) + "]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {_inline(each, _kind_of(kind, key))}" for key, each in _ordered(value, kind))
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if isinstance(value, Decimal | float):
        return _number(Decimal(value))
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _number(value: Decimal) -> str:
    """A decimal that TOML reads as one: never without its point."""
    if not value.is_finite():
        return "nan" if value.is_nan() else "inf" if value > 0 else "-inf"
    sign, digits, exponent = value.as_tuple()
    if isinstance(exponent, int) and -20 <= exponent <= 0:
        shown = f"{value:f}"
        return shown if "." in shown else f"{shown}.0"
    return f"{'-' if sign else ''}{''.join(map(str, digits))}e{exponent}"


def _block(text: str) -> str:
    """The inside of a text of several lines."""
    return "".join(each if each == "\n" else _sign(each) for each in text)


def _sign(each: str) -> str:
    if each in SHORT:
        return SHORT[each]
    return f"\\u{ord(each):04x}" if ord(each) < 32 or ord(each) == 127 else each


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _inline(key)


def _ordered(table: Mapping[str, Any], kind: Any) -> list[tuple[str, Any]]:
    """What the schema knows in its order, then the rest by name: equal tables are written alike."""
    known = [str(each) for each in kind] if _is_words(kind) else list(attributes(kind))
    first = [(key, table[key]) for key in known if key in table]
    return first + sorted((key, value) for key, value in table.items() if key not in known)


def _kind_of(kind: Any, key: str) -> Any:
    """The dataclass that stands under this key, alone or in a list, or the words that are keys of a table there.

    None where the schema knows neither.
    """
    annotation = attributes(kind).get(key)
    if annotation is None:
        return None
    return typing.get_args(bare(annotation))[0] if is_mapping(annotation) else item_kind(annotation)


def _is_words(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _is_table(value: Any) -> typing.TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
