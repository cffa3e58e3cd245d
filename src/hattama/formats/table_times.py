"""Moments in tables: one cell or several parts, on the clock of a place, made into aware times."""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hattama.core.vocabulary import YEARS, Message
from hattama.formats.constructions import Columns, Construction, TextOf, read_construction
from hattama.formats.faults import FaultKind
from hattama.formats.table_rows import Cell
from hattama.formats.toml_documents import TomlTable


@lru_cache(maxsize=1024)
def is_time_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA database that names a place, or UTC."""
    if "/" not in name or name.startswith(_OTHER_CLOCKS):
        return name == "UTC"
    try:
        # The zone itself is read: to list all of them every file of the database would be opened.
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


_OTHER_CLOCKS = ("posix/", "right/")
"""Folders of the database with the same places once more, there with leap seconds."""

PARTS = ("year", "month", "day", "hour", "minute")

NO_SUCH_TIME = FaultKind.of("TIME-IMPOSSIBLE", Message("there is no such date and time: {found}"))
NO_SUCH_ZONE = FaultKind.of("TIME-ZONE", Message("unknown time zone: {found}"))
TIME_UNCLEAR = FaultKind.of(
    "MAP-TIME", Message("a time is given either by the key value or by all the keys {expected}")
)
_ISO_WITH_CLOCK = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ][0-9].*", re.ASCII)


class NoSuchTime(ValueError):
    """What the cells say is no moment. `found` is what they say."""

    def __init__(self, kind: FaultKind, found: str) -> None:
        super().__init__(found)
        self.kind, self.found = kind, found


TimeOf = Callable[[Sequence[Cell], str], datetime.datetime | None]
"""From a row and the precinct's own time zone to a moment, None where there is none. Raises NoSuchTime."""


@dataclass(frozen=True, slots=True)
class TimeMapping:
    """Where a moment stands: one `value` in `pattern` (of strptime; empty: ISO 8601), or `parts` from PARTS.

    A part that is missing makes the moment missing. `time_zone` None: the precinct's own; one that comes
    out empty leaves the moment out. `leave_out`: an impossible moment is left out instead of refused.
    """

    value: Construction | None
    pattern: str
    parts: Mapping[str, Construction]
    time_zone: Construction | None
    leave_out: bool

    def fit(self, columns: Columns) -> TimeOf:
        """This mapping for a table with these columns."""
        written = self._written(columns)
        zone_of = self.time_zone.fit(columns) if self.time_zone else None
        pattern = self.pattern

        def time_of(cells: Sequence[Cell], own_zone: str) -> datetime.datetime | None:
            text = written(cells)
            zone = zone_of(cells) if zone_of else own_zone
            if not text or not zone:
                return None
            return on_the_clock(_read(text, pattern), zone, text)

        return time_of

    def _written(self, columns: Columns) -> TextOf:
        if self.value is not None:
            return self.value.fit(columns, dates=True)
        parts = [self.parts[name].fit(columns) for name in PARTS]

        def text_of(cells: Sequence[Cell]) -> str:
            texts = [part(cells) for part in parts]
            if not all(texts):
                return ""
            year, month, day, hour, minute = (text.rjust(2, "0") for text in texts)
            return f"{year}-{month}-{day} {hour}:{minute}"

        return text_of


def _read(text: str, pattern: str) -> datetime.datetime:
    if pattern:
        try:
            return datetime.datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is put on by the caller
        except ValueError:
            pass
    # Cells that are dates to a spreadsheet come as ISO 8601 whatever the pattern for written ones.
    if _ISO_WITH_CLOCK.fullmatch(text):
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            pass
    raise NoSuchTime(NO_SUCH_TIME, text)


def on_the_clock(
    moment: datetime.datetime, zone: str, text: str, until: datetime.datetime | None = None
) -> datetime.datetime:
    """`moment` in a zone where it has none of its own; `text` is what it was read from. Raises NoSuchTime.

    Of an hour that clocks show twice the first is meant; where it is known that the moment was not after
    `until`, the last that was not.
    """
    if moment.year not in YEARS:
        raise NoSuchTime(NO_SUCH_TIME, text)
    if moment.tzinfo is not None:
        return moment
    if not is_time_zone(zone):
        raise NoSuchTime(NO_SUCH_ZONE, zone)
    placed = moment.replace(tzinfo=ZoneInfo(zone))
    # An hour that the clocks skipped does not come back as itself.
    if placed.astimezone(datetime.UTC).astimezone(placed.tzinfo).replace(tzinfo=None) != moment:
        raise NoSuchTime(NO_SUCH_TIME, text)
    again = placed.replace(fold=1)
    return again if until is not None and again.astimezone(datetime.UTC) <= until else placed


def read_time_mapping(tables: TomlTable, key: str) -> TimeMapping:
    """The time mapping under `key`."""
    table = tables.table(key) or TomlTable(tables.document, (*tables.path, key), {})
    value = read_construction(table, "value", required=False)
    parts = {name: read_construction(table, name, required=False) for name in PARTS}
    given = {name: part for name, part in parts.items() if part is not None}
    if (value is not None and given) or (value is None and len(given) != len(PARTS)):
        table.fault(TIME_UNCLEAR, expected=", ".join(PARTS))
    return TimeMapping(
        value=value,
        pattern=table.text("pattern", required=False),
        parts=given,
        time_zone=read_construction(table, "time_zone", required=False),
        leave_out=table.one_of("impossible", ("refuse", "leave_out"), "refuse") == "leave_out",
    )
