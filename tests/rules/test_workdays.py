"""Working days: the announced years, and properties that hold for any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selection.calendar_data import calendar, read_days
from selection.rules.workdays import Calendar

SHIPPED = calendar(read_days())
DATES = st.dates(date(2016, 1, 1), date(2026, 12, 31))
CALENDARS = st.builds(Calendar, days_off=st.frozensets(DATES), extra_workdays=st.frozensets(DATES))


def test_the_notice_of_2019_runs_five_working_days_around_qingming():
    assert SHIPPED.publicity_ends(date(2019, 4, 4), 5) == date(2019, 4, 11)
    assert SHIPPED.workdays_between(date(2019, 4, 4), date(2019, 4, 11)) == 5


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2019, 4, 28), True),  # Sunday worked for 劳动节
        (date(2019, 5, 5), True),
        (date(2019, 5, 3), False),
        (date(2020, 1, 31), False),  # 春节 prolonged in the epidemic
        (date(2023, 9, 29), False),
        (date(2023, 10, 7), True),
        (date(2024, 2, 18), True),
        (date(2025, 1, 26), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 11, 21), False),  # a plain Saturday
        (date(2026, 11, 23), True),  # a plain Monday
    ],
)
def test_announced_days_are_known(day, is_workday):
    assert SHIPPED.is_workday(day) is is_workday


@pytest.mark.parametrize(
    ("published", "days", "ends"),
    [
        (date(2026, 11, 21), 5, date(2026, 11, 27)),  # published on a Saturday: Monday is the first day
        (date(2026, 9, 24), 5, date(2026, 10, 8)),  # 中秋 on the 25th and the whole of 国庆 are out
        (date(2026, 9, 18), 5, date(2026, 9, 23)),  # Sunday 20 is worked
        (date(2025, 9, 28), 5, date(2025, 10, 10)),  # Sunday worked, then 国庆 and 中秋 until the 8th
        (date(2024, 9, 30), 1, date(2024, 9, 30)),
        (date(2024, 9, 30), 0, date(2024, 9, 30)),
    ],
)
def test_publicity_ends_on_its_last_working_day(published, days, ends):
    assert SHIPPED.publicity_ends(published, days) == ends


def test_years_not_yet_announced_are_named():
    assert SHIPPED.years_without_official_data(date(2026, 12, 20), date(2028, 1, 5)) == (2027, 2028)
    assert SHIPPED.years_without_official_data(date(2016, 1, 1), date(2026, 12, 31)) == ()


def test_shipped_days_have_no_doubles_and_moved_days_are_weekends():
    days = read_days()

    assert len({each.day for each in days}) == len(days)
    assert [each for each in days if each.is_workday and each.day.weekday() < 5] == []


@given(CALENDARS, DATES, st.integers(1, 40))
def test_a_period_holds_exactly_its_working_days_and_ends_on_one(calendar, start, days):
    end = calendar.publicity_ends(start, days)

    assert calendar.is_workday(end)
    assert calendar.workdays_between(start, end) == days
    assert calendar.workdays_between(start, end - timedelta(days=1)) == days - 1


@given(CALENDARS, DATES, st.integers(1, 40))
def test_counting_back_undoes_counting_on(calendar, start, n):
    begin = calendar.first_workday(start)

    assert calendar.add_workdays(calendar.add_workdays(begin, n), -n) == begin


@given(CALENDARS, DATES, DATES, DATES)
def test_working_days_add_up_over_neighbouring_periods(calendar, one, two, three):
    first, middle, last = sorted((one, two, three))
    after = middle + timedelta(days=1)

    parts = calendar.workdays_between(first, middle) + calendar.workdays_between(after, last)

    assert parts == calendar.workdays_between(first, last)
