"""How commands answer: sentences to people on stderr, results on stdout as a table, JSON or CSV."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from hattama.core.vocabulary import Message, Text, csv_text, inert_cells
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.column_words import cells_in_words, heads_of

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow

FORMATS = ("table", "json", "csv")

MANY = 1_000_000
"""More than anybody asks for, where nothing else bounds a number."""

MOST_WORKERS = 512
"""Processes of one call: a machine with more cores than that has not been seen."""


def is_asked(subparsers: Any, command: str) -> bool:
    """Whether the arguments of this command are wanted: what a list of commands does not need is not read."""
    return subparsers.asked in (None, command)


def verbs_of(subparsers: Any, command: str) -> Any:
    """Where verbs are added to a command of the command line; nowhere, if it was not asked for."""
    if not is_asked(subparsers, command):
        return argparse.ArgumentParser().add_subparsers()
    actions = subparsers.choices[command]._actions
    return next(action for action in actions if isinstance(action, argparse._SubParsersAction))


def announce(text: Text, language: str, **values: object) -> None:
    """Tell people something while results go elsewhere."""
    print(say(text, language, **values), file=sys.stderr)


def read_clock() -> datetime.datetime:
    """The moment at which a command acts."""
    from django.utils import timezone

    return timezone.now()


def find_election(election_id: str) -> ElectionRow:
    """The election's row. Raises Refused where there is none."""
    from hattama.web.kernel.elections.tables import ElectionRow

    row = ElectionRow.objects.filter(pk=election_id).first()
    if row is None:
        known = ", ".join(ElectionRow.objects.values_list("pk", flat=True)) or "—"
        raise Refused(Message("There is no election {id} here. Loaded: {known}"), id=election_id, known=known)
    return row


def find_area(election: ElectionRow, area_id: str) -> Any:
    """The area's row, the root for an empty identifier. Raises Refused where there is none."""
    from hattama.web.kernel.elections.tables import AreaRow, root_of

    rows = AreaRow.objects.filter(election=election)
    row = rows.filter(code=area_id).first() if area_id else root_of(election)
    if row is None:
        raise Refused(Message("Election {election} has no area {id}."), election=election.pk, id=area_id)
    return row


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    """Print rows as an aligned table, as a JSON list of objects, or as CSV; None is an empty cell or null."""
    if form == "json":
        print(
            json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2)
        )
    elif form == "csv":
        sys.stdout.write(csv_text([columns, *map(inert_cells, rows)], "\n"))
    else:
        _print_table(columns, rows)


def print_in_words(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    form: str,
    language: str,
    *,
    names: Sequence[str] = (),
) -> None:
    """As `print_rows`; in the table for people, columns and codes are said in words of `language`.

    `names` head the columns that follow `columns`, and are the same in every language.
    """
    every = (*columns, *names)
    if form == "table":
        rows = [cells_in_words(every, row, language) for row in rows]
        every = (*heads_of(columns, language), *names)
    print_rows(every, rows, form)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Without a terminal there is no width to fit into: a line must stay whole for whoever reads it.
    console = Console() if sys.stdout.isatty() else Console(width=400)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        numeric = all(row[number] is None or isinstance(row[number], int) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        # As Text, since a figure's key (`votes[amanat]`) would else be read as markup.
        table.add_row(*(Text(_cell(cell)) for cell in row))
    with console.capture() as laid_out:
        console.print(table)
    # Without the spaces to the end of the widest line, which a pager and a letter of cron would fold.
    print(*(line.rstrip() for line in laid_out.get().splitlines()), sep="\n")


def _cell(cell: object) -> str:
    if cell is None:
        return "—"
    return f"{cell:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if isinstance(cell, int) else str(cell)


class Advance(Protocol):
    """Moves a progress bar on by so many steps; `total` tells it the whole once that is known."""

    def __call__(self, steps: int, total: int | None = None, /) -> None: ...


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Advance]:
    """A progress bar on stderr; yields the function that moves it on by so many steps.

    Without a `total`, or with nothing to do, it tells the time alone: no share is done of none.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=total or None)

        def advance(steps: int, whole: int | None = None, /) -> None:
            if whole is not None:
                bar.update(task, total=whole)
            bar.advance(task, steps)

        yield advance
