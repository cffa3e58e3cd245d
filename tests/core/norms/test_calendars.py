"""Working days: weeks, holidays and moved days; where a day ends."""

import datetime
from zoneinfo import ZoneInfo

from hattama.core.norms import Calendar, CalendarYear

DAY = datetime.date
CALENDAR = Calendar(
    ZoneInfo("Asia/Almaty"),
    {
        2023: CalendarYear(frozenset({DAY(2023, 7, 7)}), frozenset({DAY(2023, 7, 1)})),
        2026: CalendarYear(frozenset(), is_final=False),
    },
)


def test_holidays_rest_and_days_that_stand_in_for_them_work():
    days = [DAY(2023, 7, day) for day in (1, 2, 3, 7, 8)]
    assert [CALENDAR.is_working(day) for day in days] == [True, False, True, False, False]


def test_a_year_that_is_not_known_has_plain_weeks():
    assert CALENDAR.is_working(DAY(2024, 7, 5))
    assert not CALENDAR.is_working(DAY(2024, 7, 6))


def test_only_years_that_are_known_and_final_are_sure():
    assert CALENDAR.is_sure(DAY(2023, 1, 1), DAY(2023, 12, 31))
    assert not CALENDAR.is_sure(DAY(2023, 12, 31), DAY(2024, 1, 1))
    assert not CALENDAR.is_sure(DAY(2026, 1, 1), DAY(2026, 1, 1))


def test_a_day_is_that_of_its_own_clock_and_ends_at_midnight():
    late = datetime.datetime(2023, 3, 19, 19, 30, tzinfo=datetime.UTC)
    assert CALENDAR.day_of(late) == DAY(2023, 3, 20)
    assert CALENDAR.end_of(DAY(2023, 3, 20)).isoformat() == "2023-03-21T00:00:00+06:00"
