"""Past honours as they were published: ``data/winners.csv``, one line for one honour of one person."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import Basis
from selection.rules.eligibility import PastHonour

FILE = Path(__file__).parent / "data" / "winners.csv"
OWN = {
    "上海工匠": ("shanghai-craftsman", "craftsman"),
    "上海市杰出技术能手": ("skill-master", "outstanding"),
    "上海市技术能手": ("skill-master", "master"),
}
"""The city's own honours, with the keys of their programme and title."""


@dataclass(frozen=True)
class Published:
    """One line: who, which bare title, when if known, by which way, where it was published."""

    name: str
    unit: str
    occupation: str
    title: str
    year: int | None
    basis: Basis
    source: str

    @property
    def keys(self) -> tuple[str, str]:
        """Keys of programme and title; empty for honours of other bodies."""
        return OWN.get(self.title, ("", ""))


def published(file: Path = FILE) -> list[Published]:
    """Every line of the file, in its order."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [_read(row) for row in csv.DictReader(stream)]


def _read(row: Mapping[str, str]) -> Published:
    award = row["award"].strip()
    title = PastHonour(award, None).plain_name
    year = row["year"].strip()
    source = "；".join(each for each in (row["source"].strip(), row["note"].strip()) if each)
    return Published(
        row["name"].strip(),
        row["unit"].strip(),
        row["occupation"].strip()[:60],
        title,
        int(year) if re.fullmatch(r"[0-9]{4}", year) else None,
        _basis(award, title),
        source[:300],
    )


def _basis(award: str, title: str) -> Basis:
    if title not in OWN:
        return Basis.OUTSIDE
    return Basis.CONTEST if re.search("世赛|竞赛|大赛", award) else Basis.SELECTION
