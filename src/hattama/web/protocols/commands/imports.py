"""`hattama import`: official results read through a mapping, all of them or none."""

from __future__ import annotations

import argparse
import datetime
import gc
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hattama.core.vocabulary import Fault, Message
from hattama.phrases import Refused, say, say_fault
from hattama.web.kernel.commands.answers import announce, find_election, progress, read_clock
from hattama.web.kernel.commands.preparation import add_prepared, telling_outages

if TYPE_CHECKING:
    from hattama.core.protocols import Form
    from hattama.core.tabulation import AreaTree
    from hattama.core.vocabulary import Election
    from hattama.formats.importing import ImportCheck, Progress, ReadRow
    from hattama.formats.mapping import TableMapping
    from hattama.web.kernel.elections.open_election import ElectionFiles
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.protocols.import_protocols import Incoming
    from hattama.web.protocols.take_snapshot import SourceFile

SHOWN_FAULTS = 20

_HELP = Message("import a file of official results")
_FILE = Message("a CSV, XLSX or Parquet file, EML 510 or NIST SP 1500-100")
_ELECTION = Message("a loaded election; without it the one that the mapping names")
_READING = Message("which of several readings of the same protocol to take")
_KEEP_FAULTY = Message("import the clean rows and list the faulty ones in the report file")
_SNAPSHOT = Message(
    "the file is everything that its source published at this moment (ISO 8601): what it changes is recorded"
)
_NO_MOMENT = Message("This is no moment: {found}. Write it as 2024-10-20T22:10 or with its zone, +03:00.")
_EARLY = Message("The moment of the snapshot, {found}, has not come yet. Nothing was imported.")
_OLDER = Message("A snapshot of {found} was taken in before. Nothing was imported.")
_TAKEN = Message(
    "{election}, snapshot: new {new}, unchanged {unchanged}, corrected by the source {changed}, withdrawn by "
    "the source {removed}, back again {returned}; left as they are: worked on here {kept}, faulty rows "
    "{left_out}."
)
_REPORT = Message("the file of the fault report (FILE.faults.csv in the working folder by default)")
_REFUSED = Message(
    "{file}: {rows} rows are faulty ({faults} faults) and nothing was imported. The whole list is "
    "in {report}. To import the clean rows alone add --keep-faulty."
)
_KEPT = Message("{rows} faulty rows were left out; they are listed in {report}")
_LEFT_OUT = Message("Cells left out as the mapping asks, while their protocols are taken in: {count}.")
_DONE = Message("{election}, protocols published: {count}.")
_RECORDED = Message(
    "{election}, protocols recorded: {count}. Nothing of them is lost, and they are not to be imported "
    "again; they are not yet published whole ({why}) A site that is served publishes the rest by itself. "
    "What waits is said by: hattama log status {election}"
)
_BARE = Message(
    "Papers without figures among them: {count}. Their source leads to a scan and gives no figures; they are "
    "in no sum until people have read them."
)
_CLOSED = Message("Election {election} is closed: its log takes nothing more. Nothing was imported.")
_TOO_LARGE = Message("{file}: some figures are too large for an entry of the log. Nothing was imported.")
_NO_ELECTION = Message(
    '{mapping} names no election: give --election ID, or add election = "election.toml" to its [mapping].'
)
_IGNORED = Message(
    "Election {election} is loaded already. In {count} places the files say otherwise now (above); that is "
    "not taken in. Names are amended with “election amend”."
)


