"""Small questions the checks of a definition share. A finding is (path, message)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from selection.rules.definition.lines import Path
from selection.rules.programme import Field
from selection.rules.values import Taxonomies

Finding = tuple[Path, str]

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
COUNTED_KINDS = ("text", "long_text", "number", "table", "choices", "file")


def keyed(items: Sequence[Any], path: Path, seen: dict[str, Path] | None = None) -> Iterator[Finding]:
    """Keys well formed and unique (also across lists that share ``seen``), names not empty."""
    seen = {} if seen is None else seen
    for place, item in enumerate(items):
        here = (*path, place)
        if not KEY.fullmatch(item.key):
            yield (*here, "key"), "key 只能用小写字母、数字和下划线，以字母开头，最多 40 个字符"
        elif item.key in seen:
            yield (*here, "key"), f"key {item.key} 用了两次"
        seen.setdefault(item.key, here)
        name = "label" if isinstance(item, Field) else "name"
        if not getattr(item, name).strip():
            yield (*here, name), f"{name} 不能是空的"


def filled(item: Any, names: Iterable[str], path: Path) -> Iterator[Finding]:
    """Texts that must not be empty."""
    for name in names:
        if not getattr(item, name).strip():
            yield (*path, name), f"{name} 不能是空的"


def values_of(field: Field, taxonomies: Taxonomies) -> frozenset[str]:
    """What an answer to this field may be compared with; nothing for kinds that are not chosen from a list."""
    if field.kind == "flag":
        return frozenset({"true", "false"})
    if field.kind not in ("choice", "choices"):
        return frozenset()
    return frozenset(taxonomies.get(field.taxonomy, {})) | frozenset(code for code, _ in field.options)


def comparable(
    field: Field | None, key: str, one_of: Sequence[str], path: Path, taxonomies: Taxonomies
) -> Iterator[Finding]:
    """Whether ``field`` (named ``key``) can hold every one of these values."""
    if field is None:
        yield (*path, "field"), f"表单里没有 {key} 这一项"
        return
    values = values_of(field, taxonomies)
    if not values:
        yield (*path, "field"), f"{key} 不是单选、多选或是否项，不能拿来比较"
        return
    if not one_of:
        yield (*path, "one_of"), "one_of 至少写一个值"
    for value in one_of:
        if value not in values:
            yield (*path, "one_of"), f"{key} 没有 {value} 这个选项"
