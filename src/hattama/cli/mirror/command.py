"""`hattama mirror`: a full copy of a public bundle, kept up to date run by run."""

import argparse
import datetime
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import disk_usage
from typing import NamedTuple

from hattama.cli.declared import MOST_GIGABYTES, add_most_gigabytes
from hattama.cli.mirror.copying import Copying, FolderIsNoCopy, Wishes, World
from hattama.cli.mirror.memory import Memory
from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.progress import Progress
from hattama.cli.mirror.report import Told, render_json, render_text
from hattama.cli.whole_files import HeldByAnother
from hattama.core.transparency_log import (
    KeyRefused,
    LogRefusal,
    SignedCheckpoint,
    VerifierKey,
    parse_vkey,
    parse_vkeys,
)
from hattama.core.vocabulary import Message, system_reason
from hattama.fetching import AddressRefused
from hattama.phrases import Refused, say
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.reports import Verdict
from hattama.verification.troubles import Troubles


class Snapshot(NamedTuple):
    """What was fetched: what is wrong with it, and its checkpoint."""

    troubles: Troubles
    signed: SignedCheckpoint | None


def take_snapshot(
    url: str,
    folder: Path,
    most_gigabytes: int,
    *,
    with_scans: bool,
    progress: Callable[[str, int, int], None],
) -> Snapshot:
    """Fetch a bundle of so many gigabytes, and of half of what the disk has free, at most.

    Raises AddressRefused or OSError.
    """
    origin = Origin(url, most_bytes=min(most_gigabytes * 10**9, disk_usage(folder).free // 2))
    world = World(lambda: datetime.datetime.now(datetime.UTC), time.sleep, progress)
    done = Copying(origin, folder, Wishes(with_scans=with_scans), world).run()
    return Snapshot(done.troubles, done.signed)


CANNOT = 2
_MEGABYTE = 10**6


_HELP = {
    "url": Message("the address of the bundle"),
    "folder": Message("the folder of the copy"),
    "vkey": Message("the key of the log from elsewhere: its text or a file (log.vkey)"),
    "no_scans": Message("copy without scans"),
    "most_gb": Message("gigabytes to fetch in one run at most ({most_gigabytes} by default)").given(
        most_gigabytes=MOST_GIGABYTES
    ),
    "json": Message("print the result as JSON"),
}
_BAD_ADDRESS = Message("{why}: an http:// or https:// address is needed, without a password and without “?”")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    help_of = {name: say(words, language).replace("%", "%%") for name, words in _HELP.items()}
    parser.add_argument("url", metavar="URL", help=help_of["url"])
    parser.add_argument("copy", metavar="DIR", type=Path, help=help_of["folder"])
    parser.add_argument("--vkey", metavar="KEY", help=help_of["vkey"])
    parser.add_argument("--no-scans", action="store_true", help=help_of["no_scans"])
    add_most_gigabytes(parser, language, help_of["most_gb"])
    parser.add_argument("--json", action="store_true", help=help_of["json"])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy and print; 0 copied and true, 1 something false, 2 not finished."""
    refusals = {
        AddressRefused: _BAD_ADDRESS,
        KeyRefused: Message("{why}: this is no key of a log"),
        FolderIsNoCopy: Message("{why}: the folder is not empty and is no copy. Name an empty one."),
        HeldByAnother: Message("Another process is updating this copy."),
        LogRefusal: Message("The memory of the copy is damaged ({why}). Keep the folder and begin another."),
        OSError: Message("Files cannot be written: {why}"),
    }
    try:
        told = _mirror(args)
    except tuple(refusals) as refusal:
        words = next(words for kind, words in refusals.items() if isinstance(refusal, kind))
        raise Refused(words, why=system_reason(str(refusal))) from None
    render = render_json if args.json else render_text
    sys.stdout.write(render(told, args.language))
    # A copy that is all there is a copy, whoever has not looked at it yet.
    return 0 if told.verdict is Verdict.QUALIFIED else int(told.verdict)


def _mirror(args: argparse.Namespace) -> Told:
    origin = Origin(args.url, most_bytes=args.most_gb * 10**9)
    progress = Progress(args.language)
    world = World(lambda: datetime.datetime.now(datetime.UTC), time.sleep, progress)
    wishes = Wishes(_keys(args.vkey), with_scans=not args.no_scans)
    copying = Copying(origin, args.copy, wishes, world)
    try:
        copied = copying.run()
    finally:
        progress.end()
    troubles = Troubles()
    troubles.merge(copied.troubles)
    if copied.signed is not None:
        asked = Asked(now=datetime.datetime.now(datetime.UTC))
        troubles.merge(check_bundle(FolderPlace(args.copy), verify_ed25519, asked).troubles)
    keys = Memory(args.copy).keys()
    name = keys[-1].name if keys else origin.url
    megabytes = -(-origin.fetched_bytes // _MEGABYTE)
    return Told(copied, troubles, name, origin.fetched_files, megabytes, keys[-1].vkey() if keys else None)


def _keys(told: str | None) -> tuple[VerifierKey, ...]:
    """The keys that the reader brings: one as text, or those of a file."""
    if told is None:
        return ()
    path = Path(told)
    return parse_vkeys(path.read_bytes()) if path.is_file() else (parse_vkey(told),)