def register(subparsers: Any, language: str) -> None:
    """Add `import`."""
    parser = add_prepared(subparsers, "import", say(_HELP, language), _run)
    parser.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    parser.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True)
    parser.add_argument("--election", metavar="ID", default="", help=say(_ELECTION, language))
    parser.add_argument("--reading", metavar="NAME", help=say(_READING, language))
    parser.add_argument("--keep-faulty", action="store_true", help=say(_KEEP_FAULTY, language))
    parser.add_argument("--snapshot", metavar="MOMENT", default="", help=say(_SNAPSHOT, language))
    parser.add_argument("--report", metavar="CSV", type=Path, help=say(_REPORT, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.formats.importing import check_protocols

    # A country's areas live until the end, and of a batch hardly any rows point at each other: searches for
    # cycles would walk through them again and again, 3.5 s of the 57 that 100,000 protocols take. So rarely
    # they take 0.3, and no more memory is used.
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, 5, 5)
    try:
        mapping = load_mapping(args.mapping)
        target = _target(args, mapping)
        with _reading_bar(args.language) as told:
            check = check_protocols(_rows(args, mapping, target, told), args.file.name)
        source = _source_file(args, mapping, target)
        _settle_faults(args, check)
        gc.freeze()
        _record(args, _Checked(mapping, target, check, source))
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
    return 0


def load_mapping(path: Path) -> TableMapping:
    """The mapping in a file. Raises OSError and InputFaults."""
    from hattama.formats.mapping import parse_mapping

    return parse_mapping(path.read_bytes(), path.name)


@dataclass(frozen=True, slots=True)
class _Target:
    """What a file is imported into: an election that is here, or one that it makes together with `files`.

    `row_faults` is what is wrong with rows as they speak of areas.
    """

    election_id: str
    election: Election
    areas: AreaTree
    forms: Mapping[str, Form]
    files: ElectionFiles | None = None
    row_faults: Mapping[int, Sequence[Fault]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file that was read to its end, and into what it goes."""

    mapping: TableMapping
    target: _Target
    check: ImportCheck
    source: SourceFile | None


def _target(args: argparse.Namespace, mapping: TableMapping) -> _Target:
    """The election to import into, read and checked; nothing is written yet."""
    from hattama.web.kernel.elections.tables import ElectionRow

    election_id = args.election or _defined_id(args, mapping)
    row = ElectionRow.objects.filter(pk=election_id).first()
    # A snapshot holds what has come so far; what its rows lack of the areas is no difference.
    if args.election or (row is not None and (mapping.roster is None or args.snapshot)):
        return _loaded(find_election(election_id))
    defined = _defined(args, mapping)
    if row is None:
        return defined
    _name_what_is_ignored(args, row, defined)
    return _loaded(row)


def _name_what_is_ignored(args: argparse.Namespace, row: ElectionRow, defined: _Target) -> None:
    """Say in what the files differ from the election that they once made, and that this changes nothing."""
    from hattama.web.kernel.commands.elections import print_differences
    from hattama.web.kernel.elections.amend_election import differences

    assert defined.files is not None, "a mapping with a roster makes an election"
    found = differences(row, defined.files)
    if found:
        print_differences(found[:SHOWN_FAULTS])
        announce(_IGNORED, args.language, election=row.pk, count=len(found))


def _defined_id(args: argparse.Namespace, mapping: TableMapping) -> str:
    from hattama.formats.election_definition import parse_election

    if not mapping.definition:
        raise Refused(_NO_ELECTION, mapping=args.mapping)
    path = args.mapping.parent / mapping.definition
    return parse_election(path.read_bytes(), path.name).election_id


def _loaded(row: ElectionRow) -> _Target:
    from hattama.core.tabulation import AreaTree
    from hattama.web.kernel.elections.loading import load_areas, load_definition

    definition = load_definition(row)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    return _Target(row.pk, definition.election, AreaTree.of(load_areas(row)), forms)


def _defined(args: argparse.Namespace, mapping: TableMapping) -> _Target:
    """The election that the mapping makes of the table itself."""
    from hattama.formats.election_rules import pin_rules
    from hattama.formats.rosters import define_election
    from hattama.web.kernel.commands.elections import files_of

    faults: dict[int, list[Fault]] = {}
    with _reading_bar(args.language) as told:
        folder = define_election(args.file, args.mapping, mapping, told, faults)
    rules = pin_rules(folder)
    forms = {contest.code: rules.pack.rules_for(contest).form for contest in folder.election.contests}
    made_of = files_of(folder, rules)
    return _Target(folder.election.election_id, folder.election, folder.areas, forms, made_of, faults)


def _rows(
    args: argparse.Namespace, mapping: TableMapping, target: _Target, told: Progress | None = None
) -> Iterator[ReadRow]:
    from hattama.formats.importing import read_protocols

    return read_protocols(
        args.file,
        mapping,
        target.election,
        target.areas,
        target.forms,
        reading=args.reading,
        progress=told,
        row_faults=target.row_faults,
    )


def _settle_faults(args: argparse.Namespace, check: ImportCheck) -> None:
    """Tell what is left out; write the report where rows are faulty, and exit with code 2 unless the clean
    rows are wanted."""
    from hattama.formats.faults import render_fault_report

    for fault in check.left_out[:SHOWN_FAULTS]:
        print(say_fault(fault, args.language), file=sys.stderr)
    if check.left_out:
        announce(_LEFT_OUT, args.language, count=len(check.left_out))
    if not check.faulty:
        return
    # The file may lie among data of others: what is ours is written where the command was given.
    report = args.report or Path.cwd() / f"{args.file.name}.faults.csv"
    for fault in check.faults[:SHOWN_FAULTS]:
        print(say_fault(fault, args.language), file=sys.stderr)
    report.write_bytes(render_fault_report(check.faults, args.language))
    values = {"file": args.file, "rows": len(check.faulty), "faults": len(check.faults), "report": report}
    if not args.keep_faulty:
        raise Refused(_REFUSED, **values)
    announce(_KEPT, args.language, **values)


def _source_file(args: argparse.Namespace, mapping: TableMapping, target: _Target) -> SourceFile | None:
    """The file as a snapshot, where it is called one."""
    from hattama.web.protocols.take_snapshot import SourceFile

    if not args.snapshot:
        return None
    try:
        taken_at = datetime.datetime.fromisoformat(args.snapshot)
    except ValueError:
        raise Refused(_NO_MOMENT, found=args.snapshot) from None
    if taken_at.tzinfo is None:
        taken_at = taken_at.replace(tzinfo=ZoneInfo(target.election.time_zone))
    with args.file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    constant = mapping.contest.constant
    contests = {constant} if constant else {contest.code for contest in target.election.contests}
    mapped = hashlib.sha256(args.mapping.read_bytes()).hexdigest()
    size = args.file.stat().st_size
    return SourceFile(args.file.name[-200:], sha256, size, mapped, taken_at, frozenset(contests))


def _record(args: argparse.Namespace, checked: _Checked) -> None:
    from hattama.web.kernel.commands.elections import announce_loaded
    from hattama.web.kernel.commands.log_checks import telling_log_troubles

    target = checked.target
    with telling_log_troubles():
        count, bare = _take_in(args, checked)
    if target.files is not None:
        announce_loaded(target.files, args.language)
    _publish(args, target.election_id, count)
    if checked.source is None:
        announce(_DONE, args.language, election=target.election_id, count=count)
    if bare:
        announce(_BARE, args.language, count=bare)


def _publish(args: argparse.Namespace, election_id: str, count: int) -> None:
    """Each goes into the log, and from there into the public tables; Refused says that all is recorded."""
    from hattama.web.kernel.commands.log_checks import telling_log_troubles
    from hattama.web.kernel.log.advance_log import OF_A_COUNTRY, advance_log

    def publish(_: argparse.Namespace) -> int:
        with progress(say(Message("publishing"), args.language), 2 * count) as advance:
            return advance_log(election_id, now=read_clock(), batch=OF_A_COUNTRY, advance=advance)

    try:
        with telling_log_troubles():
            telling_outages(publish)(args)
    except Refused as refusal:
        why = refusal.say(args.language)
        raise Refused(_RECORDED, election=election_id, count=count, why=why) from None


def _take_in(args: argparse.Namespace, checked: _Checked) -> tuple[int, int]:
    """The election, its opening and all its protocols, or nothing of it: how many protocols there were, and
    how many papers without figures the file has."""
    from django.db import transaction

    from hattama.web.kernel.log.accept_acts import ElectionClosed, FiguresDoNotFit, PollsAreOpen
    from hattama.web.protocols.import_protocols import ImportRefused, import_protocols

    target, bare = checked.target, set[int]()
    try:
        with transaction.atomic():
            election = _opened(target, args.language)
            if checked.source is not None:
                return _take_snapshot(args, election, checked, bare), len(bare)
            incoming = _incoming(args, checked, bare)
            with progress(say(Message("recording"), args.language), checked.check.count) as advance:
                count = import_protocols(election, incoming, now=read_clock(), advance=advance)
                return count, len(bare)
    except ImportRefused as refusal:
        more = f" … +{len(refusal.keys) - 10}" if len(refusal.keys) > 10 else ""
        found = ", ".join(f"{area} ({contest})" for area, contest in refusal.keys[:10]) + more
        raise Refused(refusal.sentence, id=target.election_id, found=found) from None
    except ElectionClosed:
        raise Refused(_CLOSED, election=target.election_id) from None
    except PollsAreOpen as refusal:
        raise Refused(refusal.sentence) from None
    except FiguresDoNotFit:
        raise Refused(_TOO_LARGE, file=args.file) from None


def _incoming(args: argparse.Namespace, checked: _Checked, bare: set[int]) -> Iterator[Incoming]:
    """The protocols as the file is read again; the rows of those without figures go to `bare`."""
    from hattama.formats.importing import checked_protocols
    from hattama.web.protocols.import_protocols import Incoming

    source, name = checked.source, args.file.name
    if source is not None:
        name = f"{name[-120:]} · {source.taken_at.isoformat()}"
    rows = _rows(args, checked.mapping, checked.target)
    for read in checked_protocols(rows, checked.check, args.file.name):
        if not (read.protocol.figures or read.protocol.illegible):
            bare.add(read.row)
        yield Incoming(
            read.protocol, f"{name}, {read.row}", times=read.times, links=read.links, notes=read.notes
        )


def _take_snapshot(args: argparse.Namespace, election: ElectionRow, checked: _Checked, bare: set[int]) -> int:
    from hattama.web.protocols.take_snapshot import SnapshotOfTomorrow, SnapshotOlder, take_snapshot

    assert checked.source is not None, "only a file that is called a snapshot comes here"
    keys = {(row.area_id, row.contest) for row in checked.check.faulty}
    left_out = None if any(not (area and contest) for area, contest in keys) else keys
    try:
        source, now = checked.source, read_clock()
        counts = take_snapshot(election, source, lambda: _incoming(args, checked, bare), left_out, now=now)
    except SnapshotOfTomorrow as early:
        raise Refused(_EARLY, found=early) from None
    except SnapshotOlder as older:
        raise Refused(_OLDER, found=older) from None
    announce(_TAKEN, args.language, election=election.pk, **counts)
    return sum(counts[name] for name in ("new", "changed", "removed", "returned"))


def _opened(target: _Target, language: str) -> ElectionRow:
    """The election, loaded and opened where it was not; in the caller's transaction."""
    from hattama.web.kernel.commands.elections import load_files
    from hattama.web.kernel.elections.open_election import open_election

    if target.files is not None:
        load_files(target.files, language)
    row = find_election(target.election_id)
    return row if row.opened_at is not None else open_election(row.pk, now=read_clock())


@contextmanager
def _reading_bar(language: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for readers that tell how far they are of how much."""
    with progress(say(Message("reading"), language), None) as advance:
        seen = 0

        def told(done: int, whole: int) -> None:
            nonlocal seen
            advance(done - seen, whole)
            seen = done

        yield told
