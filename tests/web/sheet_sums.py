"""What a spreadsheet makes of the formulas of our workbooks: sums of ranges and cells, and differences."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl


def cells_of(file: Path | io.BytesIO) -> dict[str, dict[str, Any]]:
    book = openpyxl.load_workbook(file)
    return {
        sheet.title: {
            cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book
    }


def value(book: Mapping[str, Mapping[str, Any]], sheet: str, place: str) -> int:
    """What a spreadsheet makes of a cell: sums pass over text and empty cells."""
    cell = book[sheet].get(place)
    if cell is None or (cell.data_type != "f" and isinstance(cell.value, str)):
        return 0
    return evaluate(book, sheet, cell.value[1:]) if cell.data_type == "f" else cell.value


def evaluate(book: Mapping[str, Mapping[str, Any]], sheet: str, formula: str) -> int:
    if formula.startswith("SUM("):
        return sum(added(book, sheet, part) for part in formula[4:-1].split(","))
    left, right = formula.split("-")
    return value(book, sheet, left) - value(book, sheet, right)


def added(book: Mapping[str, Mapping[str, Any]], sheet: str, part: str) -> int:
    there, _, cells_of = part.rpartition("!")
    match = re.fullmatch(r"([A-Z]+)(\d+)(?::\1(\d+))?", cells_of)
    if match is None:
        return int(part)
    column, first, last = match[1], int(match[2]), int(match[3] or match[2])
    return sum(value(book, there or sheet, f"{column}{row}") for row in range(first, last + 1))


def differing(book: Mapping[str, Mapping[str, Any]]) -> tuple[int, list[int]]:
    """How many sums are added again, and the rows in which that gives another number than the one stated."""
    lines = [int(place[1:]) for place in book["Areas"] if re.fullmatch(r"H\d+", place) and place != "H1"]
    return len(lines), [line for line in lines if value(book, "Areas", f"H{line}") != 0]
