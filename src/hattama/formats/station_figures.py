"""Somebody's table of results by station, read by a mapping of its columns: for the statistical questions.

    [stations]
    code = "precinct"
    district = ["county", "municipality"]   # several columns together name it
    region = "county"
    registered = ["on_list", "added"]       # several columns are added up
    cast = "took_part"                      # ballots given out, the base of turnout
    counted = "valid"                       # the base of shares; left out: the sum of the votes
    votes = ["votes_*"]                     # a star stands for anything
    invalid = "invalid"                     # these and what follows may be left out
    early = "early"
    portable = "portable"
    boxes = ["portable", "stationary"]
    by_hour = ["noon", "five", "close"]
    observed = "observers"                  # yes or 1 where they were
    only = { year = "2012" }
    blank = "zero"                          # what an empty cell is: missing (if left out) or zero

[table] and [numbers] are those of every mapping (docs/format/mappings.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from hattama.core.forensics import Station, StationFigures
from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.mapping import read_number_format
from hattama.formats.table_rows import Cell, Table, absent_column
from hattama.formats.tables import TableOptions, open_table, read_table_options
from hattama.formats.toml_documents import NOT_A_TEXT, TomlTable, read_toml
from hattama.formats.whole_numbers import NumberFormat

STATION_TWICE = FaultKind.of("STATION-TWICE", Message("the station stands there twice: {found}"))
NO_VOTES = FaultKind.of("STATION-VOTES", Message("no column matches {found}"))
NOT_A_CELL = FaultKind.of("STATION-CELL", Message("the cell holds no whole number: {found}"))

MOST_FAULTS = 100
_COUNTS = ("registered", "cast", "counted", "invalid", "early", "portable", "boxes")
_YES = frozenset(("1", "yes", "true", "+", "иә", "да"))


@dataclass(frozen=True, slots=True)
class StationMapping:
    """Which columns say what. `counts`: columns that are added up, by field of `Station`."""

    file: str
    table: TableOptions
    numbers: NumberFormat
    code: tuple[str, ...]
    district: tuple[str, ...]
    region: tuple[str, ...]
    counts: Mapping[str, tuple[str, ...]]
    votes: tuple[str, ...]
    by_hour: tuple[str, ...]
    observed: tuple[str, ...]
    only: Mapping[str, str]
    blank_is_zero: bool


def parse_station_mapping(
    data: bytes, file: str, needed: Sequence[str] = ("code", "votes")
) -> StationMapping:
    """The mapping in `data`, named `file`, with the columns `needed`. Raises InputFaults with all faults."""
    top = read_toml(data, file)
    options, numbers = read_table_options(top), read_number_format(top)
    stations = top.table("stations")
    mapping = None
    if stations is not None:
        mapping = StationMapping(
            file,
            options,
            numbers,
            code=_columns(stations, "code"),
            district=_columns(stations, "district"),
            region=_columns(stations, "region"),
            counts={name: _columns(stations, name) for name in _COUNTS},
            votes=_columns(stations, "votes"),
            by_hour=_columns(stations, "by_hour"),
            observed=_columns(stations, "observed"),
            only=_only(stations),
            blank_is_zero=stations.one_of("blank", ("missing", "zero"), "missing") == "zero",
        )
        for name in needed:
            if not getattr(mapping, name):
                stations.fault(NOT_A_TEXT, name, "–")
    top.document.refuse_if_faulty()
    assert mapping is not None, "its absence is a fault"
    return mapping


def _columns(table: TomlTable, key: str) -> tuple[str, ...]:
    """One column or several, as the mapping has them."""
    value = table.anything(key) if key in table else []
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        table.fault(NOT_A_TEXT, key, str(value))
        return ()
    return tuple(names)


def _only(table: TomlTable) -> dict[str, str]:
    only = table.table("only", required=False)
    if only is None:
        return {}
    return {name: only.text(name) for name in only.values}


def read_stations(path: Path, mapping: StationMapping) -> StationFigures:
    """The stations in the table at `path`. Raises InputFaults with file, row and column of what is wrong."""
    with open_table(path, mapping.table) as table:
        return read_station_table(table, mapping)


def read_station_table(table: Table, mapping: StationMapping) -> StationFigures:
    """The same of a table that is open."""
    return _Reader(table, mapping).read()


class _Reader:
    """One reading of one table."""

    def __init__(self, table: Table, mapping: StationMapping) -> None:
        self.table = table
        self.mapping = mapping
        self.faults: list[Fault] = []
        self.place = {name: at for at, name in enumerate(table.columns)}
        self.choices = tuple(
            name for name in table.columns if any(fnmatchcase(name, wanted) for wanted in mapping.votes)
        )
        self.number: Callable[[Cell], int | FaultKind | None] = mapping.numbers.reader()
        self._refuse_missing_columns()

    def _refuse_missing_columns(self) -> None:
        mapping = self.mapping
        named = [*mapping.code, *mapping.district, *mapping.region, *mapping.by_hour, *mapping.observed]
        named += [*mapping.only, *(name for names in mapping.counts.values() for name in names)]
        faults = [
            absent_column(self.table.file, 0, name, self.table.columns, name)
            for name in dict.fromkeys(named)
            if name not in self.place
        ]
        if self.mapping.votes and not self.choices:
            faults.append(NO_VOTES.at(self.table.file, field="votes", found=", ".join(mapping.votes)))
        refuse_if_any(faults)

    def read(self) -> StationFigures:
        """All rows that are asked for."""
        stations: list[Station] = []
        seen: set[tuple[str, str, str]] = set()
        for row, cells in self.table.rows:
            if len(self.faults) >= MOST_FAULTS:
                break
            if isinstance(cells, Fault):
                self.faults.append(cells)
            elif all(self._text(cells, (name,)) == value for name, value in self.mapping.only.items()):
                station = self._station(row, cells)
                key = (station.region, station.district, station.code)
                if key in seen:
                    name = "/".join(filter(None, key))
                    column = self.mapping.code[0]
                    self.faults.append(STATION_TWICE.at(self.table.file, row=row, field=column, found=name))
                seen.add(key)
                stations.append(station)
        refuse_if_any(self.faults)
        return StationFigures(self.choices, tuple(stations), self.mapping.by_hour[:-1])

    def _station(self, row: int, cells: Sequence[Cell]) -> Station:
        mapping = self.mapping
        votes = tuple(self._count(row, cells, name) for name in self.choices)
        known = [count for count in votes if count is not None]
        counts = {name: self._sum(row, cells, columns) for name, columns in mapping.counts.items() if columns}
        whole = sum(known) if len(known) == len(votes) else None
        observed = self._text(cells, mapping.observed).lower() if mapping.observed else ""
        return Station(
            self._text(cells, mapping.code),
            self._text(cells, (*mapping.region, *mapping.district)),
            self._text(cells, mapping.region),
            counts.get("registered"),
            counts.get("cast"),
            counts.get("counted", whole),
            votes,
            invalid=counts.get("invalid"),
            early=counts.get("early"),
            portable=counts.get("portable"),
            boxes=counts.get("boxes"),
            by_hour=tuple(self._count(row, cells, name) for name in mapping.by_hour),
            observed=observed in _YES if mapping.observed else None,
        )

    def _text(self, cells: Sequence[Cell], columns: Sequence[str]) -> str:
        return " / ".join(str(cells[self.place[name]]).strip() for name in dict.fromkeys(columns))

    def _count(self, row: int, cells: Sequence[Cell], column: str) -> int | None:
        cell = cells[self.place[column]]
        if isinstance(cell, str) and cell.strip() in self.mapping.numbers.illegible:
            return None
        count = self.number(cell)
        if isinstance(count, FaultKind):
            self.faults.append(NOT_A_CELL.at(self.table.file, row=row, field=column, found=str(cell)))
            return None
        return 0 if count is None and self.mapping.blank_is_zero else count

    def _sum(self, row: int, cells: Sequence[Cell], columns: Sequence[str]) -> int | None:
        counts = [self._count(row, cells, name) for name in columns]
        return None if None in counts else sum(count or 0 for count in counts)
