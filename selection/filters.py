"""How dates, numbers and names are written (see the look's words)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import Flask

from selection import clock

WEEKDAYS = "一二三四五六日"


def day(value: date | datetime | None) -> str:
    """2026年11月21日."""
    if value is None:
        return ""
    on = clock.on(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def short_day(value: date | datetime | None) -> str:
    """11月21日."""
    if value is None:
        return ""
    on = clock.on(value) if isinstance(value, datetime) else value
    return f"{on.month}月{on.day}日"


def moment(value: datetime | None) -> str:
    """2026年11月21日 17:00."""
    return "" if value is None else f"{day(value)} {value.astimezone(clock.SHANGHAI):%H:%M}"


def short_moment(value: datetime | None) -> str:
    """11月21日 17:00."""
    if value is None:
        return ""
    at = value.astimezone(clock.SHANGHAI)  # turned once: a list shows fifty of them
    return f"{at.month}月{at.day}日 {at.hour:02}:{at.minute:02}"


def weekday(value: date) -> str:
    """星期六."""
    return f"星期{WEEKDAYS[value.weekday()]}"


def countdown(value: datetime, now: datetime | None = None) -> str:
    """还有 20 天, 今天截止, 已逾期 1 天."""
    today = clock.on(now or clock.now())
    left = (clock.on(value) - today) // timedelta(days=1)
    if (now or clock.now()) > value:
        return f"已逾期 {-left} 天" if left < 0 else "今天已截止"
    return f"还有 {left} 天" if left > 0 else "今天截止"


def points(value: Decimal | None) -> str:
    """91.25: an exact total with two places, or a dash."""
    return "—" if value is None else f"{value:.2f}"


def number(value: int) -> str:
    """1860, 12 345: thin grouping from five digits."""
    return f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)


def megabytes(value: int) -> str:
    """3.1 MB."""
    return f"{value / 1_048_576:.1f} MB" if value >= 104_858 else f"{max(1, value // 1024)} KB"


def prepare(app: Flask) -> None:
    """Make the filters known to the templates."""
    for each in (day, short_day, moment, short_moment, weekday, countdown, points, number, megabytes):
        app.add_template_filter(each)
