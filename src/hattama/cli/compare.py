"""`hattama compare A B`: two tables of figures, cell by cell; two stages, two sources, ours and theirs."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.core.outcomes import say_number
from hattama.core.tabulation import CellDifference, TableComparison, compare_tables
from hattama.core.vocabulary import Count, Message, csv_text
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.figure_tables import read_figures
from hattama.phrases import say

_FILE = Message(
    "a table of figures: totals.csv, votes.csv, protocols.csv, VOTES.csv, or any CSV, XLSX, Parquet"
)
_KEY = Message("the columns that name a row, by commas (where the table's shape is not known)")
_SUMMARY = Message(
    "Cells that agree: {agree}; differ: {differ}; only in the first: {first}; only in the second: {second}."
)
_COLUMNS = (
    Message("Area"),
    Message("Contest"),
    Message("Figure"),
    Message("First"),
    Message("Second"),
    Message("Change", "difference"),
)
_FIELDS = ("area", "contest", "figure", "first", "second", "change")

NOTHING_SHARED = FaultKind.of(
    "COMPARE-NOTHING",
    Message("the tables have no cell in common: {found} in the first, {expected} in the second"),
)


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    parser.add_argument("first", metavar="A", type=Path, help=say(_FILE, language))
    about = say(Message("the table that it is held against"), language)
    parser.add_argument("second", metavar="B", type=Path, help=about)
    parser.add_argument("--key", default="", metavar="COLUMN,…", help=say(_KEY, language))
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the differences; 0 where every cell agrees, 1 where one differs or stands alone, 2 refused."""
    key = [name.strip() for name in args.key.split(",") if name.strip()]
    first, second = read_figures(args.first, key), read_figures(args.second, key)
    if not first.keys() & second.keys():
        found, expected = (" / ".join(filter(None, next(iter(table)))) for table in (first, second))
        raise InputFaults([NOTHING_SHARED.at("", found=found, expected=expected)])
    compared = compare_tables(first, second)
    _print(compared, args.format, args.language)
    return 0 if compared.is_same else 1


def _print(compared: TableComparison, form: str, language: str) -> None:
    differences = (*compared.differ, *compared.only_first, *compared.only_second)
    if form == "json":
        record = {
            "agree": compared.agree,
            **{
                name: [dict(zip(_FIELDS, _values(found), strict=True)) for found in getattr(compared, name)]
                for name in ("differ", "only_first", "only_second")
            },
        }
        print(json.dumps(record, ensure_ascii=False, indent=2))
    elif form == "csv":
        sys.stdout.write(csv_text([_FIELDS, *map(_values, differences)], "\n"))
    else:
        print(_summary(compared, language))
        if differences:
            print("", *_grid(differences, language), sep="\n")


def _grid(differences: Sequence[CellDifference], language: str) -> list[str]:
    """The differences as a table; a column in which nobody wrote anything is left out."""
    rows = [[_cell(value) for value in _values(found)] for found in differences]
    shown = [place for place in range(len(_COLUMNS)) if any(row[place] for row in rows)]
    heads = [say(_COLUMNS[place], language) for place in shown]
    numeric = [place >= _FIELDS.index("first") for place in shown]
    return grid_lines(heads, [[row[place] for place in shown] for row in rows], numeric)


def _values(found: CellDifference) -> Sequence[str | Count]:
    return (*found.cell, found.first, found.second, found.change)


def _cell(value: str | Count) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else say_number(value)


def _summary(compared: TableComparison, language: str) -> str:
    counts = {
        "agree": compared.agree,
        "differ": len(compared.differ),
        "first": len(compared.only_first),
        "second": len(compared.only_second),
    }
    return say(_SUMMARY, language, **({name: say_number(count) for name, count in counts.items()}))
