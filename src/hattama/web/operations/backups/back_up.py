"""A copy of everything that cannot be made again, while the site runs.

The order makes it whole. The published files of each log come first, so that they are never ahead of the
database. Then one moment of the database, and the hashes of content that this moment names: content is
durable before any row names it and is never removed, so all of it is there to be copied afterwards. What
follows from these (states, tables, the manifest, open data, the static site) is not copied: it is made again.
"""

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from hattama.core.transparency_log import names_of_tree
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import (
    CHECKPOINT,
    COSIGNED,
    POLICY,
    STAMPS,
    BundleStore,
    public_store,
)
from hattama.web.kernel.log.bundle_store import KEYS as LOG_KEYS
from hattama.web.kernel.log.check_log import check_log
from hattama.web.kernel.log.follow_log import one_moment
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.tables import acts_waiting
from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.kernel.stores.durable_files import replace_durably
from hattama.web.operations.backups.backup_folders import (
    CONTENT_LIST,
    KEYS,
    Backup,
    alone_in,
    begin_backup,
    content_place,
    drop_backup,
    finish_backup,
    finished_backups,
    in_parallel,
    put_in_content,
)
from hattama.web.operations.backups.database_copies import copy_database, server_version
from hattama.web.operations.backups.named_content import named_content
from hattama.web.operations.backups.sealed_keys import seal_files
from hattama.web.registers.erase import ERASURES, keep_erasures

WRITER_LOCK_SECONDS = 600.0
SUMMARY = "backup.json"
_FOUNDATION = ("election.toml", "areas.csv", "rulepack.toml")

Advance = Callable[[str, int, int], None]
"""Told of a stage (`logs`, `database`, `content`), how much of it is done, and of how much."""


class KeysElsewhere(Exception):
    """The keys are with a signer in a process of its own, and do not come from here."""


class WithinSite(Exception):
    """The folder of backups lies in the data folder; at its top the store itself would pass for the copy."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup came to. `new_content`: files of content that no earlier backup of the folder had;
    `lost`: those that the store has no more and no earlier backup has either, and how each was lost.
    """

    backup: Backup
    size_bytes: int
    new_content: int
    lost: Mapping[str, str]


