"""`hattama scans`: read what was uploaded, read what was imported, split a pile from a scanner, say how it
stands.
"""

import argparse
import subprocess
import sys
import time
from itertools import chain, count
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import add_verb, add_verbs, bounded, say
from hattama.web.kernel.commands.answers import (
    FORMATS,
    MANY,
    announce,
    find_election,
    print_in_words,
    progress,
    read_clock,
)
from hattama.web.kernel.commands.calm import Calm
from hattama.web.kernel.commands.endings import add_beside, give_way, is_wanted, outlast, start_beside
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared, prepare
from hattama.web.operations.commands.doctor import refuse_unfit

PAUSE_SECONDS = 1.0
IMPORTED_IN_IDLE_TIME = 500
"""Of a demonstration of ten thousand scans so many are read by themselves: some minutes, some hundred
megabytes.
"""

_HELP = Message("scans: reading them, splitting a pile, how it stands")
_POLITE = 15
"""Beside a server that takes in protocols a reading of scans gets a thirtieth: nobody waits for it."""

_WORK = Message("read the scans that wait in the queue (serve starts it by itself)")
_ONCE = Message("end when nothing waits any more")
_IMPORTED = Message("in idle time read up to so many imported scans")
_READ = Message("read all published scans of an election that were not read yet")
_STATUS = Message("what waits, what was read, what was found")
_SPLIT = Message("split one file of a scanner with many protocols into a file for each, by their codes")
_PILE = Message("the file of a scanner (PDF, TIFF)")
_INTO = Message("the folder for the files")
_UNKNOWN = Message("Pages whose code could not be read: {pages}. A person has to look at them.")


_FETCH = Message("fetch the scans that the source shows at addresses of its own, slowly and within bounds")
_LINK = Message("the link of the mapping that leads to the scan (scan)")
_COUNT = Message("at most so many addresses in this run")
_MEGABYTES = Message("at most so many megabytes in this run")
_MINUTES = Message("at most so many minutes")
_PAUSE = Message("seconds between two questions to one host; more where its robots.txt asks for more")
_AGENT = Message("who asks, as the host reads it: best with an address at which you can be reached")
_PRIVATE = Message("ask addresses within private networks, too")
_REDIRECTS = Message("follow a host that points elsewhere on the same host")
_NONE_WANTED = Message(
    "Nothing to fetch: no protocol of {id} has a link “{link}” that was not settled before. Links there: "
    "{known}"
)
_LEFT = Message("{count} addresses are left for the next run of the same command.")
_FETCHES_SHOWN = 20


def register(subparsers: Any, language: str) -> None:
    """Add `scans work`, `scans read`, `scans fetch`, `scans split` and `scans status`."""
    verbs = add_verbs(subparsers, "scans", _HELP, language)
    work = add_verb(verbs, "work", say(_WORK, language), _run_work)
    work.add_argument("--once", action="store_true", help=say(_ONCE, language))
    work.add_argument(
        "--imported", type=bounded(language, 0, MANY), default=0, metavar="N", help=say(_IMPORTED, language)
    )
    add_beside(work, language)
    read = add_prepared(verbs, "read", say(_READ, language), _run_read)
    read.add_argument("election", metavar="ELECTION")
    _add_fetch(verbs, language)
    split = add_verb(verbs, "split", say(_SPLIT, language), _run_split)
    split.add_argument("file", type=Path, metavar="FILE", help=say(_PILE, language))
    split.add_argument("folder", type=Path, metavar="FOLDER", help=say(_INTO, language))
    status = add_prepared(verbs, "status", say(_STATUS, language), _run_status)
    status.add_argument("--format", choices=FORMATS, default="table")


def _add_fetch(verbs: Any, language: str) -> None:
    fetch = add_prepared(verbs, "fetch", say(_FETCH, language), _run_fetch)
    fetch.add_argument("election", metavar="ELECTION")
    fetch.add_argument("--link", default="scan", metavar="NAME", help=say(_LINK, language))
    many, size = bounded(language, 1, MANY), bounded(language, 0, MANY, float)
    fetch.add_argument("--count", type=many, default=1000, metavar="N", help=say(_COUNT, language))
    fetch.add_argument("--megabytes", type=many, default=2000, metavar="N", help=say(_MEGABYTES, language))
    fetch.add_argument("--minutes", type=size, default=60, metavar="N", help=say(_MINUTES, language))
    fetch.add_argument("--pause", type=size, default=2, metavar="SECONDS", help=say(_PAUSE, language))
    fetch.add_argument("--agent", default="hattama", metavar="TEXT", help=say(_AGENT, language))
    fetch.add_argument("--allow-private", action="store_true", help=say(_PRIVATE, language))
    fetch.add_argument("--allow-redirects", action="store_true", help=say(_REDIRECTS, language))


def start_scan_worker() -> subprocess.Popen[bytes]:
    """Start a worker beside this process, politely: whoever waits for a page comes first."""
    return start_beside("scans", "work", "--imported", str(IMPORTED_IN_IDLE_TIME))


