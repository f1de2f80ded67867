"""Pages of the editor: each shows one part of a definition, or one item of a list in it.

An address is a part (``stages``) or the way to an item, counting from 1 (``form/3/fields/6``: the sixth field of the
third section; the first word is the attribute itself, ``sections/3/fields/6``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any

from selection.rules.definition.lines import Path
from selection.rules.definition.schema import at, attributes, bare, is_flat, is_list, item, item_kind, kind_at
from selection.rules.definition.words import HIDDEN, PARTS, Part, label, name_of, rule_name
from selection.rules.programme import Programme

WIDEST = 5
"""Columns of a table that can still be filled in on a page."""


@dataclass(frozen=True)
class Place:
    """One page: the attributes ``names`` of the dataclass ``kind`` that stands at ``path``."""

    address: str
    part: Part
    path: Path
    kind: Any
    names: tuple[str, ...]

    @property
    def is_item(self) -> bool:
        """Whether it is one item of a list rather than a part."""
        return bool(self.path)


@dataclass(frozen=True)
class Item:
    """One line of a listing."""

    number: int
    name: str
    address: str
    note: str


@dataclass(frozen=True)
class Listing:
    """A list whose items have pages of their own; ``address`` is that of the list."""

    address: str
    path: Path
    name: str
    item_name: str
    items: Sequence[Item]


def parts() -> tuple[Place, ...]:
    """The parts in order; what the schema has and no part names comes with the last."""
    named = {name for part in PARTS for name in part.attributes}
    rest = tuple(name for name in attributes(Programme) if name not in named | HIDDEN)
    own = [
        (
            part,
            tuple(name for name in part.attributes if name in attributes(Programme))
            + (rest if part is PARTS[-1] else ()),
        )
        for part in PARTS
    ]
    return tuple(Place(part.key, part, (), Programme, names) for part, names in own if names)


def place(address: str) -> Place | None:
    """The page at an address, whether or not the definition has the item."""
    part = next((each for each in parts() if each.address == address), None)
    if part is not None:
        return part
    path = path_of(address)
    kind = kind_at(path) if path and isinstance(path[-1], int) else None
    if kind is None or not is_dataclass(kind) or is_in_table(path[:-1]):
        return None
    names = tuple(name for name in attributes(kind) if name not in NOT_IN_A_TABLE or "columns" not in path)
    return Place(address_of(path), part_with(path), path, kind, names)


NOT_IN_A_TABLE = frozenset({"columns", "shown_when", "required_when"})


def part_with(path: Path) -> Part:
    """The part to which this path belongs."""
    return next((each.part for each in parts() if path and path[0] in each.names), PARTS[0])


def path_of(address: str) -> Path:
    """The path behind an address: numbers count from 1 there and from 0 here."""
    pieces = address.split("/") if len(address) < 200 else []
    return tuple(
        int(each) - 1 if each.isdecimal() and each.isascii() and int(each[:6]) > 0 else each for each in pieces
    )


def address_of(path: Path) -> str:
    """The address of a path."""
    return "/".join(str(each + 1) if isinstance(each, int) else each for each in path)


def page_of(path: Path) -> Place:
    """The page on which what stands at this path is edited: the nearest item around it, else the part."""
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int) and not is_in_table(path[: length - 1]):
            found = place(address_of(path[:length]))
            if found is not None:
                return found
    return next(each for each in parts() if each.part is part_with(path))


def is_in_table(path: Path) -> bool:
    """Whether the items of the list at this path are the lines of a table rather than pages."""
    annotation = kind_at(path)
    return not (is_list(annotation) and is_listed(item(annotation)))


def is_listed(kind: Any) -> bool:
    """Whether items of this dataclass have pages of their own."""
    return is_dataclass(kind) and (not is_flat(kind) or len(attributes(kind)) > WIDEST)


def listings(where: Place, tree: Mapping[str, Any]) -> Iterator[Listing]:
    """The lists on a page whose items have pages of their own."""
    yield from _listings(where.kind, where.names, where.path, tree)


def _listings(kind: Any, names: Sequence[str], path: Path, tree: Mapping[str, Any]) -> Iterator[Listing]:
    for name in names:
        annotation = attributes(kind)[name]
        here = (*path, name)
        if is_list(annotation) and is_listed(item(annotation)):
            below = item(annotation)
            found = at(tree, here)
            listed = found if isinstance(found, list) else []
            items = [
                Item(number, title_of(each, below), address_of((*here, number - 1)), _note(each, below))
                for number, each in enumerate(listed, 1)
            ]
            yield Listing(address_of(here), here, label(kind, name), name_of(below), items)
        elif item_kind(annotation) is not None and not is_list(annotation):
            below = bare(annotation)
            yield from _listings(below, tuple(attributes(below)), here, tree)


def orders(where: Place, tree: Mapping[str, Any]) -> list[Listing]:
    """The tables on a page with more than one line, whose order may matter."""
    found = []
    for name in where.names:
        here, below = (*where.path, name), item_kind(attributes(where.kind)[name])
        lines = at(tree, here) if below is not None and is_in_table(here) else None
        if isinstance(lines, list) and len(lines) > 1:
            items = [Item(number, title_of(each, below), "", "") for number, each in enumerate(lines, 1)]
            found.append(Listing(address_of(here), here, label(where.kind, name), name_of(below), items))
    return found


def title_of(value: Any, kind: Any) -> str:
    """What an item that may still be incomplete is called."""
    if not isinstance(value, Mapping):
        return "（读不出来）"
    if "rule" in attributes(kind):
        return f"{value.get('article') or ''} {rule_name(str(value.get('rule') or ''))}".strip() or "（没有选规则）"
    for name in ("label", "name", "article"):
        if name in attributes(kind):
            return str(value.get(name) or f"（没有名称的{name_of(kind)}）")[:60]
    return name_of(kind)


def _note(value: Any, kind: Any) -> str:
    """A few words beside the title."""
    if not isinstance(value, Mapping):
        return ""
    listed = [
        f"{label(kind, name)} {len(value[name])} 项"
        for name in attributes(kind)
        if isinstance(value.get(name), list) and item_kind(attributes(kind)[name])
    ]
    return "，".join(listed)