def back_up(
    place: Path,
    *,
    clock: Callable[[], datetime.datetime],
    passphrase: str | None = None,
    keep: int | None = None,
    advance: Advance = lambda *_: None,
) -> BackedUp:
    """Write a backup into the folder of backups `place`; of the finished ones the `keep` newest stay.

    With a `passphrase` the private keys of logs and of the site go with it, sealed. Raises BackupsBusy,
    KeysElsewhere, WithinSite, PassphraseRefused, what `check_log` and `copy_database` raise, or
    StoreUnavailable; then there is no new backup, and what was copied of content is of use to the next. A
    file that the store lost is named in the manifest: without it all the others are worth no less.
    """
    began = clock()
    if passphrase is not None and settings.LOG_SIGNER:
        raise KeysElsewhere(settings.LOG_SIGNER)
    if Path(settings.DATA_DIR).resolve() in (place.resolve(), *place.resolve().parents):
        raise WithinSite(str(place))
    with alone_in(place):
        folder = begin_backup(place, began.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ"))
        _copy_logs(folder, advance)
        with one_moment():
            database = copy_database(folder, lambda done, whole: advance("database", done, whole))
            named = sorted({sha256 for sha256, _ in named_content()})
            manifest = _facts(folder, database)
        manifest["began_at"] = began.isoformat(timespec="seconds")
        sizes, new, lost = _copy_content(place / "content", named, advance)
        lines = "".join(f"{sha256} {size}\n" for sha256, size in sizes.items())
        (folder / CONTENT_LIST).write_text(lines, "ascii")
        manifest["content"] = {"files": len(sizes), "bytes": sum(sizes.values()), "lost": lost}
        _copy_small_files(folder)
        if passphrase is not None:
            (folder / KEYS).write_bytes(seal_files(_private_files(), passphrase))
        manifest["keys"] = "absent" if passphrase is None else "sealed"
        # Beside all backups: the older ones hold what was erased since.
        keep_erasures(place / ERASURES)
        finished = clock()
        manifest["finished_at"] = finished.isoformat(timespec="seconds")
        backup = finish_backup(folder, manifest)
        if keep is not None:
            # Whatever the clock says, this one is the newest.
            others = [name for name in finished_backups(place) if name != folder.name]
            for name in others[: max(0, len(others) + 1 - keep)]:
                drop_backup(place, name)
    done = BackedUp(backup, _size_of(backup), new, lost)
    _tell(done, place, began, finished)
    return done


def _copy_logs(folder: Path, advance: Advance) -> None:
    elections = list(ElectionRow.objects.filter(opened_at__isnull=False))
    for number, election in enumerate(elections):
        target = folder / "logs" / election.pk
        # Full tiles never change, so most of the tree is copied while others write.
        _copy_tree(election, target, full_only=True)
        with hold_writer_lock(election.pk, WRITER_LOCK_SECONDS):
            _copy_tree(election, target, full_only=False)
            _copy_heads(ElectionRow.objects.get(pk=election.pk), target)
        advance("logs", number + 1, len(elections))


def _copy_tree(election: ElectionRow, target: Path, *, full_only: bool) -> None:
    store = public_store(election.pk)
    for name in names_of_tree(store.size()):
        place = target / name.path()
        if not (place.exists() or (full_only and name.is_partial)):
            _write(place, store.read(name.path()))


def _copy_heads(election: ElectionRow, target: Path) -> None:
    store = public_store(election.pk)
    changes = [f"key-changes/{index}" for index, _ in election.log_keys[1:]]
    for name in (*_FOUNDATION, LOG_KEYS, POLICY, *changes, STAMPS, COSIGNED, CHECKPOINT):
        data = store.read_or_nothing(name)
        if data:
            _write(target / name, data)


def _facts(folder: Path, database: Path) -> dict[str, Any]:
    """What the manifest says, in the transaction of the database's copy. Raises what check_log raises."""
    logs = {}
    for election in ElectionRow.objects.filter(opened_at__isnull=False):
        # Held against the copied checkpoint: the published one may have moved on since this moment.
        facts = check_log(election, store=BundleStore(folder / "logs" / election.pk))
        logs[election.pk] = {
            "origin": election.origin,
            "size": facts.size,
            "root": base64.b64encode(facts.root).decode("ascii"),
            "pending": acts_waiting(election=election).count(),
        }
    return {
        "program": {
            "version": metadata.version("hattama"),
            "migrations": sorted(
                f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
            ),
        },
        "database": {"engine": connection.vendor, "version": server_version(), "file": database.name},
        "settings": {
            "base_url": settings.BASE_URL,
            "log_origin": settings.LOG_ORIGIN,
            "time_zone": settings.TIME_ZONE,
            "log_keys": "signer" if settings.LOG_SIGNER else "file",
        },
        "logs": logs,
    }


def _copy_content(
    content: Path, named: list[str], advance: Advance
) -> tuple[dict[str, int], int, dict[str, str]]:
    """Length of each file by hash, how many were not there before, and how the lost ones were lost."""
    missing = [sha256 for sha256 in named if not content_place(content, sha256).exists()]

    def copy(sha256: str) -> str:
        try:
            put_in_content(content, sha256, get_content(sha256))
        except ContentLost as trouble:
            return trouble.how
        return ""

    lost = {}
    for number, (sha256, how) in enumerate(zip(missing, in_parallel(copy, missing), strict=True), start=1):
        advance("content", number, len(missing))
        if how:
            lost[sha256] = how
    sizes = {sha256: content_place(content, sha256).stat().st_size for sha256 in named if sha256 not in lost}
    return sizes, len(missing) - len(lost), lost


def _copy_small_files(folder: Path) -> None:
    data = Path(settings.DATA_DIR)
    paths = [data / "witnesses.toml", data / "time-stamps.txt", *sorted((data / "maps").rglob("*"))]
    for path in paths:
        if path.is_file() and not path.name.startswith("."):
            _write(folder / "files" / path.relative_to(data), path.read_bytes())


def _private_files() -> dict[str, bytes]:
    """The keys of the logs, of second factors, and the one by which the site knows its own letters again."""
    data = Path(settings.DATA_DIR)
    paths = {f"keys/{row.pk}.key": key_path(row.pk) for row in ElectionRow.objects.exclude(opened_at=None)}
    paths |= {"secret_key": data / "secret_key", "factor_key": Path(settings.FACTOR_KEY)}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _size_of(backup: Backup) -> int:
    """Bytes of a backup with all its content."""
    files: Mapping[str, Mapping[str, int]] = backup.manifest["files"]
    return sum(facts["bytes"] for facts in files.values()) + int(backup.manifest["content"]["bytes"])


def _tell(done: BackedUp, place: Path, began: datetime.datetime, finished: datetime.datetime) -> None:
    """Leave word in the data folder of the newest backup, for those who watch the site."""
    told = {
        "finished_at": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - began).total_seconds(), 3),
        "bytes": done.size_bytes,
        "folder": str(done.backup.folder.resolve()),
        "manifest_sha256": hashlib.sha256((done.backup.folder / "manifest.json").read_bytes()).hexdigest(),
        "logs": {name: log["size"] for name, log in done.backup.manifest["logs"].items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    replace_durably(Path(settings.DATA_DIR) / SUMMARY, text.encode("utf-8"))
