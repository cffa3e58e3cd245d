"""An outcome on the terminal: the sentence, the table, and every step where it is asked for."""

from __future__ import annotations

from hattama.cli.grid import grid_lines
from hattama.core.outcomes import Outcome
from hattama.phrases import say_outcome, say_step, table_of


def render_table(outcome: Outcome, language: str, *, explain: bool) -> str:
    """Text for the terminal, ending in a line end."""
    table = table_of(outcome, language)
    lines = [say_outcome(outcome, language), "", *grid_lines(table.columns, table.rows, table.numeric)]
    if explain:
        lines.append("")
        lines += [
            f"{number}. {say_step(step, language)}" for number, step in enumerate(outcome.steps, start=1)
        ]
    return "\n".join(lines) + "\n"
