"""The settings in force and the calendar of working days, each read once in a request."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import exists, literal, select

from models.programme import CalendarDay, CalendarYear, Setting
from models.vocabulary import Role
from selection.clock import on
from selection.database import db
from selection.rules.standing import Actor
from selection.rules.workdays import Calendar
from selection.settings.catalogue import BY_KEY
from selection.todo import Question, Todo

VALUES, CALENDAR = "settings_in_force", "calendar_of_workdays"
ANNOUNCED_IN = 11
"""The month in which the holidays of the next year are usually announced."""


def values() -> dict[str, str]:
    """Every setting of the catalogue: what was set, else its default. One query."""
    kept: dict[str, str] | None = _kept(VALUES)
    if kept is None:
        kept = {key: item.default for key, item in BY_KEY.items()}
        kept.update({row.key: row.value for row in db.session.scalars(select(Setting)) if row.key in BY_KEY})
        _keep(VALUES, kept)
    return kept


def value(key: str) -> str:
    """One setting; a key outside the catalogue is a mistake in the program."""
    return values()[key]


def whole(key: str) -> int:
    """One setting that is a whole number."""
    return int(value(key))


def calendar() -> Calendar:
    """The working days as entered. Two queries."""
    kept: Calendar | None = _kept(CALENDAR)
    if kept is None:
        days = db.session.execute(select(CalendarDay.on, CalendarDay.is_workday)).all()
        kept = Calendar(
            days_off=frozenset(on for on, is_workday in days if not is_workday),
            extra_workdays=frozenset(on for on, is_workday in days if is_workday),
            official_years=frozenset(db.session.scalars(select(CalendarYear.year))),
        )
        _keep(CALENDAR, kept)
    return kept


def days_of(year: int) -> Sequence[CalendarDay]:
    """The days of one year that depart from the plain week, in order."""
    of_year = CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31))
    return db.session.scalars(select(CalendarDay).where(of_year).order_by(CalendarDay.on)).all()


def source_of(year: int) -> str:
    """Where the holidays of this year were taken from; empty while they have not been entered."""
    return db.session.scalar(select(CalendarYear.source).where(CalendarYear.year == year)) or ""


def years() -> list[int]:
    """The years with official holidays."""
    return list(db.session.scalars(select(CalendarYear.year).order_by(CalendarYear.year)))


def todos(actor: Actor, now: datetime) -> list[Question]:
    """The holidays of this year, and from November of the next, that nobody has entered."""
    if actor.role not in (Role.ADMIN, Role.CITY_OFFICER):
        return []
    today = on(now)
    wanted = [today.year] + ([today.year + 1] if today.month >= ANNOUNCED_IN else [])
    known = {year: exists().where(CalendarYear.year == year) for year in wanted}
    return [Question(select(literal(year)).where(~known[year]), _to_enter) for year in wanted]


def _to_enter(year: int) -> Todo:
    note = "公示按工作日计算，节假日和调休通常在 11 月公布。"
    return Todo(f"登记 {year} 年的节假日", note, "settings.calendar", {"year": year})


def forget() -> None:
    """Something was changed: the rest of this request reads again."""
    if has_request_context():
        g.pop(VALUES, None)
        g.pop(CALENDAR, None)


def _kept(name: str) -> Any:
    """A worker or a command lives too long to keep anything; a request does not."""
    return g.get(name) if has_request_context() else None


def _keep(name: str, what: object) -> None:
    if has_request_context():
        setattr(g, name, what)
