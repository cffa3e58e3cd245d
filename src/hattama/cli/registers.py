"""`hattama register new|check|show|import|measure`: packs of registers, tables read by a mapping."""

import argparse
import datetime
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from hattama.cli.grid import grid_lines
from hattama.cli.register_reading import fill_registry, moment_of, told_register
from hattama.core.norms import Cited
from hattama.core.records import (
    Clock,
    Measure,
    Moment,
    RecordKind,
    Register,
    Registry,
    measure_records,
    render_course,
)
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.register_mappings import RecordMapping, parse_record_mapping
from hattama.formats.register_packs import load_register, parse_register, shipped_registers
from hattama.formats.register_tables import read_record_table, told_document
from hattama.phrases import Refused, add_verb, say
from hattama.phrases.of_rooms.deadlines import say_deadline
from hattama.phrases.of_rooms.records import FIELD_TYPES, VISIBILITIES
from hattama.phrases.of_rooms.register_texts import report_lines, report_sentences
from hattama.rulepacks import register_ids, register_template

DONE, REFUSED = 0, 2
_HELP = {
    "new": Message("write a register pack with comments, to begin with"),
    "check": Message("show everything that is wrong with register packs"),
    "show": Message("show what a register pack makes: fields, course, time limits, measures"),
    "import": Message("read a table of records by a mapping, and print what it says as lines of JSON"),
    "measure": Message("print what a table of records comes to, what sources published, and what is found"),
    "election": Message("the rule pack of the election whose published numbers are added, such as kz-2023"),
    "voting": Message("the day of voting (2023-03-19); without it the day of the pack's law"),
    "at": Message("the moment from which time limits are looked at; without it the present"),
    "file": Message("the pack's .toml file"),
    "pack": Message("the pack's .toml file, or the name of one that comes with the program"),
    "text": Message("print it as paragraphs of a report, with a note for each number"),
    "table": Message("the table of records: CSV, XLSX or Parquet"),
}
NO_FILE = FaultKind.of("REGISTER-FILE", Message("the file cannot be read: {found}", "rule pack"))
_WRITTEN = Message("{file} is written. Next: hattama register check {file}")
_SOUND = Message(
    "{file}: sound. Kinds: {kinds}; fields: {fields}; time limits: {clocks}; measures: {measures}."
)
_COLUMNS = (
    Message("Field", "register"),
    Message("Type", "register"),
    Message("Who sees it"),
    Message("Required"),
    Message("In words"),
)
_NO_DAY = Message("This is no day: {found}. Write it as 2024-10-20.")
_NO_MOMENT = Message("This is no moment: {found}. Write it as 2024-10-20T22:10 or with its zone, +03:00.")
_COURSE = Message("Course of a record")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `register` with its verbs."""
    said = {name: say(words, language) for name, words in _HELP.items()}
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    new = add_verb(verbs, "new", said["new"], run_new)
    new.add_argument("file", metavar="FILE", type=Path, help=said["file"])
    check = add_verb(verbs, "check", said["check"], run_check)
    check.add_argument("files", metavar="FILE", type=Path, nargs="+", help=said["file"])
    show = add_verb(verbs, "show", said["show"], run_show)
    show.add_argument("pack", metavar="PACK", help=said["pack"])
    read = add_verb(verbs, "import", said["import"], run_import)
    read.add_argument("pack", metavar="PACK", help=said["pack"])
    read.add_argument("table", metavar="TABLE", type=Path, help=said["table"])
    read.add_argument("--mapping", metavar="FILE", type=Path, required=True)
    measure = add_verb(verbs, "measure", said["measure"], run_measure)
    measure.add_argument("pack", metavar="PACK", help=said["pack"])
    measure.add_argument("table", metavar="TABLE", type=Path, nargs="?", help=said["table"])
    measure.add_argument("--mapping", metavar="FILE", type=Path)
    measure.add_argument("--election", metavar="ELECTION", default="", help=said["election"])
    day = _one_of(datetime.date.fromisoformat, _NO_DAY, language)
    moment = _one_of(datetime.datetime.fromisoformat, _NO_MOMENT, language)
    measure.add_argument("--voting", metavar="DAY", type=day, help=said["voting"])
    measure.add_argument("--at", metavar="MOMENT", type=moment, help=said["at"])
    measure.add_argument("--text", action="store_true", help=said["text"])


def _one_of(
    read: Callable[[str], datetime.date], why: Message, language: str
) -> Callable[[str], datetime.date]:
    def parse(text: str) -> datetime.date:
        try:
            return read(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say(why, language, found=text)) from None

    return parse


def run_new(args: argparse.Namespace) -> int:
    """Write the template; a file that is there is never overwritten."""
    try:
        with args.file.open("xb") as out:
            out.write(register_template())
    except FileExistsError:
        raise Refused(Message("{file} is there already and is left as it is."), file=args.file) from None
    print(say(_WRITTEN, args.language, file=args.file))
    return DONE


def run_check(args: argparse.Namespace) -> int:
    """Say of each pack that it is sound, or everything that is wrong with it."""
    code = DONE
    for file in args.files:
        try:
            pack = _read(str(file))
        except InputFaults as refusal:
            print(refusal.say(args.language), file=sys.stderr)
            code = REFUSED
            continue
        counts = {
            "kinds": len(pack.kinds),
            "fields": sum(len(kind.fields) for kind in pack.kinds),
            "clocks": sum(len(kind.clocks) for kind in pack.kinds),
            "measures": len(pack.measures),
        }
        print(say(_SOUND, args.language, file=file, **counts))
    return code


def run_show(args: argparse.Namespace) -> int:
    """Print what the pack makes."""
    pack = _read(args.pack)
    print(*_shown(pack, args.language), sep="\n")
    return DONE


def run_import(args: argparse.Namespace) -> int:
    """Print every statement and deed of the table as a line of JSON; nothing where anything is wrong."""
    mapping = _mapping(_read(args.pack), args.mapping)
    told = read_record_table(args.table, mapping, lambda: secrets.token_hex(8))
    for one in told:
        print(json.dumps(told_document(one), ensure_ascii=False))
    print(say(Message("Statements and deeds: {told}."), args.language, told=len(told)), file=sys.stderr)
    return DONE


def run_measure(args: argparse.Namespace) -> int:
    """Print what the records and the published numbers come to, and what is found of them."""
    if args.table is not None and args.mapping is None:
        raise Refused(Message("A table is read by a mapping: --mapping FILE"))
    pack = _read(args.pack)
    mapping = _mapping(pack, args.mapping) if args.mapping else None
    registry = fill_registry(pack, mapping, args.table, args.election)
    moment = moment_of(args, pack, mapping)
    told = _text if args.text else told_register
    print(*told(pack, registry, moment, args.language), sep="\n")
    return DONE


def _text(pack: Register, registry: Registry, moment: Moment, language: str) -> Iterator[str]:
    values = {one.code: measure_records(one, pack, registry, moment) for one in pack.measures}
    return report_lines(report_sentences(pack, registry, values, language))


def _mapping(pack: Register, path: Path) -> RecordMapping:
    packs = {**shipped_registers(), (pack.register_id, pack.edition): pack}
    return parse_record_mapping(_bytes(path), path.name, packs)


def _read(named: str) -> Register:
    if named in register_ids():
        return load_register(named)
    path = Path(named)
    return parse_register(_bytes(path), path.name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputFaults([NO_FILE.because(error).at(str(path), found=error.strerror or "")]) from error


def _shown(pack: Register, language: str) -> Iterator[str]:
    yield f"{pack.names.say(language)} ({pack.register_id} {pack.edition})"
    yield from ("", say(Message("Sources, the first to be shown first"), language) + ":")
    yield from (f"  {place}. {one.words.say(language)}" for place, one in enumerate(pack.sources, start=1))
    for kind in pack.kinds:
        yield from ("", f"== {kind.words.say(language)} ({kind.code}) ==", "")
        yield from _fields(kind, language)
        yield from _course(pack, kind, language)
    if pack.measures:
        yield from ("", say(Message("Measures", "register"), language) + ":")
        yield from (line for measure in pack.measures for line in _measure(measure, language))


def _fields(kind: RecordKind, language: str) -> list[str]:
    rows = [
        (
            field.code,
            say(FIELD_TYPES[field.type], language),
            say(VISIBILITIES[field.visibility], language),
            say(Message("yes"), language) if field.required else "",
            field.words.say(language),
        )
        for field in kind.fields
    ]
    heads = [say(head, language) for head in _COLUMNS]
    return grid_lines(heads, rows, [False] * len(heads))


def _course(pack: Register, kind: RecordKind, language: str) -> Iterator[str]:
    if kind.course.states:
        yield from ("", say(_COURSE, language) + ":", render_course(kind.course, language).rstrip())
    if kind.course.powers:
        yield from ("", say(Message("Who has which power"), language) + ":")
        for power in kind.course.powers:
            bodies = ", ".join(body.words.say(language) for body in pack.bodies if body.code in power.by)
            yield f"  {power.deed}: {bodies} [{power.cited.say(language)}]"
    if kind.clocks:
        yield from ("", say(Message("Time limits"), language) + ":")
        yield from (f"  {_clock(clock, pack, language)}" for clock in kind.clocks)


def _clock(clock: Clock, pack: Register, language: str) -> str:
    for norm in clock.norms:
        text = norm.on(pack.law_on)
        cited = Cited.of(norm, pack.law_on)
        if text is not None and cited is not None:
            limit = say_deadline(norm.deadline_from(text.edition, {clock.event: None}), language)
            return f"{clock.words.say(language)}: {limit} [{cited.say(language)}]"
    return f"{clock.words.say(language)}: {say_deadline(None, language)}"


def _measure(measure: Measure, language: str) -> Iterator[str]:
    yield f"  {measure.code}: {measure.words.say(language)}"
    if measure.formula is not None:
        base = f" / {measure.base.text}" if measure.base is not None else ""
        yield f"      {measure.formula.text}{base}"
