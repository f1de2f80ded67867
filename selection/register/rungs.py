"""The ladder of honours as data: ``data/ladder.csv``, every rung with its source."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from selection.rules.ladder import Honoured, Ladder

FILE = Path(__file__).parent / "data" / "ladder.csv"


@cache
def ladder() -> Ladder:
    """The ladder that ships, lowest rung first."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return Ladder(tuple(_read(row) for row in csv.DictReader(stream)))


def _read(row: Mapping[str, str]) -> Honoured:
    return Honoured(
        order=int(row["order"]),
        level=row["level"],
        honour=row["honour"],
        names=_names(row["names"]),
        needs=_names(row["needs"]),
        authority=row["authority"],
        every=row["cycle"],
        number=row["number"],
        note=row["note"],
        source=row["source"],
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split("|") if each)
