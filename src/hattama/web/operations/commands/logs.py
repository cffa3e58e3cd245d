"""`hattama log`: how a log stands, its totals on record, a new key, the bundle, and looking after it."""

import argparse
import logging
import subprocess
from functools import cache
from threading import Event
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, add_verbs, say
from hattama.web.kernel.commands.answers import (
    FORMATS,
    announce,
    find_election,
    print_in_words,
    progress,
    read_clock,
)
from hattama.web.kernel.commands.calm import rest_while_wanted
from hattama.web.kernel.commands.endings import (
    add_beside,
    give_way,
    is_wanted,
    outlast,
    sigterm_asks,
    start_beside,
)
from hattama.web.kernel.commands.log_checks import (
    add_check,
    log_troubles,
    refuse_if_log_differs,
    refuse_if_tables_differ,
    say_trouble,
    telling_log_troubles,
)
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.operations.commands.backup_words import ERASED_AGAIN, telling_backup_troubles
from hattama.web.operations.commands.doctor import refuse_unfit

PAUSE_SECONDS = 5.0
_POLITE = 10

_REFRESH = Message("bring tables and manifest of the public bundle to the present now")
_WHOLE = Message("write the files of all areas again")
_WRITE = Message(
    "write all logs as soon as something waits, and let the public pages follow (serve does it by itself)"
)
_KEEP = Message("look after all logs: what waits, witnesses, bundles (serve does it by itself)")
_STATED = Message("Totals appended to the log of {id}: {count}.")
_ROTATED = Message("The new key of the log of {id}: {vkey}")
_REFRESHED = Message("The bundle of {id} is at the present. Log entries: {size}.")


def register(subparsers: Any, language: str) -> None:
    """Add `log` with its verbs."""
    verbs = add_verbs(subparsers, "log", Message("the public log: its state, key and totals"), language)
    for name, words, run in (
        ("status", Message("the size of the log, what waits, and the witnesses"), _run_status),
        ("totals", Message("append the totals of the country and its regions to the log"), _run_totals),
        ("rotate-key", Message("give the log a new key, which the old one vouches for"), _run_rotate),
        ("refresh", _REFRESH, _run_refresh),
    ):
        verb = add_verb(verbs, name, say(words, language), run)
        verb.add_argument("election", metavar="ELECTION")
        if name == "status":
            verb.add_argument("--format", choices=FORMATS, default="table")
        if name == "refresh":
            verb.add_argument("--whole", action="store_true", help=say(_WHOLE, language))
    add_check(verbs, language)
    for name, words, run in (("write", _WRITE, _run_write), ("keep", _KEEP, _run_keep)):
        verb = add_verb(verbs, name, say(words, language), run)
        add_beside(verb, language)


def _opened(args: argparse.Namespace) -> Any:
    prepare(args.language)
    election = find_election(args.election)
    if election.opened_at is None:
        raise Refused(Message("Election {id} is not open: it has no log."), id=election.pk)
    return election


def _run_status(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.operations.keep_log import log_status

    with telling_log_troubles():
        rows = log_status(election)
    print_in_words(("what", "value"), rows, args.format, args.language)
    return 0


def _run_totals(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.kernel.log.close_election import state_totals

    with telling_log_troubles():
        count = state_totals(election.pk, now=read_clock())
    announce(_STATED, args.language, id=election.pk, count=count)
    return 0


def _run_rotate(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.kernel.log.rotate_log_key import rotate_log_key

    with telling_log_troubles():
        key = rotate_log_key(election.pk, now=read_clock())
    announce(_ROTATED, args.language, id=election.pk, vkey=key.vkey())
    return 0


def _run_refresh(args: argparse.Namespace) -> int:
    election = _opened(args)
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    refuse_if_tables_differ([election.pk])
    areas = AreaRow.objects.filter(election=election).count()
    with telling_log_troubles(), progress(say(Message("areas"), args.language), areas) as advance:
        snapshot = refresh_bundle(election.pk, whole=args.whole, advance=advance)
    announce(_REFRESHED, args.language, id=election.pk, size=snapshot.tree_size)
    return 0


def erase_again(language: str) -> None:
    """Erase what a database brought back from before holds and the list of this site says is erased."""
    from hattama.web.registers.erase import repeat_kept_erasures

    with telling_backup_troubles():
        count = repeat_kept_erasures()
    if count:
        announce(ERASED_AGAIN, language, count=count)


def start_log_writer() -> subprocess.Popen[bytes]:
    """Start the writer of all logs beside this process."""
    return start_beside("log", "write")


def start_log_keeper() -> subprocess.Popen[bytes]:
    """Start whoever looks after all logs beside this process, politely: nobody waits for that."""
    return start_beside("log", "keep")


def _begin_for_ever(args: argparse.Namespace) -> None:
    """Whoever started this process beside itself has looked at what is asked here."""
    prepare(args.language)
    if args.beside is None:
        refuse_unfit(args.language)
        refuse_if_log_differs(args.language)
        erase_again(args.language)


def _run_write(args: argparse.Namespace) -> int:
    _begin_for_ever(args)
    from hattama.web.operations.write_logs import write_logs

    with sigterm_asks() as to_end:
        write_logs(to_end, lambda: is_wanted(args.beside), args.language)
    return 0


def _run_keep(args: argparse.Namespace) -> int:
    _begin_for_ever(args)
    with sigterm_asks() as to_end:
        if args.beside is not None:
            give_way(_POLITE)
            _rest_while_wanted(to_end)
        while not to_end.is_set() and is_wanted(args.beside):
            keep_logs_once(args.language)
            to_end.wait(PAUSE_SECONDS)
    return 0


def _rest_while_wanted(to_end: Event) -> None:
    """Until it is told to end: whoever stops the site waits for what is in hand. On SQLite all would wait for
    who rests with its one lock in hand, and what is written while it reads a moment lies in a file beside the
    database until it has done: 5 MB a second at 30 protocols."""
    from django.db import connection

    from hattama.web.kernel.log.writer_lock import is_waited_for

    if connection.vendor != "sqlite":
        rest_while_wanted(lambda: to_end.is_set() or is_waited_for())


def keep_logs_once(language: str) -> None:
    """Do what is due for every log, then tell subscribers; what goes wrong with one log is written down, and
    the next has its turn. A database that is away is waited for."""
    outlast(lambda: _keep_logs_once(language), language)


@cache
def _watch() -> Any:
    """The watch of this process over what the site shows."""
    from hattama.web.operations.hold_served import ServedWatch

    return ServedWatch()


def _keep_logs_once(language: str) -> None:
    from hattama.web.notices.letters import notify_subscribers
    from hattama.web.notices.webhooks import ask_to_tell
    from hattama.web.operations.keep_log import keep_log, kept_elections

    for election_id in kept_elections():
        try:
            keep_log(election_id, now=read_clock())
            _watch().round(election_id, now=read_clock())
        except tuple(log_troubles()) as trouble:
            logging.getLogger(__name__).error("%s: %s", election_id, say_trouble(trouble, language))
        except OSError as trouble:
            # No room on the disk, or a folder that may not be written: it may pass.
            logging.getLogger(__name__).error("%s: %s", election_id, trouble)
    ask_to_tell(now=read_clock())
    notify_subscribers(now=read_clock())
