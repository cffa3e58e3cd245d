"""`hattama register serve`: whoever writes a pack sees its register at once, made by the code of a site."""

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, say
from hattama.web.kernel.commands.answers import announce, find_election, verbs_of
from hattama.web.kernel.commands.elections import refuse_demonstration
from hattama.web.kernel.commands.endings import sigterm_unwinds
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.operations.commands.demonstrations import DEFAULT_SEED, greet, load_once, make_accounts
from hattama.web.operations.commands.serving import site_address, start_server, wait_for_end
from hattama.web.registers.commands import TRIED_PACKS, load_table

PRECINCTS = 20

_HELP = Message("show the register of a pack on this machine: desk, lists, records, numbers")
_FILE = Message("the pack's .toml file")
_TABLE = Message("a table of records to fill the register with: CSV, XLSX or Parquet")
_PORT = Message("port (the variable PORT or 8000 by default)")
_REGISTER = Message("{name}: {public} and, at the desk, {desk}")
_ENDS = Message(
    "The election is made up, and all is gone when you stop: Ctrl+C. After a change of the pack start again."
)


def register(subparsers: Any, language: str) -> None:
    """Add `register serve` to the verbs of `register`."""
    verbs = verbs_of(subparsers, "register")
    serve = add_verb(verbs, "serve", say(_HELP, language), _run)
    serve.add_argument("packs", metavar="FILE", type=Path, nargs="+", help=say(_FILE, language))
    serve.add_argument("--table", dest="file", metavar="TABLE", type=Path, help=say(_TABLE, language))
    serve.add_argument("--mapping", metavar="MAP.toml", type=Path)
    serve.add_argument("--port", metavar="PORT", help=say(_PORT, language))
    # Never for others: what is shown is made up, and its passwords are known.
    serve.set_defaults(host="127.0.0.1", workers=1, no_serve=False)


def _run(args: argparse.Namespace) -> int:
    from hattama.formats.register_packs import parse_register

    refuse_demonstration()
    if args.file is not None and args.mapping is None:
        raise Refused(Message("A table is read by a mapping: --mapping FILE"))
    packs = [path.read_bytes() for path in args.packs]
    known = [parse_register(data, path.name) for data, path in zip(packs, args.packs, strict=True)]
    with tempfile.TemporaryDirectory(prefix="hattama-register-") as folder:
        place = Path(folder) / TRIED_PACKS
        place.mkdir()
        for number, data in enumerate(packs):
            (place / f"{number}.toml").write_bytes(data)
        # A store of its own, whatever the site of this machine is told to use.
        os.environ["HATTAMA_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        prepare(args.language)
        with sigterm_unwinds():
            return _serve(args, [(pack.register_id, pack.names.say(args.language)) for pack in known])


def _serve(args: argparse.Namespace, named: list[tuple[str, str]]) -> int:
    election_id = fill(args)
    server = start_server(args)
    site = site_address(args)
    for register_id, name in named:
        public, desk = (f"{site}{part}/{election_id}/registers/{register_id}/" for part in ("e", "desk"))
        announce(_REGISTER, args.language, name=name, public=public, desk=desk)
    announce(_ENDS, args.language)
    return wait_for_end(server)


def fill(args: argparse.Namespace) -> str:
    """A small made-up election with accounts for the desk, and the records of the table; its name."""
    from hattama.demonstration import demonstration_election

    demonstration = demonstration_election(PRECINCTS, DEFAULT_SEED)
    load_once(demonstration, args.language)
    greet(args, make_accounts(demonstration))
    election_id = demonstration.election.election_id
    if args.file is not None:
        load_table(args, find_election(election_id))
    return election_id
