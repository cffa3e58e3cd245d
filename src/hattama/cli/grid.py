"""A table on the terminal: columns as wide as their widest cell, numbers to the right."""

from collections.abc import Sequence


def grid_lines(columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> list[str]:
    """The lines of a table, its header first; `numeric` says which columns hold numbers."""
    listed = [columns, *rows]
    widths = [max(len(row[column]) for row in listed) for column in range(len(columns))]
    return ["  ".join(_aligned(row, widths, numeric)).rstrip() for row in listed]


def _aligned(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    return [
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(row, widths, numeric, strict=True)
    ]
