"""`hattama import`: official results read through a mapping, all of them or none."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import say, say_fault
from hattama.web.kernel.commands.answers import Refused, announce, find_election, progress, say_why
from hattama.web.kernel.commands.preparation import prepare

if TYPE_CHECKING:
    from hattama.formats.importing import ImportResult
    from hattama.formats.mapping import TableMapping
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.protocols.import_protocols import ImportRefused

SHOWN_FAULTS = 20

_HELP = Message("import a file of official results")
_FILE = Message("a CSV, XLSX or Parquet file")
_MAPPING = Message("the mapping of the file's columns (TOML)")
_ELECTION = Message("a loaded election; without it the one that the mapping names")
_READING = Message("which of several readings of the same protocol to take")
_KEEP_FAULTY = Message("import the clean rows and list the faulty ones in the report file")
_REPORT = Message("the file of the fault report (FILE.faults.csv by default)")
_READ = Message("reading")
_RECORD = Message("recording")
_PUBLISH = Message("publishing")
_REFUSED = Message(
    "{file}: {rows} rows are faulty ({faults} faults) and nothing was imported. The whole list is "
    "in {report}. To import the clean rows alone add --keep-faulty."
)
_KEPT = Message("{rows} faulty rows were left out; they are listed in {report}")
_DONE = Message("{election}, protocols published: {count}.")
_REPEATED = Message(
    "Election {election} holds protocols of these precincts already: {found}. An import replaces "
    "nothing; nothing was imported."
)
_NOT_EXPECTED = Message(
    "Election {election} expects no such protocols (no such precinct, or the contest is not held "
    "there): {found}. Nothing was imported."
)
_CLOSED = Message("Election {election} is closed: its log takes nothing more. Nothing was imported.")
_TOO_LARGE = Message("{file}: some figures are too large for an entry of the log. Nothing was imported.")
_NO_ELECTION = Message(
    '{mapping} names no election: give --election ID, or add election = "election.toml" to its [mapping].'
)
_UNREADABLE = Message("{file} cannot be read: {why}")


def register(subparsers: Any, language: str) -> None:
    """Add `import`."""
    parser = subparsers.add_parser("import", help=say(_HELP, language), description=say(_HELP, language))
    parser.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    parser.add_argument(
        "--mapping", metavar="MAP.toml", type=Path, required=True, help=say(_MAPPING, language)
    )
    parser.add_argument("--election", metavar="ID", default="", help=say(_ELECTION, language))
    parser.add_argument("--reading", metavar="NAME", help=say(_READING, language))
    parser.add_argument("--keep-faulty", action="store_true", help=say(_KEEP_FAULTY, language))
    parser.add_argument("--report", metavar="CSV", type=Path, help=say(_REPORT, language))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    # A country's rows live until the end; to walk them again and again in search of cycles took a fifth of
    # the time (22.4 s against 17.5 s for 19,870 protocols). This process ends with its import.
    gc.set_threshold(200_000, 50, 1000)
    from hattama.formats.faults import InputFaults

    try:
        mapping = load_mapping(args.mapping, args.language)
        election = _election(args, mapping)
        result = _read(args, mapping, election)
    except InputFaults as faults:
        raise Refused(faults.say(args.language)) from None
    _settle_faults(args, result)
    _record(args, election, result)
    return 0


def load_mapping(path: Path, language: str) -> TableMapping:
    """The mapping in a file. Exits with a sentence when it cannot be read; raises InputFaults."""
    from hattama.formats.mapping import parse_mapping

    try:
        data = path.read_bytes()
    except OSError as trouble:
        raise Refused(say(_UNREADABLE, language, file=path, why=say_why(trouble, language))) from None
    return parse_mapping(data, path.name)


def _election(args: argparse.Namespace, mapping: TableMapping) -> ElectionRow:
    """The opened election to import into; made from the file itself where the mapping says how."""
    from django.utils import timezone

    from hattama.formats.election_definition import parse_election
    from hattama.formats.election_rules import pin_rules
    from hattama.formats.rosters import define_election
    from hattama.web.kernel.commands.elections import files_of, load_and_open
    from hattama.web.kernel.elections.open_election import open_election
    from hattama.web.kernel.elections.tables import ElectionRow

    election_id = args.election
    if not election_id:
        if not mapping.definition:
            raise Refused(say(_NO_ELECTION, args.language, mapping=args.mapping))
        path = args.mapping.parent / mapping.definition
        try:
            election_id = parse_election(path.read_bytes(), path.name).election_id
        except OSError as trouble:
            why = say_why(trouble, args.language)
            raise Refused(say(_UNREADABLE, args.language, file=path, why=why)) from None
    if not args.election and not ElectionRow.objects.filter(pk=election_id).exists():
        with _reading_bar(args.language) as told:
            folder = define_election(args.file, args.mapping, mapping, told)
        load_and_open(files_of(folder, pin_rules(folder)), args.language)
    row = find_election(election_id, args.language)
    if row.opened_at is None:
        row = open_election(election_id, now=timezone.now())
    return row


def _read(args: argparse.Namespace, mapping: TableMapping, election: ElectionRow) -> ImportResult:
    from hattama.core.tabulation import AreaTree
    from hattama.formats.importing import collect_protocols, read_protocols
    from hattama.web.kernel.elections.loading import load_areas, load_definition

    definition = load_definition(election)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    tree = AreaTree.of(load_areas(election))
    with _reading_bar(args.language) as told:
        rows = read_protocols(
            args.file, mapping, definition.election, tree, forms, reading=args.reading, progress=told
        )
        return collect_protocols(rows, args.file.name)


def _settle_faults(args: argparse.Namespace, result: ImportResult) -> None:
    """Write the report where rows are faulty; exit with code 2 unless the clean rows are wanted."""
    from hattama.formats.faults import render_fault_report

    if not result.faulty:
        return
    report = args.report or args.file.with_name(f"{args.file.name}.faults.csv")
    report.write_bytes(render_fault_report(result.faults, args.language))
    for fault in result.faults[:SHOWN_FAULTS]:
        print(say_fault(fault, args.language), file=sys.stderr)
    values = {"file": args.file, "rows": len(result.faulty), "faults": len(result.faults), "report": report}
    if not args.keep_faulty:
        raise Refused(say(_REFUSED, args.language, **values))
    announce(_KEPT, args.language, **values)


def _record(args: argparse.Namespace, election: ElectionRow, result: ImportResult) -> None:
    from django.utils import timezone

    from hattama.web.kernel.log.accept_acts import ElectionClosed, FiguresDoNotFit, PollsAreOpen
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.protocols.import_protocols import ImportRefused, Incoming, import_protocols

    incoming = [Incoming(read.protocol, f"{args.file.name}, {read.row}") for read in result.protocols]
    try:
        with progress(say(_RECORD, args.language), len(incoming)) as advance:
            count = import_protocols(election, incoming, now=timezone.now(), advance=advance)
    except ImportRefused as refusal:
        raise Refused(_refusal(refusal, election.pk, args.language)) from None
    except ElectionClosed:
        raise Refused(say(_CLOSED, args.language, election=election.pk)) from None
    except PollsAreOpen as refusal:
        raise Refused(say(refusal.sentence, args.language)) from None
    except FiguresDoNotFit:
        raise Refused(say(_TOO_LARGE, args.language, file=args.file)) from None
    with progress(say(_PUBLISH, args.language), count) as advance:
        advance_log(election.pk, now=timezone.now(), advance=advance)
    announce(_DONE, args.language, election=election.pk, count=count)


def _refusal(refusal: ImportRefused, election_id: str, language: str) -> str:
    """Why these protocols are not taken, with the first of them by name."""
    from hattama.web.protocols.import_protocols import PrecinctsAlreadyReported

    found = ", ".join(f"{area} ({contest})" for area, contest in refusal.keys[:10])
    more = f" … +{len(refusal.keys) - 10}" if len(refusal.keys) > 10 else ""
    words = _REPEATED if isinstance(refusal, PrecinctsAlreadyReported) else _NOT_EXPECTED
    return say(words, language, election=election_id, found=found + more)


@contextmanager
def _reading_bar(language: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for readers that tell how far they are of how much."""
    with progress(say(_READ, language), None) as advance:
        seen = 0

        def told(done: int, whole: int) -> None:
            nonlocal seen
            advance(done - seen, whole)
            seen = done

        yield told
