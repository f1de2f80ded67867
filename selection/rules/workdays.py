"""Working days (工作日): which days count, and when a publicity period of so many of them is over.

The State Council moves days every year: weekdays become holidays and weekends become working days (调休).
A ``Calendar`` holds only those departures from Monday to Friday. Dates are civil dates in Asia/Shanghai.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Departures from the plain week, and the years for which the official notice has been entered."""

    days_off: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    official_years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether offices are open on ``day``. A day entered both ways counts as off: the period then runs longer."""
        if day in self.days_off:
            return False
        return day.weekday() < SATURDAY or day in self.extra_workdays

    def add_workdays(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start``, before it when negative; for 0 ``start`` itself."""
        day, left, step = start, abs(n), DAY if n > 0 else -DAY
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def first_workday(self, day: date) -> date:
        """``day`` itself when it is a working day, else the next one."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def publicity_ends(self, start: date, days: int) -> date:
        """The last day of a publicity period of ``days`` working days for a notice published on ``start``.

        The day of publishing counts when it is a working day: 4月4日至11日 of 2019 is five days, 清明 out.
        ``days`` below 1 asks for nothing and ends on ``start``.
        """
        if days < 1:
            return start
        return self.add_workdays(self.first_workday(start), days - 1)

    def workdays_between(self, start: date, end: date) -> int:
        """How many working days lie from ``start`` to ``end``, both included; 0 when ``end`` is earlier."""
        return sum(self.is_workday(day) for day in _days(start, end))

    def years_without_official_data(self, start: date, end: date) -> tuple[int, ...]:
        """Years touched by the period whose holidays are not yet known here: the answer may still move."""
        return tuple(year for year in range(start.year, end.year + 1) if year not in self.official_years)


def _days(start: date, end: date) -> Iterator[date]:
    for offset in range((end - start).days + 1):
        yield start + offset * DAY
