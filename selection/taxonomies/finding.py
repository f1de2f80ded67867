"""Finding an entry of a list by what people type: Chinese, pinyin, first letters, a code, or what a trade is called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from selection.pinyin import initials, syllables
from selection.rules.identity import narrow
from selection.taxonomies import load, rows

MOST = 50


@dataclass(frozen=True)
class Entry:
    """One entry, and everything it is found by: what it is called, sounded, abbreviated; other names of it."""

    code: str
    label: str
    names: tuple[str, ...]
    sounds: tuple[str, ...]
    letters: tuple[str, ...]

    def rank(self, typed: str) -> int | None:
        """How well it answers, 0 best; None when it does not."""
        if typed in (self.code.lower(), self.label.lower()):
            return 0
        for place, words in enumerate((self.names, self.letters, self.sounds)):
            if any(word.startswith(typed) for word in words):
                return 1 + place
        if self.code.lower().startswith(typed):
            return 4
        return 5 if any(typed in word for word in (*self.names, *self.letters, *self.sounds)) else None


@cache
def _entries(name: str, version: str) -> tuple[Entry, ...]:
    """The entries of a list in its order. Read once: the pinyin of a few hundred names takes a moment."""
    other: dict[str, list[str]] = {}
    if name == "occupations":
        for row in rows("occupation_aliases"):
            other.setdefault(row["code"], []).append(row["gongzhong"])
    found = []
    for code, label in load({name: version} if version else {})[name].items():
        names = (label, *other.get(code, ()))
        sounds = tuple(syllables(each).lower() for each in names)
        letters = tuple(initials(each, others=True).lower() for each in names)
        found.append(Entry(code, label, tuple(each.lower() for each in names), sounds, letters))
    return tuple(found)


def find(name: str, typed: str, *, version: str = "") -> Sequence[Entry]:
    """The entries that answer, best first, then in the order of the list; all of them where nothing was typed."""
    entries = _entries(name, version)
    asked = re.sub(r"[\s'’·]+", "", narrow(typed)).lower()
    if not asked:
        return entries
    ranked = ((each.rank(asked), place, each) for place, each in enumerate(entries))
    answering = sorted((rank, place, each) for rank, place, each in ranked if rank is not None)
    return [each for _, _, each in answering][:MOST]
