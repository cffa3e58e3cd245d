"""`hattama forms FOLDER OUT`: blank protocol forms as PDF, one file for each territorial commission."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hattama.cli.forms_printing import Files, PrintRun, print_files
from hattama.cli.mirror.progress import Progress
from hattama.cli.whole_files import replace_file
from hattama.core.outcomes import say_number
from hattama.core.protocols import MOST_COPIES, MOST_PAGES, ROW_COUNTS, SheetDoesNotFit
from hattama.core.vocabulary import Contest, Message, Words
from hattama.formats.election_folder import ElectionFolder, load_election_folder
from hattama.formats.election_rules import pin_rules
from hattama.phrases import Refused, bounded, say
from hattama.publish.paper import prepare_form, render_poster
from hattama.publish.typesetting import say_undrawn

FOLDER = Message("the folder of the election (election.toml, areas.csv)")
OUT = Message("a PDF file, or a folder: one PDF for each territorial commission is written into it")
AREA = Message("only the precincts of this area")
CONTEST = Message("only this contest")
COPIES = Message("how many numbered copies beside the original (0 by default, at most 999)")
ROWS = Message("how many places for members and portable boxes (8 by default)")
POSTER = Message("the poster of counting night instead of forms")
NO_CONTEST = Message("--contest: there is no such contest: {found}. There are: {known}")
TOO_MANY = Message(
    "Too many for one file: {found} forms, and at most {most} are possible. Name a folder instead of a .pdf "
    "(each territorial commission gets a file), ask for fewer --copies, or give --contest."
)
NO_FIT = Message("The form does not fit: {contest} needs more than {most} pages.")
NO_STEPS = Message("The rule pack names no steps of counting night, so there is nothing to put on a poster.")
WRITTEN = Message("Written: {out}. Forms: {forms}; files: {files}.")


MOST_IN_A_FILE = 2_000
"""Forms in one PDF: the typesetter holds all pages of a file in memory."""


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help=say(FOLDER, language))
    parser.add_argument("out", metavar="OUT", type=Path, help=say(OUT, language))
    parser.add_argument("--area", metavar="ID", help=say(AREA, language))
    parser.add_argument("--contest", metavar="CODE", help=say(CONTEST, language))
    copies = bounded(language, 0, MOST_COPIES)
    parser.add_argument("--copies", metavar="N", type=copies, default=0, help=say(COPIES, language))
    parser.add_argument(
        "--rows", type=int, choices=ROW_COUNTS, default=ROW_COUNTS[0], help=say(ROWS, language)
    )
    parser.add_argument("--poster", action="store_true", help=say(POSTER, language))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the files and give 0, or say why not and give 2."""
    folder = load_election_folder(args.folder)
    print(_poster(args, folder) if args.poster else _forms(args, folder))
    return 0


def _poster(args: argparse.Namespace, folder: ElectionFolder) -> str:
    pack = pin_rules(folder).pack
    if not pack.steps:
        raise Refused(NO_STEPS)
    if args.out.suffix.lower() != ".pdf":
        raise Refused(Message("--poster: the name of a .pdf file is needed, found {found}"), found=args.out)
    replace_file(args.out, render_poster(folder.election, pack))
    _warn_undrawn(args, [folder.election.names, *(contest.names for contest in folder.election.contests)])
    return say(Message("The poster is written: {out}"), args.language, out=str(args.out))


def _forms(args: argparse.Namespace, folder: ElectionFolder) -> str:
    if args.area is not None and args.area not in folder.areas:
        raise Refused(Message("--area: there is no such area: {found}"), found=args.area)
    files = _prepare(args, folder).files(args.area, args.out)
    forms = sum(len(sheets) for sheets in files.values())
    if not forms:
        raise Refused(Message("There is nothing to print: this area has no precinct with such a contest."))
    most = max(len(sheets) for sheets in files.values())
    if most > MOST_IN_A_FILE:
        raise Refused(TOO_MANY, found=say_number(most), most=say_number(MOST_IN_A_FILE))
    progress = Progress(args.language, sys.stderr)
    try:
        for done in print_files(files):
            progress("forms", done, forms)
    finally:
        progress.end()
    _warn_undrawn(args, _names(folder, files))
    values = {"forms": say_number(forms), "files": say_number(len(files)), "out": str(args.out)}
    return say(WRITTEN, args.language, **values)


def _names(folder: ElectionFolder, files: Files) -> Iterator[Words]:
    """Every name and address that stands on these forms."""
    yield folder.election.names
    for sheet in (sheet for sheets in files.values() for sheet in sheets):
        yield from (sheet.place.precinct.names, sheet.place.precinct.address)
        yield from (area.names for area in sheet.place.above)
        yield sheet.form.contest.names
        yield from (choice.names for choice in sheet.form.contest.choices)


def _warn_undrawn(args: argparse.Namespace, names: Iterable[Words]) -> None:
    if undrawn := say_undrawn([list(one.values()) for one in set(names)], args.language):
        print(undrawn, file=sys.stderr)


def _prepare(args: argparse.Namespace, folder: ElectionFolder) -> PrintRun:
    pack = pin_rules(folder).pack
    prepared = []
    for contest in _contests(args.contest, folder.election.contests):
        reaches = {folder.areas.reach(area.area_id) for area in folder.areas.precincts()}
        ballots = dict.fromkeys(map(contest.ballot_at, reaches if contest.ballots_differ else ()))
        try:
            prepared += [prepare_form(folder.election, one, pack, args.rows) for one in ballots or (contest,)]
        except SheetDoesNotFit:
            raise Refused(NO_FIT, contest=contest.code, most=MOST_PAGES) from None
    return PrintRun(tuple(prepared), folder.areas, args.copies)


def _contests(asked: str | None, contests: Sequence[Contest]) -> Sequence[Contest]:
    found = [contest for contest in contests if asked in (None, contest.code)]
    if not found:
        raise Refused(NO_CONTEST, found=asked, known=", ".join(contest.code for contest in contests))
    return found
