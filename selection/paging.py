"""One page of a long list, the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, TypeVarTuple

from sqlalchemy import Select

PAGE = 50
"""Rows of a page."""

DEEPEST = 100_000
"""The last page anybody may ask for: a number typed into an address must not become an offset without bounds."""

Line = TypeVar("Line")
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """The rows of page ``number`` (from 1) and how many rows there are in ``total``."""

    rows: Sequence[Line]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return pages(self.total)


def pages(total: int) -> int:
    """How many pages so many rows make; an empty list has one."""
    return max(1, -(-total // PAGE))


def within(number: int, last: int = DEEPEST) -> int:
    """The page that was asked for, or the nearest there is."""
    return min(max(1, number), last)


def part(query: Select[*Columns], number: int) -> Select[*Columns]:
    """The rows of one page."""
    return query.limit(PAGE).offset((number - 1) * PAGE)
