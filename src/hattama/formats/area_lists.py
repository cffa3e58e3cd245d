"""areas.csv: the areas of an election, one a row, read strictly and written back."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import itemgetter
from typing import IO

from hattama.core.tabulation import AreaTree, check_areas
from hattama.core.vocabulary import Area, AreaKind, Fault, Message, Words, csv_text, is_code, is_formula
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NOT_PRINTABLE, TOO_LONG, Cell, Table, spread_columns
from hattama.formats.table_times import is_time_zone
from hattama.formats.visible_texts import hidden_sign
from hattama.formats.whole_numbers import TOO_LARGE, NumberFormat

COLUMN_UNKNOWN = FaultKind.of(
    "AREA-COLUMN", Message("unknown column “{found}”; possible columns: {expected}")
)
UNKNOWN_KIND = FaultKind.of("AREA-KIND", Message("unknown kind of area “{found}”; possible: {expected}"))
UNKNOWN_LEVEL = FaultKind.of(
    "AREA-LEVEL",
    Message(
        "“{found}” cannot name a level: small Latin letters, digits and _, at most {expected} characters"
    ),
)
UNKNOWN_ZONE = FaultKind.of(
    "AREA-ZONE", Message("unknown time zone “{found}”; an IANA name such as Asia/Almaty is needed")
)
NO_NAME = FaultKind.of("AREA-NAME", Message("the area has no name in any language"))
FORMULA = FaultKind.of(
    "AREA-FORMULA",
    Message("a spreadsheet runs what begins with = + - or @: write something before it; found: {found}"),
)
NO_IDENTIFIER = FaultKind.of("AREA-NOID", Message("the area has no identifier"))

BAD_DEGREES = FaultKind.of(
    "AREA-POSITION",
    Message("latitude −90…90, longitude −180…180, degrees with a point (43.238949); found: {found}"),
)
HALF_POSITION = FaultKind.of("AREA-HALF", Message("latitude and longitude are given together"))

PLAIN_COLUMNS = ("area_id", "parent_id", "level", "number", "kind", "time_zone", "voters_registered")
ALSO_IN = "also_in"
"""May be there, or not: areas of other divisions, by spaces, that a precinct is in too."""
POSITION = ("latitude", "longitude")
"""May be there, or not: where an area is, in degrees."""
_NO_WORD_COLUMNS = (*PLAIN_COLUMNS, ALSO_IN, *POSITION)
REQUIRED_COLUMNS = ("area_id", "parent_id", "level", "kind")
WORD_COLUMNS = ("name", "address", "commission")
LONGEST = {"number": 32, "name": 255, "address": 1000, "commission": 255}
LONGEST_LEVEL = 32
MICRO = 1_000_000
MOST_VOTERS = 2**31 - 1

_WORD_COLUMN = re.compile(rf"({'|'.join(WORD_COLUMNS)})_([a-z]{{2,3}}(?:-[a-z0-9]{{2,8}})*)", re.ASCII)
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,18})?", re.ASCII)
_count = NumberFormat().reader()
_FIRST_LANGUAGES = ("kk", "ru", "en")


def parse_areas(stream: IO[bytes], file: str, *, time_zone: str = "UTC") -> AreaTree:
    """The tree of areas in an areas.csv. Raises InputFaults with everything wrong, each with its row.

    `time_zone` holds where neither an area nor any above it names one. `stream` is binary and can be rewound.
    """
    return read_areas(read_csv(stream, file), time_zone=time_zone)


def read_areas(table: Table, *, time_zone: str) -> AreaTree:
    """The tree of areas in a table with the columns of an areas.csv, wherever it came from."""
    faults: list[Fault] = []
    reading = _RowReading(table.file, _Layout.of(table), time_zone, faults)
    areas: list[Area] = []
    rows = array("Q")
    unread: set[str] = set()
    zones: dict[str, str] = {}
    for row, cells in table.sound_rows(faults):
        area = reading.area(row, [*_stripped(cells), ""])
        if area.area_id:
            areas.append(area)
            rows.append(row)
            if reading.names_zone:
                zones[area.area_id] = area.time_zone
            if reading.kind_is_unread:
                unread.add(area.area_id)
    faults += check_areas(areas, table.file, rows, unread)
    refuse_if_any(sorted(faults, key=lambda fault: fault.row))
    return AreaTree.of_checked(_on_their_clocks(areas, zones, time_zone))


def _stripped(cells: Sequence[Cell]) -> list[str]:
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]
    except TypeError:  # of a spreadsheet, with a date
        return [str(cell).strip() for cell in cells]


def _on_their_clocks(areas: list[Area], zones: dict[str, str], default: str) -> list[Area]:
    """The areas, each by the clock of the nearest of itself and those above it that names one in `zones`."""
    if {default, *zones.values()} == {default}:
        return areas
    parents = {area.area_id: area.parent_id for area in areas}
    placed = []
    for area in areas:
        passed: list[str] = []
        at: str | None = area.area_id
        while at is not None and at not in zones:
            passed.append(at)
            at = parents[at]
        zone = default if at is None else zones[at]
        zones.update(dict.fromkeys(passed, zone))
        placed.append(area if zone == area.time_zone else replace(area, time_zone=zone))
    return placed


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each column stands: `plain` takes those that are no words out of the cells of a row."""

    plain: Callable[[Sequence[str]], tuple[str, ...]]
    words: dict[str, tuple[tuple[str, str, int], ...]]

    @classmethod
    def of(cls, table: Table) -> _Layout:
        possible = ", ".join([*_NO_WORD_COLUMNS, *(f"{name}_kk" for name in WORD_COLUMNS)])
        unknown = COLUMN_UNKNOWN.at(table.file, expected=possible)
        plain, matches = spread_columns(table, REQUIRED_COLUMNS, _NO_WORD_COLUMNS, _WORD_COLUMN, unknown)
        words: dict[str, list[tuple[str, str, int]]] = {name: [] for name in WORD_COLUMNS}
        for match, index in matches:
            words[match[1]].append((match[2], match[0], index))
        # After the cells of a row stands an empty one, for what has no column.
        places = [plain.get(name, -1) for name in _NO_WORD_COLUMNS]
        return cls(itemgetter(*places), {name: tuple(sorted(columns)) for name, columns in words.items()})


