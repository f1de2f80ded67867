"""The schema of a definition, asked of the dataclasses of ``selection.rules.programme`` themselves.

Whatever writes, edits, compares or bounds definitions goes by these questions, so that an attribute added there is at
once written, edited, compared and bounded.
"""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from selection.rules.definition.lines import Path
from selection.rules.programme import Programme


def attributes(kind: Any) -> Mapping[str, Any]:
    """The attributes of a dataclass with their annotations, in order; nothing for anything else."""
    return _attributes(kind)


@cache
def _attributes(kind: Any) -> Mapping[str, Any]:
    if not is_dataclass(kind):
        return {}
    hints = typing.get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def is_required(kind: Any, name: str) -> bool:
    """Whether a definition must say it: there is no default, and it may not be left out."""
    each = next(each for each in fields(kind) if each.name == name)
    return each.default is MISSING and each.default_factory is MISSING and not is_optional(attributes(kind)[name])


def default(kind: Any, name: str) -> Any:
    """What holds where nothing is said; None where something must be."""
    each = next(each for each in fields(kind) if each.name == name)
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default if each.default is not MISSING else None


def is_optional(annotation: Any) -> bool:
    """Whether it may be None."""
    return typing.get_origin(annotation) in (types.UnionType, typing.Union)


def bare(annotation: Any) -> Any:
    """The annotation without ``| None``."""
    return typing.get_args(annotation)[0] if is_optional(annotation) else annotation


def is_list(annotation: Any) -> bool:
    """Whether it is a list of any length."""
    annotation = bare(annotation)
    return typing.get_origin(annotation) is tuple and typing.get_args(annotation)[-1] is Ellipsis


def is_mapping(annotation: Any) -> bool:
    """Whether it is a table with keys of its own."""
    origin = typing.get_origin(bare(annotation))
    return isinstance(origin, type) and issubclass(origin, Mapping)


def item(annotation: Any) -> Any:
    """What a list holds; the annotation itself for anything else."""
    return typing.get_args(bare(annotation))[0] if is_list(annotation) else bare(annotation)


def item_kind(annotation: Any) -> Any:
    """The dataclass behind an annotation, alone or in a list; None where there is none."""
    found = item(annotation)
    return found if is_dataclass(found) else None


def is_flat(kind: Any) -> bool:
    """Whether a dataclass holds nothing but single values: one line of a table says all of it."""
    return all(
        not is_list(each) and not is_mapping(each) and item_kind(each) is None for each in attributes(kind).values()
    )


def is_deep(kind: Any) -> bool:
    """Whether a dataclass holds lists of dataclasses or single ones."""
    return any(item_kind(each) is not None for each in attributes(kind).values())


def kind_at(path: Path, kind: Any = Programme) -> Any:
    """The annotation at this path; None where the schema knows none."""
    for part in path:
        if isinstance(part, int):
            if not is_list(kind):
                return None
            kind = item(kind)
        else:
            if is_mapping(kind):
                kind = typing.get_args(bare(kind))[1]
                continue
            kind = attributes(bare(kind)).get(part)
        if kind is None:
            return None
    return kind


def at(tree: Any, path: Path) -> Any:
    """What a plain tree holds at this path; None where it holds nothing."""
    for part in path:
        if isinstance(part, int):
            tree = tree[part] if isinstance(tree, Sequence) and not isinstance(tree, str) and part < len(tree) else None
        else:
            tree = tree.get(part) if isinstance(tree, Mapping) else None
        if tree is None:
            return None
    return tree


def tables(tree: Any, name: str) -> list[Mapping[str, Any]]:
    """The tables listed under a name in a table that may hold anything."""
    found = tree.get(name) if isinstance(tree, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a plain tree with its path, containers before what they hold."""
    yield path, value
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from walk(each, (*path, str(key)))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from walk(each, (*path, place))
