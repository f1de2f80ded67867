"""Lists of codes with their labels, as published: one CSV each, every row with its source.

``versions.csv`` says which versions of a list there are, from when each holds and where it comes from. The newest
stands in ``<list>.csv``, an older one in ``<list>-<version>.csv``. A cycle keeps the versions it opened with, in its
definition.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

from selection.rules.values import Taxonomies

COLUMNS: Mapping[str, tuple[str, str]] = {
    "contest_levels": ("order", "level"),
    "degrees": ("code", "name"),
    "districts": ("code", "name"),
    "education": ("code", "name"),
    "ethnic_groups": ("code", "name"),
    "industries": ("code", "name"),
    "occupations": ("code", "name"),
    "political_status": ("code", "name"),
    "professional_titles": ("order", "level"),
    "shanghai_industry_system": ("item", "item"),
    "skill_levels": ("order", "name"),
}
"""The lists a form may offer: which column is the code and which the label. Codes of ordered lists grow with rank."""

NEWEST: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Version:
    """One published state of a list."""

    taxonomy: str
    title: str
    version: str
    valid_from: date
    source: str


@cache
def rows(name: str, version: str = "") -> tuple[Mapping[str, str], ...]:
    """The rows of one CSV (the lists above and ``occupation_aliases``), with all their columns."""
    file = name if version in ("", *_newest(name)) else f"{name}-{version}"
    text = resources.files(__name__).joinpath(f"{file}.csv").read_text("utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


def _newest(name: str) -> list[str]:
    return [each.version for each in versions() if each.taxonomy == name][-1:]


@cache
def versions() -> tuple[Version, ...]:
    """Every version of every list, each list's oldest first."""
    text = resources.files(__name__).joinpath("versions.csv").read_text("utf-8")
    found = [
        Version(row["taxonomy"], row["title"], row["version"], date.fromisoformat(row["valid_from"]), row["source"])
        for row in csv.DictReader(text.splitlines())
    ]
    return tuple(sorted(found, key=lambda each: (each.taxonomy, each.valid_from)))


def in_force(on: date) -> dict[str, str]:
    """The version of each list that holds on a day: what a cycle opened then keeps."""
    return {each.taxonomy: each.version for each in versions() if each.valid_from <= on}


def load(chosen: Mapping[str, str] = NEWEST) -> Taxonomies:
    """Every list a form may offer, from code to label, in the order of its CSV; the newest where none is chosen."""
    return _load(tuple(sorted(chosen.items())))


@cache
def _load(chosen: tuple[tuple[str, str], ...]) -> Taxonomies:
    wanted = dict(chosen)
    return MappingProxyType(
        {
            name: MappingProxyType({row[code]: row[label] for row in rows(name, wanted.get(name, ""))})
            for name, (code, label) in COLUMNS.items()
        }
    )