def _run_work(args: argparse.Namespace) -> int:
    if args.beside is not None:
        give_way(_POLITE, unless_sqlite=False)
    prepare(args.language)
    if args.beside is None:
        refuse_unfit(args.language)
    from hattama.web.scans.work_on_scans import ScanWorker, end_reader, no_rest

    worker = ScanWorker(args.imported, rest=no_rest if args.beside is None else Calm().rest)
    worker.stop_on_signals()
    try:
        while not worker.is_stopping and is_wanted(args.beside):
            is_more = outlast(worker.work_once, args.language)
            if is_more:
                continue
            if args.once and is_more is not None:
                break
            time.sleep(PAUSE_SECONDS)
    finally:
        end_reader()
    return 0


def _run_read(args: argparse.Namespace) -> int:
    election = find_election(args.election)
    from hattama.web.scans.work_on_scans import end_reader, read_imported_scan, unread_scans

    scans = list(unread_scans(election))
    try:
        with telling_log_troubles(), progress(say(Message("scans"), args.language), len(scans)) as advance:
            for scan in scans:
                read_imported_scan(scan)
                advance(1)
    finally:
        end_reader()
    announce(Message("Scans of {id} read: {count}."), args.language, id=election.pk, count=len(scans))
    return 0


def _run_fetch(args: argparse.Namespace) -> int:
    election = find_election(args.election)
    from hattama.web.scans.fetch_scans import OUTCOMES, Bounds, Clock, FetchRun, linked_names, wanted_scans

    permissions = {"private": args.allow_private, "redirect": args.allow_redirects}
    allowed = [code for code, is_given in permissions.items() if is_given]
    wanted = wanted_scans(election, args.link, allowed)
    if not wanted:
        known = ", ".join(linked_names(election)) or "—"
        announce(_NONE_WANTED, args.language, id=election.pk, link=args.link, known=known)
        return 0
    bounds = Bounds(
        args.count,
        args.megabytes * 1_000_000,
        args.minutes * 60,
        args.pause,
        args.allow_private,
        args.allow_redirects,
        args.agent,
    )
    try:
        most = min(len(wanted), args.count)
        with telling_log_troubles(), progress(say(Message("fetching"), args.language), most) as advance:
            run = FetchRun(bounds, Clock(time.monotonic, time.sleep), _telling(args, election, advance))
            counts = run.fetch(wanted)
    finally:
        _publish(election.pk)
    rows = [(say(words, args.language), counts[code]) for code, words in OUTCOMES.items() if counts[code]]
    print_in_words(("what", "value"), rows, "table", args.language)
    left = len(wanted_scans(election, args.link, allowed))
    if left:
        announce(_LEFT, args.language, count=left)
    return 0 if counts["fetched"] == counts.total() else 1


def _telling(args: argparse.Namespace, election: Any, advance: Any) -> Any:
    """What hears of each address: those that gave no scan are named, and now and then the log goes on."""
    from hattama.web.scans.fetch_scans import FETCHED, OUTCOMES

    seen = {"left": 0, "fetched": 0}

    def told(one: Any, outcome: str, detail: str) -> None:
        advance(1)
        if outcome != FETCHED:
            seen["left"] += 1
            if seen["left"] <= _FETCHES_SHOWN:
                print(f"{one.address}: {say(OUTCOMES[outcome], args.language)} ({detail})", file=sys.stderr)
            return
        seen["fetched"] += 1
        if seen["fetched"] % _FETCHES_SHOWN == 0:
            _publish(election.pk)

    return told


def _publish(election_id: str) -> None:
    from hattama.web.kernel.log.advance_log import advance_log

    with telling_log_troubles():
        advance_log(election_id, now=read_clock())


def _run_split(args: argparse.Namespace) -> int:
    from hattama.core.entries import MEDIA_ENDINGS
    from hattama.scanning import ScanReader, cut_out, split_by_paper
    from hattama.web.kernel.stores.durable_files import replace_durably

    data = args.file.read_bytes()
    reader = ScanReader()
    try:
        reading = reader.read(data)
    finally:
        reader.close()
    split = split_by_paper(reading.pages)
    args.folder.mkdir(parents=True, exist_ok=True)
    ending = MEDIA_ENDINGS[reading.facts.media_type]
    for one in split.papers:
        name = f"{one.paper.area_id}-{one.paper.contest}-{one.paper.copy_number}"
        cut = cut_out(data, reading, one.numbers)
        # Another election's paper, or a sheet of another pile, has the same name.
        names = (f"{name}{more}.{ending}" for more in chain([""], count(-2, -1)))
        places = (args.folder / name for name in names)
        place = next(place for place in places if not place.exists() or place.read_bytes() == cut)
        replace_durably(place, cut)
        announce(Message("{name}: {count} p."), args.language, name=place.name, count=len(one.numbers))
    if split.unknown:
        announce(_UNKNOWN, args.language, pages=", ".join(map(str, split.unknown)))
    return 1 if split.unknown else 0


def _run_status(args: argparse.Namespace) -> int:
    from hattama.web.scans.work_on_scans import scan_status

    print_in_words(("what", "value"), scan_status(), args.format, args.language)
    return 0
