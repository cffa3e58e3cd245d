"""An outcome on the terminal: the sentence, the table, and every step where it is asked for."""

from __future__ import annotations

from hattama.core.outcomes import Outcome, OutcomeTable, say_outcome, say_step, table_of


def render_table(outcome: Outcome, language: str, *, explain: bool) -> str:
    """Text for the terminal, ending in a line end."""
    lines = [say_outcome(outcome, language), "", *_grid(table_of(outcome, language))]
    if explain:
        lines.append("")
        lines += [
            f"{number}. {say_step(step, language)}" for number, step in enumerate(outcome.steps, start=1)
        ]
    return "\n".join(lines) + "\n"


def _grid(table: OutcomeTable) -> list[str]:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.columns))]
    return ["  ".join(_aligned(row, widths, table.numeric)).rstrip() for row in rows]


def _aligned(row: tuple[str, ...], widths: list[int], numeric: tuple[bool, ...]) -> list[str]:
    return [
        cell.rjust(width) if is_number else cell.ljust(width)
        for cell, width, is_number in zip(row, widths, numeric, strict=True)
    ]
