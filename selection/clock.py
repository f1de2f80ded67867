"""One clock and one zone. Views and commands read the clock; everything below them is told the time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
END_OF_DAY = time(17, 0)


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC).astimezone(SHANGHAI)


def on(moment: datetime) -> date:
    """The date of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def closing(day: date, at: time = END_OF_DAY) -> datetime:
    """The closing moment of a day: 17:00 in Shanghai unless told otherwise."""
    return datetime.combine(day, at, SHANGHAI)
