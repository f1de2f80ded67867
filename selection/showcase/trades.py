"""Families of trades, read from trades.toml: the words with which an invented applicant tells of his work."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from selection.taxonomies import load


@dataclass(frozen=True)
class Trade:
    """A family of occupations. ``occupations``: code to name, as the list of occupations has them."""

    key: str
    occupations: Mapping[str, str]
    industry: str
    key_industries: tuple[str, ...]
    lines: tuple[str, ...]
    posts: tuple[str, ...]
    works: tuple[str, ...]
    objects: tuple[str, ...]
    troubles: tuple[str, ...]
    means: tuple[str, ...]
    rates: tuple[str, ...]
    times: tuple[str, ...]
    events: tuple[str, ...]


@cache
def trades() -> tuple[Trade, ...]:
    """Every family, in the order of the file. A name that is no real occupation is a mistake in the file: KeyError."""
    codes = {name: code for code, name in load()["occupations"].items()}
    text = resources.files(__package__).joinpath("trades.toml").read_text("utf-8")
    return tuple(_trade(entry, codes) for entry in tomllib.loads(text)["family"])


def _trade(entry: dict[str, object], codes: Mapping[str, str]) -> Trade:
    lists = {name: tuple(words) for name, words in entry.items() if isinstance(words, list)}
    occupations = MappingProxyType({codes[name]: name for name in lists.pop("occupations")})
    return Trade(key=str(entry["key"]), industry=str(entry["industry"]), occupations=occupations, **lists)
