"""Lists of codes with their labels, as published: one CSV each, every row with its source."""

import csv
from collections.abc import Mapping
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


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of one CSV (``occupation_aliases`` and the lists above), with all their columns."""
    text = resources.files(__name__).joinpath(f"{name}.csv").read_text("utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


@cache
def load() -> Taxonomies:
    """Every list a form may offer, from code to label, in the order of its CSV."""
    return MappingProxyType(
        {
            name: MappingProxyType({row[code]: row[label] for row in rows(name)})
            for name, (code, label) in COLUMNS.items()
        }
    )
