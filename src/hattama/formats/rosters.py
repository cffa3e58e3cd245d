"""Areas made from the rows of results, as the roster part of a mapping says; the election they complete.

Rows that speak of the same area must agree about it; what one row leaves empty another may fill in.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Fault, Message
from hattama.formats.area_lists import PLAIN_COLUMNS, WORD_COLUMNS, read_areas, render_areas
from hattama.formats.constructions import CellRefused, Columns, Construction, TextOf
from hattama.formats.election_definition import parse_election
from hattama.formats.election_folder import RULEPACK_FILE, ElectionFolder, areas_not_listed, read_file
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.import_faults import NO_PRECINCT
from hattama.formats.importing import Progress, reported_rows
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_rosters import LevelMapping, RosterMapping
from hattama.formats.table_rows import Cell, Row, Table
from hattama.formats.tables import open_table

NO_ROSTER = FaultKind.of(
    "MAP-ROSTER", Message("the mapping names no election file (mapping.election) or no areas (roster)")
)
AREA_DIFFERS = FaultKind.of(
    "ROSTER-DIFFERS",
    Message("rows disagree about the area {area}: {found}, where row {row} has {expected}"),
)

_PARENT = PLAIN_COLUMNS.index("parent_id")
_VOTERS = PLAIN_COLUMNS.index("voters_registered")


RowFaults = MutableMapping[int, list[Fault]]
"""What is wrong with single rows, by their number."""


def define_election(
    path: Path,
    mapping_path: Path,
    mapping: TableMapping,
    progress: Progress | None = None,
    row_faults: RowFaults | None = None,
) -> ElectionFolder:
    """The election that a mapping defines together with the table of its results.

    Contests and choices come from the file that the mapping names, which stands beside it; areas from the
    rows of the table at `path`; a rulepack.toml beside the mapping is taken along. Raises InputFaults; where
    `row_faults` is given, what is wrong with single rows goes there and an area is what its first row says.
    """
    if not mapping.definition or mapping.roster is None:
        raise InputFaults([NO_ROSTER.at(mapping.file)])
    faults: list[Fault] = []
    definition = read_file(mapping_path.parent / mapping.definition, faults)
    refuse_if_any(faults)
    assert definition is not None, "its absence is a fault"
    election = parse_election(definition, mapping.definition)
    areas = read_roster(
        path, mapping, mapping.roster, time_zone=election.time_zone, progress=progress, row_faults=row_faults
    )
    refuse_if_any(areas_not_listed(election, areas, definition, mapping.definition))
    own = mapping_path.parent / RULEPACK_FILE
    rulepack = own.read_bytes() if own.exists() else None
    return ElectionFolder(election, areas, definition, render_areas(areas.areas), rulepack)


def read_roster(
    path: Path,
    mapping: TableMapping,
    roster: RosterMapping,
    *,
    time_zone: str,
    progress: Progress | None = None,
    row_faults: RowFaults | None = None,
) -> AreaTree:
    """The areas in the rows of a table, in the order in which they first appear. Raises InputFaults, but for
    faults of single rows, which go to `row_faults` where that is given.

    `time_zone` holds where the roster names none.
    """
    with open_table(path, mapping.table, trees=True) as table:
        gathering = _Gathering(table, mapping, roster)
        for row, cells in reported_rows(table, progress, mapping.filters, mapping.table.header_row):
            gathering.take(row, cells)
    try:
        tree = read_areas(gathering.table_of_areas(), time_zone=time_zone)
    except InputFaults as refusal:
        raise InputFaults(sorted([*gathering.faults, *refusal.faults], key=lambda one: one.row)) from refusal
    if row_faults is None:
        refuse_if_any(sorted(gathering.faults, key=lambda fault: fault.row))
    else:
        for fault in gathering.faults:
            row_faults.setdefault(fault.row, []).append(fault)
    return tree


class _Gathering:
    """The areas met so far: by identifier the row they first came in and their cells, as in an areas.csv."""

    def __init__(self, table: Table, mapping: TableMapping, roster: RosterMapping) -> None:
        self.faults: list[Fault] = []
        self._file = table.file
        self._columns = (*PLAIN_COLUMNS, *_word_columns(roster))
        columns = Columns(table.file, table.columns, mapping.table.header_row)
        self._levels = [self._fitted(level, mapping, columns) for level in roster.levels]
        self._count = mapping.numbers.reader()
        self._areas: dict[str, tuple[int, list[str]]] = {}
        refuse_if_any(columns.faults)

    def take(self, row: int, cells: Sequence[Cell] | Fault) -> None:
        """Add what one row of results says about areas."""
        if isinstance(cells, Fault):
            self.faults.append(cells)
            return
        parent = ""
        try:
            for level in self._levels:
                texts = level.constants.copy()
                for index, text_of in level.made:
                    # Runs of spaces and line ends become one space: cells of spreadsheets are full of them.
                    texts[index] = " ".join(text_of(cells).split())
                if not texts[0]:
                    continue
                texts[_PARENT] = parent
                self._voters(row, texts)
                self._add(row, texts)
                parent = texts[0]
            if not texts[0]:
                self.faults.append(NO_PRECINCT.at(self._file, row=row))
        except CellRefused as refusal:
            self.faults.append(
                refusal.kind.at(self._file, row=row, field=refusal.column, found=refusal.found)
            )

    def table_of_areas(self) -> Table:
        """All areas as the table that an areas.csv would hold; rows keep the numbers they had."""
        rows: list[Row] = [(row, texts) for row, texts in self._areas.values()]
        return Table(self._file, self._columns, iter(rows), lambda: (0, 0))

    def _add(self, row: int, texts: list[str]) -> None:
        first, known = self._areas.setdefault(texts[0], (row, texts))
        if known == texts:
            return
        for index, text in enumerate(texts):
            if not known[index]:
                known[index] = text
            elif text and text != known[index]:
                kind = replace(AREA_DIFFERS, words=AREA_DIFFERS.words.given(area=texts[0], row=first))
                column, expected = self._columns[index], known[index]
                self.faults.append(kind.at(self._file, row=row, field=column, found=text, expected=expected))

    def _voters(self, row: int, texts: list[str]) -> None:
        count = self._count(texts[_VOTERS])
        if isinstance(count, FaultKind):
            found = texts[_VOTERS]
            self.faults.append(count.at(self._file, row=row, field="voters_registered", found=found))
        texts[_VOTERS] = str(count) if isinstance(count, int) else ""

    def _fitted(self, level: LevelMapping, mapping: TableMapping, columns: Columns) -> _Level:
        """What each column of an areas.csv holds at this level, or how it is made of a row."""
        plain: dict[str, Construction] = {
            "area_id": level.area_id or mapping.area,
            "parent_id": _NOTHING,
            "level": Construction(constant=level.level),
            "number": level.number,
            "kind": level.kind,
            "time_zone": level.time_zone,
            "voters_registered": level.voters_registered,
        }
        words = {
            f"{name}_{language}": construction
            for name, languages in _words_of(level).items()
            for language, construction in languages.items()
        }
        fitted = [(plain | words).get(column, _NOTHING) for column in self._columns]
        constants = [" ".join((one.constant or "").split()) for one in fitted]
        varied = [(at, one) for at, one in enumerate(fitted) if one != Construction(constant=one.constant)]
        return _Level(constants, [(at, one.fit(columns)) for at, one in varied])


_NOTHING = Construction(constant="")


class _Level(NamedTuple):
    """The columns of an areas.csv at one level: what they hold in every row, and how the others are made."""

    constants: list[str]
    made: list[tuple[int, TextOf]]


def _words_of(level: LevelMapping) -> dict[str, dict[str, Construction]]:
    named = zip(WORD_COLUMNS, (level.names, level.address, level.commission), strict=True)
    return {column: dict(languages) for column, languages in named}


def _word_columns(roster: RosterMapping) -> list[str]:
    """All columns such as `name_kk` that any level fills."""
    used = {
        f"{column}_{language}"
        for level in roster.levels
        for column, languages in _words_of(level).items()
        for language in languages
    }
    return sorted(used)
