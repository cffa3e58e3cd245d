"""`hattama store`: files carried from one store to another, looked through, and published."""

import argparse
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verbs, say
from hattama.web.kernel.commands.answers import announce, find_election, progress
from hattama.web.kernel.commands.log_checks import telling_log_troubles
from hattama.web.kernel.commands.preparation import add_prepared

_HELP = Message("the store of scans and other files: copy it, check it, publish from it")
_COPY = Message("carry files from one store to another; run again, it goes on where it ended")
_FROM = Message("where from: file or s3://bucket/prefix (by default the site's store)")
_TO = Message("where to: file or s3://bucket/prefix")
_CHECK = Message("hold every file against its hash, and look for every file that the database names")
_PUBLISH = Message("bring the public bundle forward in the bucket now (log keep does it by itself)")
_WHOLE = Message("compare every file with the bucket's")
_FILES = Message("files")
_COPIED = Message("In {place}: carried over {carried}, there already {there}, mended {mended}.")
_CHECKED = Message("{place}: sound files {sound}, damaged {damaged}, missing {missing}.")
_DAMAGED = Message("Damaged: {sha256}")
_PUBLISHED = Message(
    "The copy of {id} in the bucket: log entries {size}, files put {put}, withdrawn {withdrawn}."
)
_LATER = Message("{id}: there is nothing to publish, or another process is at it.")


def register(subparsers: Any, language: str) -> None:
    """Add `store copy`, `store check` and `store publish`."""
    verbs = add_verbs(subparsers, "store", _HELP, language)
    copy = add_prepared(verbs, "copy", say(_COPY, language), _run_copy)
    copy.add_argument("--from", dest="source", metavar="STORE", default="", help=say(_FROM, language))
    copy.add_argument("--to", dest="target", metavar="STORE", required=True, help=say(_TO, language))
    add_prepared(verbs, "check", say(_CHECK, language), _run_check)
    publish = add_prepared(verbs, "publish", say(_PUBLISH, language), _run_publish)
    publish.add_argument("election", metavar="ELECTION", nargs="?", default="")
    publish.add_argument("--whole", action="store_true", help=say(_WHOLE, language))


def _run_copy(args: argparse.Namespace) -> int:
    from hattama.web.operations.copy_store import copy_store

    source, target = _store("--from", args.source), _store("--to", args.target)
    if source.name == target.name:
        raise Refused(Message("Both are the same store: {place}"), place=target.name)
    with telling_log_troubles(), progress(say(_FILES, args.language), None) as advance:
        copied = copy_store(source, target, advance=advance)
    for sha256 in copied.damaged:
        announce(_DAMAGED, args.language, sha256=sha256)
    counts = {"carried": copied.carried, "there": copied.there, "mended": copied.mended}
    announce(_COPIED, args.language, place=target.name, **counts)
    return 1 if copied.damaged else 0


def _run_check(args: argparse.Namespace) -> int:
    from hattama.web.operations.copy_store import check_store

    home = _store("", "")
    with telling_log_troubles(), progress(say(_FILES, args.language), None) as advance:
        looked = check_store(home, advance=advance)
    for sha256 in looked.damaged:
        announce(_DAMAGED, args.language, sha256=sha256)
    for sha256, table in looked.missing:
        announce(Message("Missing: {sha256} ({table})"), args.language, sha256=sha256, table=table)
    counts = {"damaged": len(looked.damaged), "missing": len(looked.missing)}
    announce(_CHECKED, args.language, place=home.name, sound=looked.sound, **counts)
    return 1 if looked.damaged or looked.missing else 0


def _run_publish(args: argparse.Namespace) -> int:
    from django.conf import settings

    from hattama.web.operations.keep_log import kept_elections
    from hattama.web.operations.publish_copy import publish_copy

    if not settings.STORE_BUCKET:
        raise Refused(Message("HATTAMA_STORE is file. A public copy is kept in an s3:// store alone."))
    named = [find_election(args.election).pk] if args.election else kept_elections()
    for election_id in named:
        with telling_log_troubles():
            published = publish_copy(election_id, _store("", ""), whole=args.whole)
        if published is None:
            announce(_LATER, args.language, id=election_id)
            continue
        counts = {"size": published.size, "put": published.put, "withdrawn": published.withdrawn}
        announce(_PUBLISHED, args.language, id=election_id, **counts)
    return 0


def _store(option: str, address: str) -> Any:
    """The store at `address`; the site's own where nothing is said."""
    from django.conf import settings

    from hattama.web.kernel.stores.content_store import content_home, s3_home
    from hattama.web.kernel.stores.file_store import FileStore
    from hattama.web.operations.settings.store import ON_DISK, parse_store_address

    if not address:
        return content_home()
    if address == ON_DISK:
        return FileStore(Path(settings.DATA_DIR))
    return s3_home(*parse_store_address(option, address))
