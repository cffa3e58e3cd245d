"""`hattama backup`: a copy of the site while it runs, and the drill that shows that it comes back."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.phrases import Refused, bounded, say
from hattama.web.kernel.commands.answers import MANY, Advance, announce, progress, read_clock
from hattama.web.kernel.commands.log_checks import say_lost
from hattama.web.kernel.commands.preparation import add_prepared
from hattama.web.operations.commands import backup_words as words
from hattama.web.operations.commands.backup_words import telling_backup_troubles

if TYPE_CHECKING:
    from hattama.web.operations.backups.back_up import BackedUp


DRILL_FAILED = 1


def register(subparsers: Any, language: str) -> None:
    """Add `backup`."""
    parser = add_prepared(subparsers, "backup", say(words.BACKUP, language), _run)
    parser.add_argument("folder", metavar="DIR", type=Path, help=say(words.OUT, language))
    parser.add_argument("--with-keys", action="store_true", help=say(words.WITH_KEYS, language))
    parser.add_argument("--passphrase-file", metavar="FILE", type=Path, help=say(words.PASSPHRASE, language))
    count = bounded(language, 1, MANY)
    parser.add_argument("--keep", metavar="N", type=count, help=say(words.KEEP, language))
    parser.add_argument("--drill", action="store_true", help=say(words.DRILL, language))
    parser.add_argument("--drill-database", metavar="NAME", help=say(words.DRILL_DATABASE, language))


def _run(args: argparse.Namespace) -> int:
    from hattama.web.operations.backups.back_up import back_up

    if args.with_keys and args.passphrase_file is None:
        raise Refused(words.NEEDS_PASSPHRASE)
    passphrase = read_passphrase(args.passphrase_file) if args.with_keys else None
    environment = _drill_environment(args) if args.drill else {}
    began = time.monotonic()
    with telling_backup_troubles(), stages(args.language) as advance:
        done = back_up(args.folder, clock=read_clock, passphrase=passphrase, keep=args.keep, advance=advance)
    seconds = time.monotonic() - began
    _tell(done, seconds, args.language, with_keys=passphrase is not None)
    lost = say_lost(done.lost, args.language)
    return (_drill(done, seconds, environment, args.language) if args.drill else 0) or lost


def read_passphrase(path: Path) -> str:
    """The first line of a file. Raises OSError, or Refused where it is no text."""
    try:
        return path.read_text("utf-8").split("\n", 1)[0].strip()
    except UnicodeDecodeError:
        raise Refused(words.NO_TEXT, path=path) from None


@contextmanager
def stages(language: str) -> Iterator[Any]:
    """Yields what moves a bar on for each stage of a backup or of its return."""
    bars: dict[str, tuple[Any, Advance]] = {}
    done: dict[str, int] = {}

    def advance(stage: str, at: int, whole: int) -> None:
        if stage not in bars:
            for bar, _ in bars.values():
                bar.__exit__(None, None, None)
            bar = progress(say(words.STAGES[stage], language), whole)
            bars.clear()
            bars[stage] = (bar, bar.__enter__())
            done[stage] = 0
        bars[stage][1](at - done[stage], whole)
        done[stage] = at

    try:
        yield advance
    finally:
        for bar, _ in bars.values():
            bar.__exit__(None, None, None)


def _tell(done: BackedUp, seconds: float, language: str, *, with_keys: bool) -> None:
    manifest = done.backup.manifest
    for election_id, log in manifest["logs"].items():
        announce(words.LOG_IN_BACKUP, language, id=election_id, size=log["size"], pending=log["pending"])
    announce(
        words.BACKED_UP,
        language,
        folder=done.backup.folder,
        size=-(-done.size_bytes // 10**6),
        files=manifest["content"]["files"],
        new=done.new_content,
        seconds=f"{seconds:.1f}",
    )
    announce(words.PRIVATE, language)
    if not with_keys:
        announce(words.WITHOUT_KEYS, language)


def _drill_environment(args: argparse.Namespace) -> dict[str, str]:
    """What the process that restores is told of its database. Exits with code 2 where it has none."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return {"DATABASE_URL": ""}
    address = os.environ.get(args.drill_database or "", "")
    if not address:
        raise Refused(words.DRILL_NEEDS_DATABASE)
    return {"DATABASE_URL": address}


def _drill(done: BackedUp, seconds: float, environment: dict[str, str], language: str) -> int:
    """Restore the backup elsewhere, by a process of its own that checks it; 1 where that fails."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hattama-drill-") as folder:
        call = "from hattama.cli.main import main; raise SystemExit(main())"
        # A drill touches nothing of the site: no bucket, no signer, no key of its own.
        elsewhere = {
            "HATTAMA_DATA": folder,
            "HATTAMA_STORE": "",
            "HATTAMA_LOG_SIGNER": "",
            "HATTAMA_LOG_KEY": "",
            **environment,
        }
        code = subprocess.run(
            [sys.executable, "-c", call, "--lang", language, "restore", str(done.backup.folder)],
            env=os.environ | elsewhere,
            check=False,
        ).returncode
    if code:
        print(say(words.DRILL_FAILED, language, code=code), file=sys.stderr)
        return DRILL_FAILED
    announce(
        words.DRILLED,
        language,
        backup=f"{seconds:.1f}",
        restore=f"{time.monotonic() - began:.1f}",
        logs=len(done.backup.manifest["logs"]),
    )
    return 0
