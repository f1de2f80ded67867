"""Double entry (双人录入): a paper counts when two persons, each for himself, have read it alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One paper as one person read it; ``content`` is plain and compared as a whole."""

    number: int
    reader_id: int
    reader: str
    content: Any


@dataclass(frozen=True)
class Paper:
    """One paper with everything read from it."""

    number: int
    entries: tuple[Entry, ...]

    @property
    def is_agreed(self) -> bool:
        """Two persons or more have read it, and all of them alike."""
        readers = {each.reader_id for each in self.entries}
        return len(readers) > 1 and all(each.content == self.entries[0].content for each in self.entries)

    @property
    def differs(self) -> bool:
        """It was read in two ways."""
        return any(each.content != self.entries[0].content for each in self.entries)

    @property
    def content(self) -> Any:
        """What it says, where that is agreed."""
        return self.entries[0].content if self.is_agreed else None


def papers(entries: Iterable[Entry]) -> list[Paper]:
    """The papers in order of their numbers."""
    by_number: dict[int, list[Entry]] = {}
    for each in entries:
        by_number.setdefault(each.number, []).append(each)
    return [Paper(number, tuple(read)) for number, read in sorted(by_number.items())]


def problems(found: Sequence[Paper], *, collected: int) -> list[str]:
    """Why a stack of ``collected`` papers cannot be counted yet; empty when every one was read alike by two."""
    told = []
    expected = set(range(1, collected + 1))
    if missing := sorted(expected - {paper.number for paper in found}):
        told.append(f"收回 {collected} 张票，还没有录入的有 {len(missing)} 张：{_numbers(missing)}。")
    if extra := [paper.number for paper in found if paper.number not in expected]:
        told.append(f"收回 {collected} 张票，编号超出的有：{_numbers(extra)}。请核对张数和编号。")
    if alone := [paper.number for paper in found if not paper.is_agreed and not paper.differs]:
        told.append(f"只有一人录入的有 {len(alone)} 张：{_numbers(alone)}。请另一位监票人录入。")
    if unlike := [paper.number for paper in found if paper.differs]:
        told.append(f"两人录入不一致的有 {len(unlike)} 张：{_numbers(unlike)}。请两人对照原票改正。")
    return told


def _numbers(found: Sequence[int]) -> str:
    return "、".join(f"第 {number} 张" for number in found[:10]) + ("等" if len(found) > 10 else "")
