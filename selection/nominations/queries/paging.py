"""Pages of a long list: near a known row they are found from that row, so that a far one costs what the first costs."""

from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, tuple_

from selection.paging import PAGE

NEAREST = 3
"""How many pages off the known row may lie; the links of a page lead no farther."""


@dataclass(frozen=True)
class Near:
    """A row seen before: page ``number`` began with the row whose id is ``key``."""

    number: int
    key: int

    def __str__(self) -> str:
        return f"{self.number}-{self.key}"

    @classmethod
    def read(cls, typed: str) -> Self | None:
        """What ``str`` wrote; None for anything else."""
        number, _, key = typed.partition("-")
        if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (number, key)):
            return None
        return cls(int(number), int(key))


@dataclass(frozen=True)
class Order:
    """By a column and then by the id, both rising or both falling."""

    column: Any
    id: Any
    is_falling: bool

    def by(self, *, backwards: bool = False) -> list[ColumnElement[Any]]:
        columns = [self.id] if self.column is self.id else [self.column, self.id]
        return [each.desc() if self.is_falling != backwards else each.asc() for each in columns]

    def beside(self, value: Any, key: Any, *, backwards: bool) -> ColumnElement[bool]:
        """This row and what follows it; ``backwards``: what comes before it."""
        mine, its = (self.id, key) if self.column is self.id else (tuple_(self.column, self.id), tuple_(value, key))
        if backwards:
            return mine > its if self.is_falling else mine < its
        return mine <= its if self.is_falling else mine >= its


@dataclass(frozen=True)
class Cut:
    """Where a page lies: from one end of the list, or from the known row, so many rows on."""

    backwards: bool
    offset: int
    limit: int
    is_near: bool = False


def cut(number: int, total: int, near: Near | None) -> Cut:
    """The shortest way to page ``number`` (from 1) of a list of ``total`` rows."""
    if near is not None and number > 1 and abs(number - near.number) <= NEAREST:
        apart = (number - near.number) * PAGE
        return Cut(False, apart, PAGE, True) if apart >= 0 else Cut(True, -apart - PAGE, PAGE, True)
    before, after = (number - 1) * PAGE, total - number * PAGE
    if before <= after:
        return Cut(False, before, PAGE)
    return Cut(True, max(0, after), PAGE + min(0, after))
