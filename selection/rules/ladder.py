"""The ladder of honours (工匠人才逐级晋升制度): on which rung a title stands, and what the next one asks for.

Source: 沪工总基〔2020〕90号 建立工匠人才逐级晋升制度; the rungs are data, see ``selection/register/data``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

ANY = "*"


@dataclass(frozen=True)
class Honoured:
    """One honour of the ladder. ``names``: titles that stand for it; ``needs``: one of these must be held before."""

    order: int
    level: str
    honour: str
    names: tuple[str, ...]
    needs: tuple[str, ...]
    authority: str
    every: str
    number: str
    note: str
    source: str


@dataclass(frozen=True)
class Ladder:
    """All rungs, lowest first. A rung (``order``) may hold several honours."""

    honours: tuple[Honoured, ...]

    @cached_property
    def _by_name(self) -> Mapping[str, Honoured]:
        return {name: each for each in self.honours for name in each.names if not name.startswith(ANY)}

    @cached_property
    def _by_ending(self) -> Sequence[tuple[str, Honoured]]:
        return [(name[1:], each) for each in self.honours for name in each.names if name.startswith(ANY)]

    def named(self, title: str) -> Honoured | None:
        """The honour a bare title stands for; a title named outright goes before one known by its ending."""
        if found := self._by_name.get(title):
            return found
        return next((each for ending, each in self._by_ending if title.endswith(ending)), None)

    def rung_of(self, title: str) -> int:
        """The rung of a title, 0 for one that is not on the ladder."""
        found = self.named(title)
        return found.order if found else 0

    def highest(self, titles: Iterable[str]) -> int:
        """The highest rung among these titles, 0 for none."""
        return max((self.rung_of(title) for title in titles), default=0)

    def words(self, rung: int) -> str:
        """A rung in words: 市（上海工匠、上海市技术能手）."""
        here = [each for each in self.honours if each.order == rung]
        if not here:
            return "尚未登上阶梯"
        shown = ["区级、行业工匠" if name.startswith(ANY) else name for each in here for name in each.names]
        return f"{here[0].level}（{'、'.join(shown)}）"

    def next_after(self, rung: int) -> tuple[Honoured, ...]:
        """The honours of the next rung up; nothing above the highest."""
        above = [each.order for each in self.honours if each.order > rung]
        return tuple(each for each in self.honours if above and each.order == min(above))


def missing(wanted: Honoured | None, titles: Iterable[str]) -> str:
    """What of the ladder itself is missing for this honour, as a sentence; empty where nothing is."""
    if wanted is None or not wanted.needs or set(wanted.needs) & set(titles):
        return ""
    return f"须先获得{'或'.join(wanted.needs)}称号（{wanted.note or '逐级晋升制度'}）"
