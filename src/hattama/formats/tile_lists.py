"""tiles.csv: where areas stand in a picture made of equal tiles, one a row, read strictly and written back.

`column` and `row` count from 0 at the top left; odd rows stand half a tile to the right (hexagons). Labels
are short, in as many languages as there are columns `label_…`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from hattama.core.vocabulary import Fault, Message, Words, is_area_id
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NOT_PRINTABLE, TOO_LONG, spread_columns
from hattama.formats.visible_texts import hidden_sign
from hattama.formats.whole_numbers import NumberFormat

COLUMN_UNKNOWN = FaultKind.of(
    "TILE-COLUMN", Message("unknown column “{found}”; possible columns: {expected}")
)
NO_AREA = FaultKind.of("TILE-AREA", Message("this cannot identify an area: {found}"))
AREA_TWICE = FaultKind.of("TILE-TWICE", Message("area {found} has two places"))
PLACE_TAKEN = FaultKind.of("TILE-TAKEN", Message("area {found} stands in this place"))
OUTSIDE = FaultKind.of("TILE-OUTSIDE", Message("a place is a number from 0 to {expected}, found: {found}"))

REQUIRED = ("area_id", "column", "row")
LARGEST_PLACE = 60
LONGEST_LABEL = 12
_LABEL = re.compile(r"label_([a-z]{2,3}(?:-[a-z0-9]{2,8})*)", re.ASCII)
_count = NumberFormat().reader()


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of an area in the grid; `label` has no text where only the place is given."""

    area_id: str
    column: int
    row: int
    label: Words


def parse_tiles(stream: IO[bytes], file: str) -> tuple[Tile, ...]:
    """The tiles of a list. Raises InputFaults with everything wrong, each with its row."""
    table = read_csv(stream, file)
    unknown = COLUMN_UNKNOWN.at(file, expected=", ".join([*REQUIRED, "label_kk"]))
    plain, labelled = spread_columns(table, REQUIRED, REQUIRED, _LABEL, unknown)
    labels = sorted((match[1], index) for match, index in labelled)
    faults: list[Fault] = []
    tiles: list[Tile] = []
    taken: dict[tuple[int, int], str] = {}
    seen: set[str] = set()
    for row, cells in table.sound_rows(faults):
        reading = _Reading(file, row, [str(cell).strip() for cell in cells])
        tile = reading.tile(plain, labels)
        place = (tile.column, tile.row)
        if tile.area_id in seen:
            reading.fault(AREA_TWICE, "area_id", tile.area_id)
        elif not reading.faults and place in taken:
            reading.fault(PLACE_TAKEN, "column", taken[place])
        faults += reading.faults
        seen.add(tile.area_id)
        taken.setdefault(place, tile.area_id)
        tiles.append(tile)
    refuse_if_any(faults)
    return tuple(tiles)


class _Reading:
    """One row becoming a tile; what is wrong with it gathers in `faults`."""

    def __init__(self, file: str, row: int, cells: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        self._file, self._row, self._cells = file, row, cells

    def tile(self, plain: dict[str, int], labels: Iterable[tuple[str, int]]) -> Tile:
        area_id = self._cells[plain["area_id"]]
        if not is_area_id(area_id):
            self.fault(NO_AREA, "area_id", area_id)
        column = self._place("column", self._cells[plain["column"]])
        row = self._place("row", self._cells[plain["row"]])
        texts = [(language, self._label(language, self._cells[index])) for language, index in labels]
        return Tile(area_id, column, row, Words(tuple((code, text) for code, text in texts if text)))

    def fault(self, kind: FaultKind, field: str, found: str, expected: str = "") -> None:
        self.faults.append(kind.at(self._file, row=self._row, field=field, found=found, expected=expected))

    def _place(self, field: str, text: str) -> int:
        number = _count(text)
        if isinstance(number, int) and number <= LARGEST_PLACE:
            return number
        kind = number if isinstance(number, FaultKind) else OUTSIDE
        self.fault(kind, field, text, str(LARGEST_PLACE))
        return 0

    def _label(self, language: str, text: str) -> str:
        field = f"label_{language}"
        if len(text) > LONGEST_LABEL:
            self.fault(TOO_LONG, field, str(len(text)), str(LONGEST_LABEL))
        if sign := hidden_sign(text):
            self.fault(NOT_PRINTABLE, field, sign)
        return text
