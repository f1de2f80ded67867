"""The announced holidays and moved working days, as shipped: see SOURCE.md beside this file."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from selection.rules.workdays import Calendar

DAYS = Path(__file__).with_name("days.csv")


@dataclass(frozen=True)
class SpecialDay:
    """A day that departs from the plain week, or belongs to a holiday."""

    day: date
    is_workday: bool
    name: str


def read_days(path: Path = DAYS) -> tuple[SpecialDay, ...]:
    """Every special day of the file, in order."""
    with path.open(encoding="utf-8", newline="") as rows:
        return tuple(
            SpecialDay(date.fromisoformat(row["day"]), row["kind"] == "work", row["name"])
            for row in csv.DictReader(rows)
        )


def calendar(days: tuple[SpecialDay, ...]) -> Calendar:
    """The calendar these days make; a year counts as official once any day of it has been announced."""
    return Calendar(
        days_off=frozenset(each.day for each in days if not each.is_workday),
        extra_workdays=frozenset(each.day for each in days if each.is_workday),
        official_years=frozenset(each.day.year for each in days),
    )
