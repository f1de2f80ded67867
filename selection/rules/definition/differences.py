"""How two definitions differ, in words: what was added, what was taken out, what reads otherwise now.

Items of a list are recognised by their key (or what stands for one), so that moving one is not taken for two changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from selection.rules.definition.schema import attributes
from selection.rules.definition.words import CHOICES, HIDDEN, KEYS, PARTS, SETTINGS, label, name_of, rule_name
from selection.rules.programme import Programme

ADDED, REMOVED, CHANGED, MOVED = "新增", "删除", "改动", "调整次序"
KNOWN_BY = {
    "Article": ("rule",),
    "Limit": ("group", "scope", "operator", "per"),
    "Band": ("name",),
    "Branch": ("group",),
}
"""What tells items without a key apart."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was. ``part``: the key of the editor's page; ``what``: of what, in words."""

    part: str
    act: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.act == CHANGED:
            return f"{self.what}：由“{self.before or '空'}”改为“{self.after or '空'}”"
        told = self.after or self.before
        return f"{self.act}{self.what}" + (f"：{told}" if told else "")


def differences(before: Programme, after: Programme) -> list[Difference]:
    """Everything that differs, in the order of the editor's pages."""
    found = []
    listed = {name for part in PARTS for name in part.attributes}
    rest = tuple(name for name in attributes(Programme) if name not in listed | HIDDEN)
    for part in PARTS:
        for name in (*part.attributes, *(rest if part is PARTS[-1] else ())):
            old, new = getattr(before, name), getattr(after, name)
            found += [Difference(part.key, *each) for each in _between(Programme, name, old, new, "")]
    return found


Told = tuple[str, str, str, str]


def _between(kind: Any, name: str, old: Any, new: Any, within: str) -> Iterator[Told]:
    if old == new:
        return
    what = f"{within}{label(kind, name)}"
    if _is_items(old) or _is_items(new):
        yield from _items(old, new, what, within)
    elif is_dataclass(old) and is_dataclass(new):
        yield from _attributes(old, new, within if kind is Programme else f"{what}：")
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key):
                words = (
                    {each: word for each, (word, _) in SETTINGS.items()} if name == "settings" else KEYS.get(name, {})
                )
                told = f"{what}“{words.get(str(key), str(key))}”"
                yield CHANGED, told, _said(kind, name, old.get(key)), _said(kind, name, new.get(key))
    else:
        yield CHANGED, what, _said(kind, name, old), _said(kind, name, new)


def _attributes(old: Any, new: Any, within: str) -> Iterator[Told]:
    for name in attributes(type(new)):
        yield from _between(type(new), name, getattr(old, name), getattr(new, name), within)


def _items(old: Sequence[Any], new: Sequence[Any], what: str, within: str) -> Iterator[Told]:
    before, after = _by_identity(old), _by_identity(new)
    for identity, item in before.items():
        if identity not in after:
            yield REMOVED, f"{within}{name_of(type(item))}“{title(item)}”", "", ""
    for identity, item in after.items():
        own = f"{within}{name_of(type(item))}“{title(item)}”"
        if identity not in before:
            yield ADDED, own, "", _summary(item)
        elif before[identity] != item:
            yield from _attributes(before[identity], item, f"{own}的")
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield MOVED, what, "", "、".join(title(item) for item in new)


def _by_identity(items: Sequence[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for item in items:
        names = (
            ("key",) if hasattr(item, "key") else KNOWN_BY.get(type(item).__name__, tuple(attributes(type(item)))[:1])
        )
        own = tuple(str(getattr(item, name)) for name in names)
        found[(*own, sum(each[: len(own)] == own for each in found))] = item
    return found


def title(item: Any) -> str:
    """What people call an item of a list."""
    if hasattr(item, "rule"):
        return f"{item.article} {rule_name(item.rule)}".strip()
    for name in ("label", "name", "article", "group", "key"):
        if getattr(item, name, ""):
            return str(getattr(item, name))
    return name_of(type(item))


def _summary(item: Any) -> str:
    """The single values of a new item, without what has no value."""
    kind = type(item)
    told = [
        f"{label(kind, name)} {_said(kind, name, getattr(item, name))}"
        for name in attributes(kind)
        if name not in ("key", "label", "name", "hint", "description")
        if isinstance(getattr(item, name), str | int | Decimal | Enum) and getattr(item, name) not in ("", False)
    ]
    return "，".join(told)


def _is_items(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _said(kind: Any, name: str, value: Any) -> str:
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if is_dataclass(value):
        return "，".join(_said(type(value), each, getattr(value, each)) for each in attributes(type(value)))
    if isinstance(value, tuple):
        return "、".join(each[-1] if isinstance(each, tuple) else _said(kind, name, each) for each in value)
    if name == "rule":
        return rule_name(str(value))
    return CHOICES.get((kind.__name__, name), {}).get(str(value), str(value))
