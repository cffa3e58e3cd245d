"""`hattama totals` of a loaded election: what is published, or what was at another size of the log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import find_area, find_election, print_in_words
from hattama.web.kernel.commands.preparation import prepare

if TYPE_CHECKING:
    from hattama.core.tabulation import Total

_NOT_A_SIZE = Message("--at: expected a whole number from 0 to {size}, found {found}")
_IN_A_TABLE = ("contest", "figure", "label", "total", "contributors", "lacking")


def register(subparsers: Any, language: str) -> None:
    """Teach `totals`, which the command line registers, to speak of loaded elections."""
    if "totals" in subparsers.choices:
        subparsers.choices["totals"].set_defaults(run_loaded=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.core.vocabulary import View
    from hattama.publish.tables import say_counts, total_rows
    from hattama.web.kernel.elections.loading import load_area, load_definition
    from hattama.web.kernel.published.browsing import as_called

    election = find_election(args.election)
    size = _size_asked(args, election)
    definition = load_definition(election, size)
    areas = _areas(args, election)
    rows: list[dict[str, object]] = []
    for area in areas if size is None else as_called(election, areas, size):
        totals = _totals(area, definition, size, args.view)
        place = load_area(area, None)
        for contest in definition.election.contests:
            total = totals.get(contest.code)
            if total is None:
                continue
            of_contest = list(
                total_rows(place, contest, definition.rules[contest.code], total, args.language)
            )
            if args.format == "table":
                area_name, contest_name = (say(held.names, args.language) for held in (place, contest))
                told = say_counts(of_contest[0], area_name, contest_name, View(args.view), args.language)
                print(told, file=sys.stderr)
            rows += of_contest
    several = ("area_id",) if args.level else ()
    columns = (*several, *_IN_A_TABLE) if args.format == "table" else tuple(rows[0]) if rows else ()
    print_in_words(columns, [[row[name] for name in columns] for row in rows], args.format, args.language)
    return 0


def _areas(args: argparse.Namespace, election: Any) -> Iterator[Any]:
    from hattama.web.kernel.elections.tables import AreaRow

    if not args.level:
        yield find_area(election, args.area)
        return
    rows = AreaRow.objects.filter(election=election)
    found = rows.filter(level=args.level).order_by("depth", "pk")
    if not found.exists():
        # Of one level some may lie deeper than others.
        known = ", ".join(dict.fromkeys(rows.order_by("pk").values_list("level", flat=True)))
        raise Refused(Message("There is no level {id}; there are: {known}"), id=args.level, known=known)
    yield from found


def _size_asked(args: argparse.Namespace, election: Any) -> int | None:
    """The size of the log that is asked for; None: what is published now."""
    from hattama.core.vocabulary import View
    from hattama.web.kernel.log.snapshots import load_public_size

    if not args.at and args.view == View.COUNTED:
        return None
    size = load_public_size(election)
    asked = args.at or str(size)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16 and int(asked) <= size):
        raise Refused(_NOT_A_SIZE, size=size, found=asked)
    return int(asked)


def _totals(area: Any, definition: Any, size: int | None, view: str) -> dict[str, Total]:
    """By contest: as published, or folded again where another size of the log or view is asked for."""
    from hattama.core.vocabulary import View
    from hattama.web.results.past_totals import fold_totals

    if size is not None:
        return fold_totals(area, size, View(view))
    published = {c.code: area_total(area, c.code, definition) for c in definition.election.contests}
    return {code: total for code, total in published.items() if total is not None}


def area_total(area: Any, contest: str, definition: Any) -> Any:
    """The total of one contest in an area or a single precinct, or None where the contest is not held."""
    from hattama.core.tabulation import Total
    from hattama.web.kernel.elections.loading import load_path
    from hattama.web.results.public.comparisons import sums_of

    found = sums_of([area], contest, definition).get(area.pk)
    if found is None and area.is_precinct:
        held = {c.code for c in definition.contests_at(row.code for row in load_path(area))}
        return Total(expected=1) if contest in held else None
    return found
