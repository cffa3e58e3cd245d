"""tiles.csv: where areas stand in a picture made of equal tiles, one a row, read strictly and written back.

`column` and `row` count from 0 at the top left; odd rows stand half a tile to the right (hexagons). Labels
are short, in as many languages as there are columns `label_…`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from hattama.core.vocabulary import Fault, Message, Words, is_area_id
from hattama.formats.csv_tables import read_csv
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.table_rows import NOT_PRINTABLE, TOO_LONG, NamedRow, spread_columns
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
    _, labelled = spread_columns(table, REQUIRED, REQUIRED, _LABEL, unknown)
    labels = sorted((match[1], match[0]) for match, _ in labelled)
    faults: list[Fault] = []
    tiles: list[Tile] = []
    taken: dict[tuple[int, int], str] = {}
    seen: set[str] = set()
    for number, cells in table.sound_rows(faults):
        texts = (str(cell).strip() for cell in cells)
        row = NamedRow(file, number, dict(zip(table.columns, texts, strict=True)))
        tile = _tile(row, labels)
        place = (tile.column, tile.row)
        if tile.area_id in seen:
            row.fault(AREA_TWICE, "area_id")
        elif not row.faults and place in taken:
            row.fault(PLACE_TAKEN, "column", taken[place])
        faults += row.faults
        seen.add(tile.area_id)
        taken.setdefault(place, tile.area_id)
        tiles.append(tile)
    refuse_if_any(faults)
    return tuple(tiles)


def _tile(row: NamedRow, labels: Sequence[tuple[str, str]]) -> Tile:
    """The row as a tile; `labels`: languages with the columns of their labels."""
    if not is_area_id(row["area_id"]):
        row.fault(NO_AREA, "area_id")
    for _, name in labels:
        if len(row[name]) > LONGEST_LABEL:
            row.fault(TOO_LONG, name, str(len(row[name])), str(LONGEST_LABEL))
        if sign := hidden_sign(row[name]):
            row.fault(NOT_PRINTABLE, name, sign)
    texts = tuple((language, row[name]) for language, name in labels if row[name])
    return Tile(row["area_id"], _place(row, "column"), _place(row, "row"), Words(texts))


def _place(row: NamedRow, name: str) -> int:
    number = _count(row[name])
    if isinstance(number, int) and number <= LARGEST_PLACE:
        return number
    row.fault(number if isinstance(number, FaultKind) else OUTSIDE, name, expected=str(LARGEST_PLACE))
    return 0
