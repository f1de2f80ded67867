"""Changing a setting, and keeping the calendar of working days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from models.programme import CalendarDay, CalendarYear, Setting
from models.vocabulary import Act
from selection.audit.record import record
from selection.calendar_data import SpecialDay
from selection.database import db, transaction
from selection.errors import Reason, Refused
from selection.rules.standing import Actor
from selection.settings import queries
from selection.settings.catalogue import BY_KEY

SHIPPED = "国务院办公厅关于部分节假日安排的通知（随系统提供）"


def change(values: Mapping[str, str], actor: Actor, *, now: datetime) -> list[str]:
    """Set what differs from what is in force; returns the labels of what was changed, one event for each."""
    with transaction() as session:
        queries.forget()
        in_force = dict(queries.values())
        changed = {key: value for key, value in values.items() if in_force[key] != value}
        for key, value in changed.items():
            session.merge(Setting(key=key, value=value))
            why = f"由“{in_force[key]}”改为“{value}”"
            record(Act.SET, actor, now=now, subject=BY_KEY[key].label, why=why, facts={"key": key})
    queries.forget()
    return [BY_KEY[key].label for key in changed]


def set_day(on: date, actor: Actor, *, is_workday: bool, name: str, now: datetime) -> None:
    """Enter a day off, or a weekend that is worked."""
    with transaction() as session:
        session.merge(CalendarDay(on=on, is_workday=is_workday, name=name))
        kind = "调休上班" if is_workday else "放假"
        record(Act.SET, actor, now=now, subject=f"工作日历 {on:%Y-%m-%d}", why=f"{name}，{kind}")
    queries.forget()


def clear_day(on: date, actor: Actor, *, now: datetime) -> None:
    """Take a day back to the plain week."""
    with transaction() as session:
        day = session.get(CalendarDay, on)
        if day is None:
            raise Refused(Reason("这一天没有登记过", "请刷新页面，看最新的日历。"), title="现在不能取消这一天")
        why = f"取消“{day.name}”，按平常的星期计算"
        record(Act.SET, actor, now=now, subject=f"工作日历 {on:%Y-%m-%d}", why=why)
        session.delete(day)
    queries.forget()


def settle_year(year: int, actor: Actor, *, source: str, now: datetime) -> None:
    """Say that the holidays of this year are entered, and from which notice."""
    with transaction() as session:
        session.merge(CalendarYear(year=year, source=source))
        record(Act.SET, actor, now=now, subject=f"工作日历 {year} 年", why=f"依据：{source}")
    queries.forget()


def load_calendar(days: Iterable[SpecialDay], actor: Actor, *, now: datetime) -> int:
    """Enter the shipped holidays of years that nobody has entered yet; returns how many days were new."""
    with transaction():
        known = set(queries.years())
        new = [day for day in days if day.day.year not in known]
        for day in new:
            db.session.merge(CalendarDay(on=day.day, is_workday=day.is_workday, name=day.name))
        for year in sorted({day.day.year for day in new}):
            db.session.add(CalendarYear(year=year, source=SHIPPED))
            record(Act.SET, actor, now=now, subject=f"工作日历 {year} 年", why=f"依据：{SHIPPED}")
    queries.forget()
    return len(new)
