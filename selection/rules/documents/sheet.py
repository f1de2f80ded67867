"""推荐审批表 as plain values: the facts of a sealed dossier, and the places for opinions and seals of each level."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

CHINESE = "一二三四五六七八九"


@dataclass(frozen=True)
class Grid:
    """A table of the form: columns with their names, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """One part of the form: pairs of label and value, then texts and tables, each under its label."""

    name: str
    pairs: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    grids: tuple[tuple[str, Grid], ...] = ()


@dataclass(frozen=True)
class Opinion:
    """意见栏. ``level``: unit, union or city; ``text``: what is known already; ``seals``: whose seals it has room for.

    ``is_sealed``: whether a seal belongs there, and so whether a scan must bring it back.
    """

    level: str
    name: str
    text: str = ""
    seals: tuple[str, ...] = ()

    @property
    def is_sealed(self) -> bool:
        """Whether seals are set here."""
        return bool(self.seals)


@dataclass(frozen=True)
class Sheet:
    """The whole form. ``cover``: the lines of its first page; ``photo``: key of the picture in the store, or none."""

    title: str
    subtitle: str
    organiser: str
    cover: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    parts: tuple[Part, ...]
    opinions: tuple[Opinion, ...]
    photo: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its place, for whoever must see that all of it can be drawn."""
        yield from (("标题", self.title), ("副标题", self.subtitle), ("制表单位", self.organiser))
        yield from (("封面的" + label, label + value) for label, value in self.cover)
        yield from (("填表说明", remark) for remark in self.remarks)
        for part in self.parts:
            yield part.name, part.name
            yield from ((f"“{label}”", label + value) for label, value in (*part.pairs, *part.texts))
            for label, grid in part.grids:
                yield f"“{label}”的表头", label + "".join(grid.columns)
                yield from ((f"“{label}”第 {place} 行", "".join(row)) for place, row in enumerate(grid.rows, start=1))
        for each in self.opinions:
            yield f"“{each.name}”", each.name + each.text + "".join(each.seals)

    def to_json(self) -> dict[str, Any]:
        """As stored."""
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Sheet":
        """The same form again."""
        return Sheet(
            title=stored["title"],
            subtitle=stored["subtitle"],
            organiser=stored["organiser"],
            cover=_pairs(stored["cover"]),
            remarks=tuple(stored["remarks"]),
            parts=tuple(
                Part(each["name"], _pairs(each["pairs"]), _pairs(each["texts"]), _grids(each["grids"]))
                for each in stored["parts"]
            ),
            opinions=tuple(
                Opinion(each["level"], each["name"], each["text"], tuple(each["seals"])) for each in stored["opinions"]
            ),
            photo=stored["photo"],
        )


def in_copies(number: int) -> str:
    """一式三份."""
    return f"一式{CHINESE[number - 1]}份"


def _pairs(stored: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in stored)


def _grids(stored: Sequence[Any]) -> tuple[tuple[str, Grid], ...]:
    return tuple(
        (label, Grid(tuple(grid["columns"]), tuple(tuple(row) for row in grid["rows"]))) for label, grid in stored
    )
