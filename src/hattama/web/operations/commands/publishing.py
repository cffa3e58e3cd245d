"""`hattama publish`: the whole public site as files that any bucket, server or disk can show."""

import argparse
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, bounded, say
from hattama.web.kernel.commands.answers import MOST_WORKERS, announce, progress
from hattama.web.kernel.commands.log_checks import (
    keep_the_rules,
    refuse_if_tables_differ,
    say_lost,
    telling_log_troubles,
)
from hattama.web.kernel.commands.preparation import add_prepared

if TYPE_CHECKING:
    from hattama.web.operations.static_site import Options

_HELP = Message("write the whole public site into a folder, as files that need no server")
_LIVE = Message(
    "address of the live site, where links lead to what a copy cannot hold (HATTAMA_BASE_URL by default)"
)
_RELATIVE = Message(
    "links lead from file to file, so that the copy opens anywhere, from a disk as well (the default); "
    "with --no-relative addresses are those of the live site"
)
_SCANS = Message(
    "scans: second names of the same files (link, the default), files of their own (copy), or none"
)
_GZIP = Message("put a compressed .gz beside each file")
_STATIONS = Message(
    "what holds the polling stations: a page of each (page), or one of each lowest district for all of its "
    "(district); by default whichever fits how many there are"
)
_DRAWINGS = Message("with pages of districts: also maps, nights and drawings of single areas")
_FILES = Message("with pages of districts: also files of single polling stations and log entries")
_JOBS = Message("how many processes work together; as many as there are cores")
_WHOLE = Message("make anew what did not change, too")
_WRITTEN = Message(
    "The site stands in {folder}. Files: {files}, written anew: {written}, removed: {removed}."
)
_NOWHERE = Message("Links that lead nowhere on the live site either: {addresses}")
_NOT_OURS = Message("The folder {folder} holds other things. Name an empty one or an earlier copy.")
_BAD_LIVE = Message("--live: expected an address that begins with http:// or https://, found {found}")


def register(subparsers: Any, language: str) -> None:
    """Add `publish`."""
    parser = add_prepared(subparsers, "publish", say(_HELP, language), _run)
    parser.add_argument("folder", metavar="SITE_DIR", type=Path)
    parser.add_argument("--live", metavar="URL", default="", help=say(_LIVE, language))
    parser.add_argument(
        "--relative", action=argparse.BooleanOptionalAction, default=True, help=say(_RELATIVE, language)
    )
    parser.add_argument(
        "--scans", choices=("link", "copy", "none"), default="link", help=say(_SCANS, language)
    )
    parser.add_argument("--gzip", action="store_true", help=say(_GZIP, language))
    parser.add_argument("--stations", choices=("page", "district"), help=say(_STATIONS, language))
    parser.add_argument("--drawings", action="store_true", help=say(_DRAWINGS, language))
    parser.add_argument("--files", action="store_true", help=say(_FILES, language))
    parser.add_argument("--whole", action="store_true", help=say(_WHOLE, language))
    jobs = bounded(language, 1, MOST_WORKERS)
    parser.add_argument("--jobs", type=jobs, default=_cores(), metavar="N", help=say(_JOBS, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.web.kernel.log.served import differing_elections
    from hattama.web.kernel.log.writer_lock import only_one

    refuse_if_tables_differ(differing_elections())
    options = _options(args)
    place = hashlib.sha256(bytes(args.folder.resolve())).hexdigest()[:16]
    with only_one("", f"copy-{place}") as is_free:
        if not is_free:
            raise Refused(Message("Another process is updating this copy."))
        return _publish(args, options)


def _publish(args: argparse.Namespace, options: "Options") -> int:
    from hattama.web.kernel.log.export_bundle import FolderNotEmpty
    from hattama.web.operations.static_site import NothingOpen, NotOurFolder, mark_complete, write_static_site

    try:
        with telling_log_troubles(), progress(say(Message("files"), args.language), None) as advance:
            told = 0

            def made(done: int, more: int) -> None:
                nonlocal told
                advance(done - told, done + more)
                told = done

            written = write_static_site(args.folder, options, jobs=args.jobs, whole=args.whole, advance=made)
    except (NotOurFolder, FolderNotEmpty) as trouble:
        raise Refused(_NOT_OURS, folder=trouble) from None
    except NothingOpen:
        raise Refused(Message("No election is open: there is nothing to publish.")) from None
    for election_id, size in written.sizes.items():
        announce(Message("Election {id}, log entries: {size}"), args.language, id=election_id, size=size)
    if written.nowhere:
        announce(_NOWHERE, args.language, addresses=" ".join(written.nowhere))
    counts = {"files": written.files, "written": written.written, "removed": written.removed}
    announce(_WRITTEN, args.language, folder=args.folder, **counts)
    lost = {f"{sha256} {address}": how for address, (sha256, how) in sorted(written.lost.items())}
    sound = written.was_complete or keep_the_rules(written.sizes, args.language)
    if sound and not lost:
        mark_complete(args.folder)
    return say_lost(lost, args.language) or (0 if sound else 1)


def _options(args: argparse.Namespace) -> "Options":
    from hattama.web.operations.static_site import Options, Scans, Stations

    return Options(
        live=_live(args),
        relative=args.relative,
        scans=Scans(args.scans),
        gzip=args.gzip,
        stations=Stations(args.stations) if args.stations else None,
        drawings=args.drawings,
        files=args.files,
    )


def _live(args: argparse.Namespace) -> str:
    from django.conf import settings

    found = str(args.live or settings.BASE_URL or "").rstrip("/")
    if found and not found.startswith(("http://", "https://")):
        raise Refused(_BAD_LIVE, found=found)
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
