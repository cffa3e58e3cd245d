"""`hattama mapping guess FILE` and `mapping try FILE`: a mapping is begun and tried; nothing is kept."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from hattama.core.vocabulary import Fault, Message
from hattama.formats.election_folder import load_election_folder
from hattama.formats.election_rules import pin_rules
from hattama.formats.importing import ImportedProtocol, ImportResult, collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.mapping_guesses import guess_mapping
from hattama.formats.rosters import define_election
from hattama.phrases import add_verb, say, say_fault

SHOWN = 20

_GUESS = Message("write a first mapping, with its doubts as comments")
_TRY = Message("show the first rows as protocols and all faults in groups; nothing is kept")
_FILE = Message("a CSV, XLSX or Parquet file, EML 510 or NIST SP 1500-100")
_FOLDER = Message("the election's folder; without it the mapping makes the election from the table")
_READING = Message("which of several readings of the same protocol to take")
_READ = Message("Protocols: {protocols}; rows without figures: {blank}; faulty rows: {faulty}.")
_GROUP = Message("times: {count}; rows: {rows}")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    guess = add_verb(verbs, "guess", say(_GUESS, language), run_guess)
    trial = add_verb(verbs, "try", say(_TRY, language), run_try)
    for parser in (guess, trial):
        parser.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    trial.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True)
    trial.add_argument("--election", metavar="DIR", type=Path, help=say(_FOLDER, language))
    trial.add_argument("--reading", metavar="NAME", help=say(_READING, language))


def run_guess(args: argparse.Namespace) -> int:
    """Print the mapping; 0, or 2 where the file cannot be read as a table."""
    print(guess_mapping(args.file, args.language), end="")
    return 0


def run_try(args: argparse.Namespace) -> int:
    """Print protocols and faults; 0 where every row is right, 1 where not, 2 where nothing can be read."""
    result = _read(args)
    for read in result.protocols[:SHOWN]:
        print(_line(read))
    counts = {"protocols": len(result.protocols), "blank": len(result.blank), "faulty": len(result.faulty)}
    print(say(_READ, args.language, **counts))
    for line in _groups(result.faults, args.language):
        print(line)
    return 1 if result.faulty else 0


def _read(args: argparse.Namespace) -> ImportResult:
    mapping = parse_mapping(args.mapping.read_bytes(), args.mapping.name)
    faults: dict[int, list[Fault]] = {}
    if args.election is None:
        folder = define_election(args.file, args.mapping, mapping, row_faults=faults)
    else:
        folder = load_election_folder(args.election)
    pack = pin_rules(folder).pack
    forms = {contest.code: pack.rules_for(contest).form for contest in folder.election.contests}
    rows = read_protocols(
        args.file,
        mapping,
        folder.election,
        folder.areas,
        forms,
        reading=args.reading,
        row_faults=faults,
    )
    return collect_protocols(rows, args.file.name)


def _line(read: ImportedProtocol) -> str:
    protocol = read.protocol
    figures = [f"{key}={value}" for key, value in protocol.figures.items()]
    beside = [f"{name}={value}" for name, value in {**read.times, **read.links, **read.notes}.items()]
    words = (*figures, *(f"{key}=?" for key in sorted(protocol.illegible)), *beside)
    return f"{read.row}  {protocol.area_id}  {protocol.contest}  {' '.join(words)}"


def _groups(faults: Iterable[Fault], language: str) -> Iterator[str]:
    """Faults of one kind in one column together, the most frequent first, with the first in words."""
    groups: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.code, fault.field), []).append(fault)
    for (code, _), found in sorted(groups.items(), key=lambda one: -len(one[1])):
        rows = ", ".join(str(fault.row) for fault in found[:10]) + (" …" if len(found) > 10 else "")
        yield f"{code}, {say(_GROUP, language, count=len(found), rows=rows)}"
        yield f"  {say_fault(found[0], language)}"
