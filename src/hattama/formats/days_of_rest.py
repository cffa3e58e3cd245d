"""Days of rest of a country by year (rulepacks/days_of_rest): by them working days are counted."""

import datetime
from functools import lru_cache
from types import MappingProxyType

from hattama.core.norms import Calendar, CalendarYear
from hattama.core.vocabulary import YEARS
from hattama.formats.toml_documents import NOT_A_DAY, TomlTable, read_toml
from hattama.rulepacks import read_days_of_rest

_NO_YEARS: MappingProxyType[int, CalendarYear] = MappingProxyType({})


@lru_cache(maxsize=32)
def load_calendar(country: str, zone: datetime.tzinfo) -> Calendar:
    """The country's calendar in `zone`; plain weeks where its days of rest do not come with the program."""
    data = read_days_of_rest(country)
    return Calendar(zone, _NO_YEARS if data is None else _parse(data, f"{country.lower()}.toml"))


@lru_cache(maxsize=8)
def _parse(data: bytes, file: str) -> MappingProxyType[int, CalendarYear]:
    document = read_toml(data, file)
    head = document.table("calendar")
    if head is not None:
        head.text("country")
    years: dict[int, CalendarYear] = {}
    for table in document.tables("year"):
        number = table.integer("year", least=YEARS.start) or YEARS.start
        rest, worked = _days(table, "rest", number), _days(table, "worked", number)
        years[number] = CalendarYear(rest, worked, table.boolean("is_final", default=True))
    document.document.refuse_if_faulty()
    return MappingProxyType(years)


def _days(table: TomlTable, key: str, year: int) -> frozenset[datetime.date]:
    """Calendar days of that year; anything else is a fault."""
    given = table.anything(key)
    days = given if isinstance(given, list) else []
    for day in days:
        if type(day) is not datetime.date or day.year != year:
            table.fault(NOT_A_DAY, key, str(day))
    return frozenset(day for day in days if type(day) is datetime.date)
