"""`hattama voters`: a tool for whoever lawfully holds a register of voters; nothing of it leaves the
machine.
"""

import argparse
import csv
import importlib.util
import os
import re
import sys
from pathlib import Path
from typing import Any

from hattama.cli.voters.review_page import serve
from hattama.core.vocabulary import Message, inert_cell
from hattama.phrases import Refused, add_verb, bounded, say
from hattama.voters.engines import DuckDB, Engine, Spark
from hattama.voters.finding import COLUMNS, counts_by_akimat, prepare, search
from hattama.voters.made_up import write_register
from hattama.voters.measuring import MEASURE_COLUMNS, measure

_HELP = {
    "dedupe": Message("find rows of a register that are one person, without showing them to anybody else"),
    "review": Message("a page on this machine where a clerk decides on doubtful pairs"),
    "made-up": Message("a register of made-up voters, whose duplicates are known"),
    "measure": Message("how many of the known duplicates were found, and how many findings are wrong"),
    "register": Message("the register: CSV with a header, or Parquet"),
    "out": Message("the folder with the answers; it is made, for you alone"),
    "column": Message("which column of the file is NAME, where it has another name; may be repeated"),
    "engine": Message("duckdb on one machine, spark on many"),
    "memory": Message("how much memory DuckDB may take; beyond it writes to the folder"),
    "persons": Message("how many persons"),
    "port": Message("the port of the page on this machine"),
}
_NO_LIBRARY = Message(
    "`hattama voters` needs the library “{library}”; from a release file or a checkout: "
    "pip install './FILE[{extra}]'"
)
_NOT_EMPTY = Message("{path}: this folder holds answers already; name another or delete it")
_NO_ANSWERS = Message("{path}: here is no answer of `hattama voters dedupe`")
_COLUMN_SHAPE = Message("--column {found}: expected NAME=COLUMN with one of the names {names}")
_SIZE = re.compile(r"[1-9][0-9]{0,5} ?[KMGT]i?B", re.ASCII | re.IGNORECASE)
MOST_PERSONS = 100_000_000
_FOUND = (
    Message("Rows of the register: {rows}"),
    Message("Rows without a sound identity number: {identities_unsound}"),
    Message("Persons with more than one row: {groups}"),
    Message("Rows too many: {rows_too_many}"),
    Message("Pairs for a clerk to look at: {to_review}"),
)


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the commands, with their help in `language`."""

    def told(name: str) -> str:
        return say(_HELP[name], language)

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        return add_verb(commands, name, told(name), run)

    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    dedupe, review = command("dedupe", _dedupe), command("review", _review)
    for below in (dedupe, review):
        below.add_argument("register", type=Path, metavar="FILE", help=told("register"))
        below.add_argument("out", type=Path, metavar="OUT", help=told("out"))
        below.add_argument(
            "--column", action="append", default=[], metavar="NAME=COLUMN", help=told("column")
        )
    dedupe.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help=told("engine"))
    dedupe.add_argument("--memory", default="10GB", metavar="SIZE", help=told("memory"))
    review.add_argument("--port", type=bounded(language, 0, 65_535), default=8042, help=told("port"))
    made_up, measuring = command("made-up", _made_up), command("measure", _measure)
    for below in (made_up, measuring):
        below.add_argument("out", type=Path, metavar="OUT", help=told("out"))
    persons = bounded(language, 1, MOST_PERSONS)
    made_up.add_argument("--persons", type=persons, default=100_000, metavar="N", help=told("persons"))
    measuring.add_argument("truth", type=Path, metavar="TRUTH", help=told("made-up"))


def _dedupe(args: argparse.Namespace) -> int:
    _need("pyspark" if args.engine == "spark" else "splink")
    _there(args.register)
    names = _names(args.column)
    if not _SIZE.fullmatch(args.memory):
        raise Refused(Message("--memory {found}: expected a size such as 10GB").given(found=args.memory))
    if args.out.exists() and any(args.out.iterdir()):
        raise Refused(_NOT_EMPTY.given(path=args.out))
    args.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine: Engine = Spark(args.out) if args.engine == "spark" else DuckDB(args.out, args.memory)
    prepare(engine, args.register, names)
    found = search(engine)
    engine.write("SELECT * FROM pairs", args.out / "pairs.parquet")
    engine.write("SELECT value AS voter, key AS person FROM groups", args.out / "groups.parquet")
    with (args.out / "counts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("akimat", "rows", "identities_unsound", "rows_too_many", "to_review"))
        writer.writerows([inert_cell(row[0] or ""), *row[1:]] for row in counts_by_akimat(engine))
    for words in _FOUND:
        print(say(words, args.language, **found._asdict()))
    return 0


def _review(args: argparse.Namespace) -> int:
    _need("splink")
    _there(args.register)
    if not (args.out / "pairs.parquet").exists():
        raise Refused(_NO_ANSWERS.given(path=args.out))
    serve(args.register, args.out, _names(args.column), args.port, args.language)
    return 0


def _made_up(args: argparse.Namespace) -> int:
    _need("splink")
    args.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in write_register(args.out, args.persons):
        print(path)
    return 0


def _measure(args: argparse.Namespace) -> int:
    _need("splink")
    _there(args.truth)
    if not (args.out / "pairs.parquet").exists():
        raise Refused(_NO_ANSWERS.given(path=args.out))
    measured = list(measure(args.out / "pairs.parquet", args.truth))
    csv.writer(sys.stdout, lineterminator=os.linesep).writerows([MEASURE_COLUMNS, *measured])
    return 0


def _need(library: str) -> None:
    if importlib.util.find_spec(library) is None:
        raise Refused(_NO_LIBRARY.given(library=library, extra="spark" if library == "pyspark" else "voters"))


def _there(path: Path) -> None:
    if not path.is_file():
        raise Refused(Message("{path}: there is no such file").given(path=path))


def _names(pairs: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if name not in COLUMNS or not sign or not column:
            raise Refused(_COLUMN_SHAPE.given(found=pair, names=", ".join(COLUMNS)))
        if name in names:
            raise Refused(Message("--column {found}: {name} was named before").given(found=pair, name=name))
        names[name] = column
    return names
