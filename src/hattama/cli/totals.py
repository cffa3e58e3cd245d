"""`hattama totals`: sums of areas, from files alone; the web part adds those of loaded elections."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.cli.totals_sources import AddedUp, from_bundle, from_results, from_tables
from hattama.cli.unread_bundles import BUNDLE_UNREAD, refuse_unread
from hattama.core.outcomes import say_number
from hattama.core.vocabulary import Area, Message, View, csv_text, inert_cells
from hattama.phrases import Refused, say
from hattama.publish.tables import TotalRow, say_counts, total_rows

_AT_SIZE = Message("Entries of the log counted: {size} (of {whole}).")
_COLUMNS = (
    Message("Figure"),
    Message("Sum", "column"),
    Message("From so many protocols"),
    Message("Lacking"),
)
_NOT_A_SIZE = Message("--at: expected a whole number not above the log's length, found {found}")


def run(args: argparse.Namespace) -> int:
    """A folder or a file of this name is taken before a loaded election of the same name."""
    path = Path(args.election)
    if not path.exists() and args.run_loaded is not None:
        return int(args.run_loaded(args))
    try:
        found = _added_up(args, path)
        areas = _areas(args, found)
    except (*BUNDLE_UNREAD, OSError) as refusal:
        raise refuse_unread(path, refusal) from None
    _print(args, found, areas)
    return 0


def _added_up(args: argparse.Namespace, path: Path) -> AddedUp:
    view = View(args.view)
    if path.is_file():
        return from_results(path, args.mapping, args.folder, args.reading, view)
    if not path.is_dir():
        raise Refused(Message("{path}: there is neither such a folder nor such a file"), path=path)
    if args.bulk:
        if args.at or view is not View.COUNTED:
            raise Refused(Message("--at and --view go by the log itself and cannot stand beside --bulk"))
        return from_tables(path)
    if args.at and not (args.at.isascii() and args.at.isdigit() and len(args.at) < 16):
        raise Refused(_NOT_A_SIZE, found=args.at)
    try:
        return from_bundle(path, int(args.at) if args.at else None, view)
    except ValueError:
        raise Refused(_NOT_A_SIZE, found=args.at) from None


def _areas(args: argparse.Namespace, found: AddedUp) -> Sequence[Area]:
    if args.level:
        areas = [area for area in found.areas.areas if area.level == args.level]
        if not areas:
            known = ", ".join(dict.fromkeys(area.level for area in found.areas.areas))
            raise Refused(Message("There is no level {id}; there are: {known}"), id=args.level, known=known)
        return areas
    if args.area and args.area not in found.areas:
        raise Refused(Message("There is no area {id}"), id=args.area)
    return [found.areas.area(args.area) if args.area else found.areas.root]


def _print(args: argparse.Namespace, found: AddedUp, areas: Sequence[Area]) -> None:
    if args.format == "table":
        if found.sizes is not None:
            size, whole = map(say_number, found.sizes)
            print(say(_AT_SIZE, args.language, size=size, whole=whole))
        for area in areas:
            _print_tables(args.language, found, area, View(args.view))
        return
    rows = [row for area in areas for _, rows in _rows(args.language, found, area) for row in rows]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        head = rows[0] if rows else ()
        sys.stdout.write(csv_text([head, *(inert_cells(row.values()) for row in rows)], "\n"))


def _rows(language: str, found: AddedUp, area: Area) -> Iterator[tuple[str, list[TotalRow]]]:
    for contest in found.election.contests:
        total = found.totals.get((area.area_id, contest.code))
        if total is not None:
            rules = found.rules[contest.code]
            rows = total_rows(area, contest, rules, total, language)
            yield say(contest.names, language), [row for row in rows if row["figure"] not in found.not_asked]


def _print_tables(language: str, found: AddedUp, area: Area, view: View) -> None:
    for contest, rows in _rows(language, found, area):
        sentence = say_counts(rows[0], say(area.names, language) or area.area_id, contest, view, language)
        cells = [
            [str(row["label"]), *(_cell(row[name]) for name in ("total", "contributors", "lacking"))]
            for row in rows
        ]
        heads = [say(head, language) for head in _COLUMNS]
        print("", sentence, "", *grid_lines(heads, cells, (False, True, True, True)), sep="\n")


def _cell(value: object) -> str:
    return say_number(value) if isinstance(value, int) else "–"
