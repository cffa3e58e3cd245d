"""Working days of a country: weekends, holidays and days moved by its government, year by year."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What one year adds to plain weeks: days of rest, and days of a weekend on which people work.

    `is_final` False: days that follow the moon, or that are moved by decree, may still change.
    """

    rest: frozenset[datetime.date]
    worked: frozenset[datetime.date] = frozenset()
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as they pass in `zone`; `years` holds what is known, other years have plain weeks."""

    zone: datetime.tzinfo
    years: Mapping[int, CalendarYear]

    def is_working(self, day: datetime.date) -> bool:
        """Whether people work on `day`."""
        year = self.years.get(day.year)
        if year is not None and (day in year.worked or day in year.rest):
            return day in year.worked
        return day.weekday() < _SATURDAY

    def is_sure(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether the holidays of all years from `first` to `last` are known and final."""
        years = (self.years.get(year) for year in range(first.year, last.year + 1))
        return all(year is not None and year.is_final for year in years)

    def day_of(self, moment: datetime.datetime) -> datetime.date:
        """The day on which an aware `moment` falls here."""
        return moment.astimezone(self.zone).date()

    def at(self, day: datetime.date, clock: datetime.time) -> datetime.datetime:
        """The moment at which the clock shows `clock` on `day`."""
        return datetime.datetime.combine(day, clock, tzinfo=self.zone)

    def end_of(self, day: datetime.date) -> datetime.datetime:
        """Midnight at the end of `day`: up to it, and with it, the day lasts."""
        return self.at(day + _DAY, datetime.time.min)