class _RowReading:
    """One row after the other becoming an area; what is wrong with them gathers in `faults`."""

    def __init__(self, file: str, layout: _Layout, time_zone: str, faults: list[Fault]) -> None:
        self._file, self._layout, self._default, self._faults = file, layout, time_zone, faults
        self._row = 0
        self._cells: Sequence[str] = ()
        # Stations share addresses and schools: what was found sound is not asked again, nor kept twice.
        self._sound_texts: dict[str, dict[str, str]] = {name: {} for name in LONGEST}
        self._sound_levels, self._sound_zones = set[str](), {""}
        self.kind_is_unread = self.names_zone = False

    def area(self, row: int, cells: Sequence[str]) -> Area:
        self._row, self._cells, self.kind_is_unread = row, cells, False
        area_id, parent_id, level, number, kind, zone, voters, also_in, *position = self._layout.plain(
            self._cells
        )
        if not area_id:
            self._fault(NO_IDENTIFIER, "area_id")
        self.names_zone = bool(zone)
        names = self._words("name")
        if not names:
            self._fault(NO_NAME, "name_kk")
        return Area(
            area_id=area_id,
            parent_id=parent_id or None,
            level=self._level(level),
            number=self._sound_texts["number"].get(number) or self._sound("number", "number", number),
            names=names,
            address=self._words("address"),
            commission=self._words("commission"),
            time_zone=self._zone(zone) or self._default,
            voters_registered=self._voters(voters) if voters else None,
            kind=self._kind(kind),
            also_in=tuple(also_in.split()),
            position=self._position(position) if any(position) else None,
        )

    def _words(self, column: str) -> Words:
        texts, known, cells = [], self._sound_texts[column], self._cells
        for language, field, index in self._layout.words[column]:
            if text := cells[index]:
                texts.append((language, known.get(text) or self._sound(field, column, text)))
        return Words(tuple(texts)) if texts else _NO_WORDS

    def _sound(self, field: str, limit: str, text: str) -> str:
        if len(text) <= LONGEST[limit] and not hidden_sign(text) and not is_formula(text):
            return self._sound_texts[limit].setdefault(text, text)
        if len(text) > LONGEST[limit]:
            self._fault(TOO_LONG, field, str(len(text)), str(LONGEST[limit]))
        if sign := hidden_sign(text):
            self._fault(NOT_PRINTABLE, field, sign)
        # The file is published with the very bytes that the log names, so nothing can be put before it then.
        if is_formula(text) and text != "-":
            self._fault(FORMULA, field, text[:40])
        return text

    def _level(self, text: str) -> str:
        if text not in self._sound_levels:
            if is_code(text) and len(text) <= LONGEST_LEVEL:
                self._sound_levels.add(text)
            else:
                self._fault(UNKNOWN_LEVEL, "level", text, str(LONGEST_LEVEL))
        return text

    def _zone(self, text: str) -> str:
        if text not in self._sound_zones:
            if is_time_zone(text):
                self._sound_zones.add(text)
            else:
                self._fault(UNKNOWN_ZONE, "time_zone", text)
        return text

    def _voters(self, text: str) -> int | None:
        count = _count(text)
        if isinstance(count, int) and count > MOST_VOTERS:
            count = TOO_LARGE
        if isinstance(count, FaultKind):
            self._fault(count, "voters_registered", text)
            return None
        return count

    def _position(self, texts: Sequence[str]) -> tuple[int, int] | None:
        if not all(texts):
            self._fault(HALF_POSITION, POSITION[0])
            return None
        latitude = self._degrees(POSITION[0], texts[0], 90)
        longitude = self._degrees(POSITION[1], texts[1], 180)
        return None if latitude is None or longitude is None else (latitude, longitude)

    def _degrees(self, column: str, text: str, most: int) -> int | None:
        value = Fraction(text) if _DEGREES.fullmatch(text) else None
        if value is None or abs(value) > most:
            self._fault(BAD_DEGREES, column, text[:40])
            return None
        return round(value * MICRO)

    def _kind(self, text: str) -> AreaKind:
        kind = _KINDS.get(text)
        if kind is None:
            self.kind_is_unread = True
            self._fault(UNKNOWN_KIND, "kind", text, ", ".join(_KINDS))
            return AreaKind.UNIT
        return kind

    def _fault(self, kind: FaultKind, field: str, found: str = "", expected: str = "") -> None:
        self._faults.append(kind.at(self._file, row=self._row, field=field, found=found, expected=expected))


