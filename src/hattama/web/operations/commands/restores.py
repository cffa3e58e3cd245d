"""`hattama restore`: a backup becomes a site again, and what was published since comes from a mirror."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.phrases import Refused, add_verb, say
from hattama.web.kernel.commands.answers import announce, read_clock
from hattama.web.kernel.commands.log_checks import LOG_DIFFERS
from hattama.web.kernel.commands.preparation import prepare
from hattama.web.operations.commands import backup_words as words
from hattama.web.operations.commands.backup_words import telling_backup_troubles
from hattama.web.operations.commands.backups import read_passphrase, stages

if TYPE_CHECKING:
    from hattama.web.operations.backups.restore_backup import Restored
    from hattama.web.operations.backups.take_in_bundle import TakenIn


def register(subparsers: Any, language: str) -> None:
    """Add `restore`."""
    parser = add_verb(subparsers, "restore", say(words.RESTORE, language), _run)
    parser.add_argument("backup", metavar="DIR", type=Path, help=say(words.IN, language))
    parser.add_argument("--passphrase-file", metavar="FILE", type=Path, help=say(words.PASSPHRASE, language))
    parser.add_argument(
        "--against", metavar="WHAT", action="append", default=[], help=say(words.AGAINST, language)
    )


def _run(args: argparse.Namespace) -> int:
    prepare(args.language, with_database=False)
    from hattama.web.kernel.stores.restoring import end_restoring
    from hattama.web.operations.backups.backup_folders import find_backup
    from hattama.web.operations.backups.restore_backup import restore_backup

    began = time.monotonic()
    with telling_backup_troubles():
        backup = find_backup(args.backup)
        passphrase = None
        if args.passphrase_file is not None:
            if backup.manifest["keys"] != "sealed":
                raise Refused(words.NO_KEYS_IN_IT)
            passphrase = read_passphrase(args.passphrase_file)
        with stages(args.language) as advance:
            restored = restore_backup(backup, passphrase=passphrase, advance=advance)
        _tell(restored, time.monotonic() - began, args.language)
        shorter = [_hold_against(what, args.language) for what in args.against]
        _make_files(args.language)
        end_restoring()
    if backup.manifest["keys"] != "sealed":
        announce(words.WITHOUT_KEYS, args.language)
    return LOG_DIFFERS if any(shorter) else 0


def _tell(restored: Restored, seconds: float, language: str) -> None:
    for election_id, size in restored.logs.items():
        announce(words.LOG_RESTORED, language, id=election_id, size=size)
    for election_id in restored.refolded:
        announce(words.REFOLDED, language, id=election_id)
    if restored.erased:
        announce(words.ERASED_AGAIN, language, count=restored.erased)
    announce(
        words.RESTORED,
        language,
        files=restored.content,
        seconds=f"{seconds:.1f}",
        pending=restored.pending,
    )


def _hold_against(what: str, language: str) -> bool:
    """Bring forward from a mirror, or note what somebody holds; whether entries are missing after that."""
    if what.startswith(("http://", "https://")) or Path(what).is_dir():
        with bundle_at(what, language) as folder:
            take_in(folder, language)
        return False
    return _note_shown(Path(what), language)


@contextmanager
def bundle_at(where: str, language: str) -> Iterator[Path]:
    """A folder with the bundle at a path or an address; one that was fetched is removed afterwards."""
    if not where.startswith(("http://", "https://")):
        yield Path(where)
        return
    with tempfile.TemporaryDirectory(prefix="hattama-mirror-") as folder:
        # The command that copies bundles is a neighbour: it is called as people call it.
        call = "from hattama.cli.main import main; raise SystemExit(main())"
        copy = Path(folder, "bundle")
        code = subprocess.run(
            [sys.executable, "-c", call, "--lang", language, "mirror", where, str(copy)],
            stdout=subprocess.DEVNULL,
            check=False,
        ).returncode
        if code:
            raise Refused(words.NO_MIRROR, why=where)
        yield copy


def take_in(folder: Path, language: str) -> TakenIn:
    """Bring the database forward by a bundle and say what came."""
    from hattama.web.operations.backups.take_in_bundle import take_in_bundle

    with telling_backup_troubles():
        taken = take_in_bundle(folder, now=read_clock())
    if taken.erased:
        announce(words.ERASED_AGAIN, language, count=taken.erased)
    if not taken.entries:
        announce(words.NOT_OLDER, language, id=taken.election_id)
        return taken
    if taken.before:
        announce(words.OLDER, language, id=taken.election_id, before=taken.before, size=taken.size)
        for index, kind, area, contest in taken.entries:
            announce(words.MISSING_ENTRY, language, index=index, kind=kind, area=area, contest=contest)
    announce(
        words.BROUGHT_FORWARD,
        language,
        id=taken.election_id,
        count=len(taken.entries),
        matched=taken.matched,
    )
    return taken


def _note_shown(path: Path, language: str) -> bool:
    from hattama.core.transparency_log import LogRefusal, parse_vkey
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.shown_checkpoints import keep_shown, parse_shown
    from hattama.web.kernel.log.snapshots import load_log_size

    try:
        signed = parse_shown(path.read_bytes())
        election = ElectionRow.objects.get(origin=signed.checkpoint.origin)
        keep_shown(election.pk, signed, [parse_vkey(vkey) for _, vkey in election.log_keys])
    except (OSError, LogRefusal, ElectionRow.DoesNotExist):
        raise Refused(words.NOT_SHOWN, why=path) from None
    before, size = load_log_size(election), signed.checkpoint.size
    if size <= before:
        announce(words.NOT_OLDER, language, id=election.pk)
        return False
    announce(words.SHOWN, language, id=election.pk, before=before, size=size, first=before, last=size - 1)
    return True


def _make_files(language: str) -> None:
    """Make what follows from the logs: states, tables, manifest; later, where a log has no key."""
    from hattama.web.kernel.commands.log_checks import say_trouble
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle
    from hattama.web.kernel.log.signing_keys import KeyRefused
    from hattama.web.kernel.log.write_log_files import LogAheadOfDatabase

    for election_id in ElectionRow.objects.filter(opened_at__isnull=False).values_list("pk", flat=True):
        try:
            refresh_bundle(election_id, whole=True)
        except (KeyRefused, LogAheadOfDatabase) as trouble:
            print(say_trouble(trouble, language), file=sys.stderr)
