"""Full years between two days, and days read from stored answers."""

from datetime import date


def full_years(since: date, until: date) -> int:
    """Whole years from ``since`` to ``until``; one born on 29 February is a year older on 1 March."""
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))


def on_or_first(answer: object) -> date | None:
    """The day of a stored date (2026-03-05), or the first day of a stored month (2026-03); otherwise nothing."""
    if not isinstance(answer, str):
        return None
    try:
        return date.fromisoformat(answer if len(answer) == 10 else f"{answer}-01")
    except ValueError:
        return None
