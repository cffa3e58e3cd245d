"""`hattama rebuild`: what follows from the log made anew, for whoever doubts it or has lost it.

The public tables from the entries in the database, with `--files` the public bundle too; with `--from` the
published part of the database from a bundle.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import announce, find_election, progress, read_clock
from hattama.web.kernel.commands.log_checks import LOG_ENTRIES, keep_the_rules, telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared
from hattama.web.operations.commands.restores import bundle_at, take_in

if TYPE_CHECKING:
    from hattama.web.kernel.elections.tables import ElectionRow

_HELP = Message("make the published tables anew from the log")
_REBUILT = Message("The tables of {id} are made anew. Log entries: {size}.")
_EMPTY = Message("The log of {id} is empty: the election is not open.")
_NOT_REBUILT = Message("The tables of {id} are as they were: nothing is made of such a log.")
_FILES = Message("make all files of the public bundle anew from the database, too")
_FROM = Message("take what was published from a bundle: the folder of a mirror, or https://…")
_FILES_REBUILT = Message("The files of the bundle of {id} are made anew from the database. Entries: {size}.")
_NOT_IN_IT = Message(
    "What a bundle does not have has not come back: accounts, drafts, steps of entry, texts of reasons for "
    "changes, "
    "names of custodians. To go on, the log needs its key."
)


def register(subparsers: Any, language: str) -> None:
    """Add `rebuild`."""
    parser = add_prepared(subparsers, "rebuild", say(_HELP, language), _run)
    parser.add_argument("election", metavar="ELECTION", nargs="?")
    parser.add_argument("--files", action="store_true", help=say(_FILES, language))
    parser.add_argument("--from", dest="source", metavar="BUNDLE", help=say(_FROM, language))


def _run(args: argparse.Namespace) -> int:
    if (args.election is None) == (args.source is None):
        raise Refused(Message("Name either an election or, by --from, a bundle."))
    if args.source is not None:
        return _rebuild_from(args.source, args.language)
    from hattama.web.kernel.log.rebuild_published import LogIsEmpty, rebuild_published
    from hattama.web.kernel.log.served import record_mended
    from hattama.web.kernel.log.snapshots import load_log_size

    election = find_election(args.election)
    if not keep_the_rules([election.pk], args.language):
        raise Refused(_NOT_REBUILT, id=election.pk)
    try:
        with progress(say(LOG_ENTRIES, args.language), load_log_size(election)) as advance:
            size = rebuild_published(election, advance=advance)
    except LogIsEmpty:
        raise Refused(_EMPTY, id=election.pk) from None
    record_mended(election.pk, read_clock())
    announce(_REBUILT, args.language, id=election.pk, size=size)
    if args.files:
        _rebuild_files(election, args.language)
    return 0


def _rebuild_files(election: ElectionRow, language: str) -> None:
    """Make the whole public bundle from the database alone; witnesses are asked first whether it may."""
    from hattama.web.kernel.log.check_log import ask_witnesses
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    with telling_log_troubles():
        ask_witnesses(election)
        size = refresh_bundle(election.pk, whole=True).tree_size
    announce(_FILES_REBUILT, language, id=election.pk, size=size)


def _rebuild_from(source: str, language: str) -> int:
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    with bundle_at(source, language) as folder, telling_log_troubles():
        taken = take_in(folder, language)
        if taken.entries:
            refresh_bundle(taken.election_id, whole=True)
    if taken.entries and not taken.before:
        announce(_NOT_IN_IT, language)
    return 0
