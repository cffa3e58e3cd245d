"""`hattama records`: tables of records, and the numbers that sources published, go into an election's log."""

from __future__ import annotations

import argparse
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verbs, say
from hattama.web.kernel.commands.answers import announce, find_election, read_clock
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.registers.record import Told

TRIED_PACKS = "register-packs"
"""The folder of a store where `register serve` puts the packs of their author."""

_HELP = Message("records of registers: complaints, candidates, meetings and others")
_LOAD = Message("append a table of records to the election's log: all of it or nothing")
_NUMBERS = Message(
    "append the numbers that sources published of this election, as they come with the program"
)
_FILE = Message("a CSV, XLSX or Parquet file")
_AGAIN = Message("append also what records say that are there already, as records of their own")
_TWICE = Message(
    "{file}: {count} records of the register say the same as rows of this table, the first {first}. "
    "Nothing was appended. With --again the rows become records of their own."
)
_DONE = Message("Appended to the log of {id}: {written}; there already: {repeated}.")
_UNFIT = Message("The log cannot hold this: {why}. Nothing was appended.")


def register(subparsers: Any, language: str) -> None:
    """Add `records load` and `records numbers`."""
    verbs = add_verbs(subparsers, "records", _HELP, language)
    load = add_prepared(verbs, "load", say(_LOAD, language), _run_load)
    load.add_argument("election", metavar="ELECTION")
    load.add_argument("file", metavar="FILE", type=Path, help=say(_FILE, language))
    load.add_argument("--mapping", metavar="MAP.toml", type=Path, required=True)
    load.add_argument("--again", action="store_true", help=say(_AGAIN, language))
    numbers = add_prepared(verbs, "numbers", say(_NUMBERS, language), _run_numbers)
    numbers.add_argument("election", metavar="ELECTION")


def _run_load(args: argparse.Namespace) -> int:
    return load_table(args, find_election(args.election), again=args.again)


def load_table(args: argparse.Namespace, election: ElectionRow, *, again: bool = False) -> int:
    """Append the table that the call names (`file`, `mapping`) to the log; what records say already only
    `again`. Raises Refused."""
    from hattama.formats.register_mappings import parse_record_mapping
    from hattama.formats.register_packs import shipped_registers
    from hattama.formats.register_tables import read_record_table
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.registers.keep import records_of, said_already

    mapping = parse_record_mapping(args.mapping.read_bytes(), args.mapping.name, shipped_registers())
    areas = set(AreaRow.objects.filter(election=election).values_list("code", flat=True))
    linked = set(records_of(election, mapping.register).values_list("record_id", flat=True))
    new_id, until = lambda: secrets.token_hex(6), read_clock()
    told = read_record_table(args.file, mapping, new_id, areas, linked, until=until)
    twice = said_already(election, mapping.register, told)
    if twice and not again:
        raise Refused(_TWICE, file=args.file.name, count=len(twice), first=twice[0])
    return _append(args, election, told)


def _run_numbers(args: argparse.Namespace) -> int:
    from hattama.formats.stated_numbers import shipped_numbers

    election = find_election(args.election)
    told: list[Told] = [one.statement for one in shipped_numbers() if one.election == election.pk]
    return _append(args, election, told)


def _append(args: argparse.Namespace, election: ElectionRow, told: list[Told]) -> int:
    from hattama.web.kernel.log.accept_acts import ActNotAccepted
    from hattama.web.registers.keep import secret_of
    from hattama.web.registers.record import record_told

    def salt_of(one: Told, name: str) -> str:
        # The same said again is hashed alike, and seen to be there.
        return secret_of("command", f"{one!r}:{name}")[:32]

    try:
        with telling_log_troubles():
            done = record_told(election.pk, told, now=read_clock(), salt_of=salt_of)
    except ActNotAccepted as refusal:
        raise Refused(_UNFIT, why=str(refusal)) from None
    announce(_DONE, args.language, id=election.pk, **asdict(done))
    return 0