_KINDS = {kind.value: kind for kind in AreaKind}
_NO_WORDS = Words(())


def render_areas(areas: Iterable[Area]) -> bytes:
    """An areas.csv from which `parse_areas` makes the same areas: UTF-8, commas, line feeds, header first."""
    listed = tuple(areas)
    languages = {name: _languages(listed, name) for name in WORD_COLUMNS}
    words = [f"{name}_{language}" for name in WORD_COLUMNS for language in languages[name]]
    has_divisions = any(area.also_in for area in listed)
    has_positions = any(area.position for area in listed)
    more = [*((ALSO_IN,) if has_divisions else ()), *(POSITION if has_positions else ())]
    rows = [[*PLAIN_COLUMNS, *more, *words]]
    for area in listed:
        voters = "" if area.voters_registered is None else str(area.voters_registered)
        cells = [area.area_id, area.parent_id or "", area.level, area.number, area.kind.value]
        cells += [area.time_zone, voters]
        if has_divisions:
            cells.append(" ".join(area.also_in))
        if has_positions:
            cells += area.degrees
        for name in WORD_COLUMNS:
            texts = dict(_words_of(area, name).texts)
            cells += [texts.get(language, "") for language in languages[name]]
        rows.append(cells)
    return csv_text(rows, "\n").encode()


def _languages(areas: Iterable[Area], column: str) -> list[str]:
    """The languages in use, those of the interface first; names always have a column of their own."""
    used = {language for area in areas for language, _ in _words_of(area, column).texts}
    if column == "name":
        used.add(_FIRST_LANGUAGES[0])
    first = [language for language in _FIRST_LANGUAGES if language in used]
    return [*first, *sorted(used.difference(first))]


def _words_of(area: Area, column: str) -> Words:
    if column == "name":
        return area.names
    return area.address if column == "address" else area.commission
