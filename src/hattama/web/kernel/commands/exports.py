"""`hattama export`: the public bundle of an election, as files in a folder."""

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import announce, find_election, progress
from hattama.web.kernel.commands.log_checks import refuse_if_tables_differ, say_lost, telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

_HELP = Message("write the public bundle into a folder")
_WITHOUT_SCANS = Message("leave the scans out")
_WRITTEN = Message("The bundle of {id} stands in {folder}. Log entries: {size}, scans: {scans}.")
_NOT_EMPTY = Message("The folder {folder} holds other things. Name an empty one or an earlier bundle.")


def register(subparsers: Any, language: str) -> None:
    """Add `export`."""
    parser = add_prepared(subparsers, "export", say(_HELP, language), _run)
    parser.add_argument("election", metavar="ELECTION")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--without-scans", action="store_true", help=say(_WITHOUT_SCANS, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.web.kernel.log.export_bundle import FolderNotEmpty, count_scans, export_bundle

    election = find_election(args.election)
    if election.opened_at is None:
        raise Refused(Message("Election {id} is not open yet: there is nothing to publish."), id=election.pk)
    refuse_if_tables_differ([election.pk])
    scans = 0 if args.without_scans else count_scans(election)
    try:
        with telling_log_troubles(), progress(say(Message("scans"), args.language), scans) as advance:
            exported = export_bundle(
                election, args.folder, with_scans=not args.without_scans, advance=advance
            )
    except FolderNotEmpty:
        raise Refused(_NOT_EMPTY, folder=args.folder) from None
    announce(
        _WRITTEN, args.language, id=election.pk, folder=args.folder, size=exported.size, scans=exported.scans
    )
    return say_lost(exported.lost, args.language)
