"""Tables of figures in whatever shape they come: read into cells (area, contest, figure), to be compared.

Shapes are told by their columns:

- long, one figure a row: `figure` or `line`, and `total`, `value` or `votes` (totals.csv, tables of
  commissions);
- votes, one choice a row: `choice` and `votes` (votes.csv with a column `figure`, and VOTES.csv);
- wide, one row a precinct or area: `area_id` or `area`, and every other column whose cells are counts.

`area_id` or `area`, and `contest`, name the place where they are given. For any other table the caller names
the columns that name a row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hattama.core.tabulation import Cell
from hattama.core.vocabulary import Fault, Message
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.table_rows import Cell as Written
from hattama.formats.table_rows import Table, absent_column
from hattama.formats.tables import open_table
from hattama.formats.whole_numbers import FORMULA, SCIENTIFIC, SEPARATED, SPACED, NumberFormat

AREA_COLUMNS = ("area_id", "area")
FIGURE_COLUMNS = ("figure", "line")
VALUE_COLUMNS = ("total", "value", "votes")
ILLEGIBLE, NOT_ON_BALLOT = "illegible", "not_on_ballot"

NOT_A_COUNT = frozenset(
    {
        "version",
        "log_index",
        "tree_size",
        "log_size",
        "contributors",
        "registered_order",
        "bytes",
        "part",
        "parts",
        "number",
        "annulled_by",
    }
)
"""Columns of our own tables that hold numbers and are no figures of the paper."""

NO_FIGURES = FaultKind.of(
    "FIGURES-NONE",
    Message("the table has no figures to compare; name the columns that name a row with --key"),
)
TWICE = FaultKind.of(
    "FIGURES-TWICE",
    Message(
        "this figure was given before: {found}, row {expected}; name the columns that name a row with --key"
    ),
)

_COUNT = NumberFormat(
    missing=frozenset({"", "NaN", NOT_ON_BALLOT}), illegible=frozenset({ILLEGIBLE})
).reader()


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where in a row what stands. `wide` columns are each a figure of their own."""

    key: tuple[int, ...]
    area: int | None
    contest: int | None
    figure: int | None
    choice: int | None
    value: int | None
    wide: tuple[tuple[str, int], ...]


def read_figures(path: Path, key: Sequence[str] = ()) -> dict[Cell, int]:
    """Every figure of the table at `path` (text, spreadsheet or Parquet) by its cell.

    `key` names the columns that name a row, where the shape is none of ours; their texts joined by a space
    are then the area. Empty and illegible cells are no figures. Raises InputFaults with the place of every
    cell that is wrong; in wide tables a column that holds anything but counts is no figure, unless they are
    counts written in two ways.
    """
    with open_table(path) as table:
        shape = _shape(table, key)
        if not shape.wide:
            return _collected(table.file, shape, _rows(table), table.columns)
        rows = list(_rows(table))
        return _collected(table.file, _with_counts(table.file, shape, rows), rows, table.columns)


Rows = Iterable[tuple[int, Sequence[Written]]]


def _rows(table: Table) -> Iterator[tuple[int, Sequence[Written]]]:
    for row, cells in table.rows:
        if isinstance(cells, Fault):
            raise InputFaults([cells])
        yield row, cells


def _shape(table: Table, key: Sequence[str]) -> _Shape:
    place = {name: index for index, name in reversed(list(enumerate(table.columns)))}
    if missing := [name for name in key if name not in place]:
        raise InputFaults([absent_column(table.file, 1, name, table.columns) for name in missing])
    area = None if key else next((place[name] for name in AREA_COLUMNS if name in place), None)
    contest = None if key else place.get("contest")
    value = None if key else next((place[name] for name in VALUE_COLUMNS if name in place), None)
    figure = next((place[name] for name in FIGURE_COLUMNS if name in place), None)
    choice = place.get("choice")
    if value is not None and (figure is not None or choice is not None):
        return _Shape((), area, contest, figure, choice, value, ())
    named = tuple(place[name] for name in key)
    taken = {*named, area, contest}
    wide = tuple(
        (name, index)
        for name, index in place.items()
        if index not in taken and name not in NOT_A_COUNT and not name.startswith("protocols_")
    )
    if (area is None and not named) or not wide:
        raise InputFaults([NO_FIGURES.at(table.file, row=1)])
    return _Shape(named, area, contest, None, None, None, wide)


_MARRED = frozenset(kind.code for kind in (SPACED, SEPARATED, SCIENTIFIC, FORMULA))
"""What a count can become, and what no share, difference, name or day does."""


def _with_counts(file: str, shape: _Shape, rows: Sequence[tuple[int, Sequence[Written]]]) -> _Shape:
    """The shape with those wide columns alone in which every cell is a count, empty or illegible.

    Raises InputFaults for cells of a column of counts that are counts written otherwise: it would be compared
    no more, without a word.
    """
    counts, faults = [], []
    for name, index in shape.wide:
        texts = [(row, str(cells[index]).strip()) for row, cells in rows]
        given = [(row, text) for row, text in texts if text and text not in (ILLEGIBLE, NOT_ON_BALLOT)]
        wrong = [(row, text, kind) for row, text in given if isinstance(kind := _COUNT(text), FaultKind)]
        if given and not wrong:
            counts.append((name, index))
        elif len(wrong) < len(given):
            marred = (one for one in wrong if one[2].code in _MARRED)
            faults += [kind.at(file, row=row, field=name, found=text) for row, text, kind in marred]
    refuse_if_any(faults)
    return _Shape(shape.key, shape.area, shape.contest, None, None, None, tuple(counts))


def _collected(file: str, shape: _Shape, rows: Rows, columns: Sequence[str]) -> dict[Cell, int]:
    figures: dict[Cell, int] = {}
    given_in: dict[Cell, int] = {}
    faults: list[Fault] = []
    for row, cells in rows:
        for cell, text, column in _cells(shape, cells, columns):
            value = None if text == ILLEGIBLE else _COUNT(text)
            if value is None:
                continue
            if isinstance(value, FaultKind):
                faults.append(value.at(file, row=row, field=column, found=text))
            elif cell in figures:
                found = " ".join(part for part in cell if part)
                faults.append(
                    TWICE.at(file, row=row, field=column, found=found, expected=str(given_in[cell]))
                )
            else:
                figures[cell], given_in[cell] = value, row
    refuse_if_any(faults)
    refuse_if_any([] if figures else [NO_FIGURES.at(file)])
    return figures


def _cells(
    shape: _Shape, cells: Sequence[Written], columns: Sequence[str]
) -> Iterator[tuple[Cell, str, str]]:
    """Cell, what is written in it, and its column, for each figure of a row."""

    def text(index: int | None) -> str:
        return "" if index is None else str(cells[index]).strip()

    area = " ".join(text(index) for index in shape.key) if shape.key else text(shape.area)
    contest = text(shape.contest)
    if shape.value is None:
        for name, index in shape.wide:
            yield Cell(area, contest, name), text(index), name
        return
    code, choice = text(shape.figure), text(shape.choice)
    key = f"{code}[{choice}]" if code and choice else code or choice
    if key:
        yield Cell(area, contest, key), text(shape.value), columns[shape.value]
