"""Random definitions: anything the dataclasses can hold, whether or not it makes sense as an award."""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from selection.rules.definition.shape import LARGEST

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text('"\\\n\r\t甲乙 #[]{}=', max_size=12)
settings_values = st.integers(0, LARGEST) | st.booleans() | texts | st.lists(texts, max_size=3).map(tuple)
values: Mapping[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(0, LARGEST),
    bool: st.booleans(),
    Decimal: st.decimals(0, LARGEST, places=4),
    Fraction: st.builds(Fraction, st.integers(0, 9999), st.integers(1, 9999)),
    Any: settings_values,
}


def of(kind: Any, depth: int = 4) -> st.SearchStrategy[Any]:
    """Values of an annotation of the programme's dataclasses."""
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        made: Any = kind
        return st.builds(made, **{each.name: of(hints[each.name], depth - 1) for each in fields(kind)})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return st.none() | of(arguments[0], depth) if depth > 0 else st.none()
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(of(arguments[0], depth), max_size=2).map(tuple) if depth > 0 else st.just(())
    if origin is tuple:
        return st.tuples(*(of(each, depth) for each in arguments))
    if origin is not None:
        return st.dictionaries(of(arguments[0]), of(arguments[1]), max_size=2)
    return st.sampled_from(list(kind)) if issubclass(kind, Enum) else values[kind]


keys = st.text("abc_-", min_size=1, max_size=4) | texts
plain = (
    st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.decimals(allow_nan=False)
    | texts
    | st.dates()
    | st.times()
    | st.datetimes()
)
trees = st.dictionaries(
    keys,
    st.recursive(
        plain, lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3), max_leaves=8
    ),
    max_size=4,
)
"""Any TOML document."""
