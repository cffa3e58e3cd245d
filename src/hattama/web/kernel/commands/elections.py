"""`hattama election`: an election's folder is loaded, checked whole, and opened; in the end it is closed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.commands.answers import Refused, announce, find_election, progress
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import prepare

_HELP = Message("load and open elections")
_LOAD = Message("check an election's folder whole, load it and open it")
_DIR = Message("the folder that holds election.toml and areas.csv")
_DRAFT = Message("load without opening: the roster is not frozen and may be loaded again")
_OPEN = Message("open a loaded election: the roster of expected protocols is frozen")
_LOADED = Message("{id} is loaded. Areas: {areas}, of them precincts: {precincts}; contests: {contests}.")
_OPENED = Message("{id} is open: the roster of expected protocols is frozen.")
_ALREADY_OPEN = Message("Election {id} is open: its roster is frozen and it cannot be loaded again.")
_CLOSE = Message("close an election: its totals are appended to the log, and nothing more is taken in")
_CLOSED = Message("{id} is closed: its totals stand in the log.")
_ALREADY_CLOSED = Message("Election {id} is closed already.")
_NOT_OPEN = Message("Election {id} is not open yet.")
_AREAS = Message("areas")


def register(subparsers: Any, language: str) -> None:
    """Add `election load`, `election open` and `election close`."""
    parser = subparsers.add_parser("election", help=say(_HELP, language), description=say(_HELP, language))
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    load = verbs.add_parser("load", help=say(_LOAD, language), description=say(_LOAD, language))
    load.add_argument("folder", metavar="DIR", type=Path, help=say(_DIR, language))
    load.add_argument("--draft", action="store_true", help=say(_DRAFT, language))
    load.set_defaults(run=_run_load)
    opening = verbs.add_parser("open", help=say(_OPEN, language), description=say(_OPEN, language))
    opening.add_argument("election", metavar="ELECTION")
    opening.set_defaults(run=_run_open)
    closing = verbs.add_parser("close", help=say(_CLOSE, language), description=say(_CLOSE, language))
    closing.add_argument("election", metavar="ELECTION")
    closing.set_defaults(run=_run_close)


def _run_load(args: argparse.Namespace) -> int:
    prepare(args.language)
    from hattama.formats.election_folder import load_election_folder
    from hattama.formats.election_rules import pin_rules
    from hattama.formats.faults import InputFaults

    try:
        folder = load_election_folder(args.folder)
        files = files_of(folder, pin_rules(folder))
    except InputFaults as faults:
        raise Refused(faults.say(args.language)) from None
    load_and_open(files, args.language, draft=args.draft)
    return 0


def files_of(folder: Any, rules: Any) -> Any:
    """A checked folder with its pinned rules, as the use case takes them."""
    from hattama.web.kernel.elections.open_election import ElectionFiles

    return ElectionFiles(
        election=folder.election,
        areas=folder.areas.areas,
        definition=folder.definition_bytes,
        areas_csv=folder.areas_bytes,
        rule_pack=rules.data,
        boundaries=folder.boundaries_bytes,
        tiles=folder.tiles_bytes,
    )


def load_and_open(files: Any, language: str, *, draft: bool = False) -> None:
    """Load an election with a progress bar, say what was loaded, and open it unless it is a draft."""
    from django.utils import timezone

    from hattama.web.kernel.elections.open_election import open_election
    from hattama.web.kernel.log.advance_log import advance_log

    election_id = files.election.election_id
    load_files(files, language)
    announce_loaded(files, language)
    if not draft:
        with telling_log_troubles(language):
            open_election(election_id, now=timezone.now())
            advance_log(election_id, now=timezone.now())
        announce(_OPENED, language, id=election_id)


def load_files(files: Any, language: str) -> None:
    """Load an election as a draft, with a progress bar; exits with a sentence where it is open."""
    from django.utils import timezone

    from hattama.web.kernel.elections.open_election import ElectionAlreadyOpen, load_election

    try:
        with progress(say(_AREAS, language), len(files.areas)) as advance:
            load_election(files, now=timezone.now(), advance=advance)
    except ElectionAlreadyOpen:
        raise Refused(say(_ALREADY_OPEN, language, id=files.election.election_id)) from None


def announce_loaded(files: Any, language: str) -> None:
    """Say what was loaded."""
    announce(
        _LOADED,
        language,
        id=files.election.election_id,
        areas=len(files.areas),
        precincts=sum(area.is_precinct for area in files.areas),
        contests=len(files.election.contests),
    )


def _run_open(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.utils import timezone

    from hattama.web.kernel.elections.open_election import ElectionAlreadyOpen, open_election
    from hattama.web.kernel.log.advance_log import advance_log

    row = find_election(args.election, args.language)
    try:
        with telling_log_troubles(args.language):
            open_election(row.pk, now=timezone.now())
            advance_log(row.pk, now=timezone.now())
    except ElectionAlreadyOpen:
        raise Refused(say(_ALREADY_OPEN, args.language, id=row.pk)) from None
    announce(_OPENED, args.language, id=row.pk)
    return 0


def _run_close(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.utils import timezone

    from hattama.web.kernel.log.accept_acts import ElectionClosed, ElectionNotOpen
    from hattama.web.kernel.log.close_election import close_election

    row = find_election(args.election, args.language)
    try:
        with telling_log_troubles(args.language):
            close_election(row.pk, now=timezone.now())
    except ElectionNotOpen:
        raise Refused(say(_NOT_OPEN, args.language, id=row.pk)) from None
    except ElectionClosed:
        raise Refused(say(_ALREADY_CLOSED, args.language, id=row.pk)) from None
    announce(_CLOSED, args.language, id=row.pk)
    return 0
