"""A backup becomes a site again: into nothing, checked first, held against the log before it is served."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from hattama.web.capabilities import CAPABILITIES
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_log import check_log
from hattama.web.kernel.log.follow_log import hold_tables_at_end
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.rebuild_published import election_field, published_tables, rebuild_published
from hattama.web.kernel.log.tables import Act, PendingAct
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.kernel.stores.durable_files import replace_durably
from hattama.web.kernel.stores.first_tables import differing_column
from hattama.web.kernel.stores.restoring import begin_restoring
from hattama.web.operations.backups.backup_folders import KEYS, Backup, in_parallel
from hattama.web.operations.backups.database_copies import require_empty_database, restore_database
from hattama.web.operations.backups.named_content import named_content
from hattama.web.operations.backups.sealed_keys import open_sealed
from hattama.web.registers.erase import ERASURES, read_erasures, repeat_kept_erasures

MAY_STAND = ("secret_key", "factor_key", "keys", "witnesses.toml", "time-stamps.txt", ERASURES)
"""What an operator puts into a data folder by hand, before anything else is there."""

Advance = Callable[[str, int, int], None]
"""Told of a stage (`check`, `database`, `content`, `logs`), how much of it is done, and of how much."""


class FolderNotEmpty(Exception):
    """The data folder holds something already; nothing was touched."""


class OtherEngine(Exception):
    """The backup is of the other database engine than the one that the settings name."""


class BackupOfNewerProgram(Exception):
    """The backup's database has migrations that this program does not know; the message names one."""


class BackupOfOtherBuild(Exception):
    """The backup's tables are those of another build before the first release; the message names a column."""


class RestoredDiffers(Exception):
    """What was restored does not agree with itself; the message says where."""


@dataclass(slots=True)
class Restored:
    """What a restore came to. `refolded`: elections whose public tables had to be made anew from the log;
    `erased`: texts in the backup that were erased after it, and again now."""

    logs: dict[str, int] = field(default_factory=dict)
    pending: int = 0
    content: int = 0
    erased: int = 0
    refolded: list[str] = field(default_factory=list)


def restore_backup(
    backup: Backup, *, passphrase: str | None = None, advance: Advance = lambda *_: None
) -> Restored:
    """Bring a backup back into an empty data folder and an empty database.

    A mark stays in the data folder until who calls takes it away (`end_restoring`): what was broken off is
    not served. Raises FolderNotEmpty, DatabaseNotEmpty, OtherEngine, BackupOfNewerProgram, BackupDamaged,
    ErasuresDamaged and SealBroken before anything is written; then what `restore_database` raises,
    BackupOfOtherBuild, RestoredDiffers, or what `check_log` raises.
    """
    _require_fit(backup)
    whole = int(backup.manifest["content"]["files"])
    checked = iter(range(1, whole + 1))
    backup.check(lambda _: advance("check", next(checked, whole), whole))
    for folder in (backup.place, Path(settings.DATA_DIR)):
        read_erasures(folder / ERASURES)
    private = {} if passphrase is None else open_sealed((backup.folder / KEYS).read_bytes(), passphrase)
    begin_restoring()
    restore_database(backup.database)
    call_command("migrate", interactive=False, verbosity=0)
    if column := differing_column(connection, CAPABILITIES):
        raise BackupOfOtherBuild(column)
    advance("database", 1, 1)
    restored = Restored(content=_restore_content(backup, advance))
    _restore_files(backup, private)
    restored.erased = repeat_kept_erasures(backup.place / ERASURES)
    elections = list(ElectionRow.objects.filter(opened_at__isnull=False))
    for number, election in enumerate(elections, start=1):
        _hold_against_log(backup, election, restored)
        advance("logs", number, len(elections))
    restored.pending = PendingAct.objects.count()
    return restored


def _require_fit(backup: Backup) -> None:
    for path in sorted(Path(settings.DATA_DIR).iterdir()):
        if path.name not in MAY_STAND:
            raise FolderNotEmpty(path.name)
    if backup.manifest["database"]["engine"] != connection.vendor:
        raise OtherEngine(backup.manifest["database"]["engine"])
    require_empty_database()
    if unknown := migrations_ahead(backup.manifest["program"]["migrations"]):
        raise BackupOfNewerProgram(unknown[-1])


def migrations_ahead(applied: Iterable[str]) -> list[str]:
    """Of migrations written as `kernel.0001_initial` those that this program does not have, sorted.

    Other packages may give their old migrations new names; of ours, and of apps not known here, none goes.
    """
    known = {
        f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    of_others = {config.label for config in apps.get_app_configs() if not config.name.startswith("hattama.")}
    return sorted(name for name in applied if name not in known and name.partition(".")[0] not in of_others)


def _restore_content(backup: Backup, advance: Advance) -> int:
    files = [sha256 for sha256, _ in backup.content_files()]
    puts = in_parallel(lambda sha256: put_content(backup.read_content(sha256)), files)
    for number, _ in enumerate(puts, start=1):
        advance("content", number, len(files))
    # What the store had lost already is no fault of the backup, which names it.
    missing = {sha256 for sha256, _ in named_content()} - {*files, *backup.lost}
    if missing:
        raise RestoredDiffers(f"{len(missing)} files of content, {min(missing)}")
    return len(files)


def _restore_files(backup: Backup, private: Mapping[str, bytes]) -> None:
    data = Path(settings.DATA_DIR)
    for path in _files_under(backup.folder / "files"):
        replace_durably(data / path.relative_to(backup.folder / "files"), path.read_bytes())
    for path in _files_under(backup.folder / "logs"):
        election_id, _, name = path.relative_to(backup.folder / "logs").as_posix().partition("/")
        public_store(election_id).put_durably(name, path.read_bytes())
    for name, secret in private.items():
        if name == "secret_key":
            replace_durably(data / name, secret, mode=0o600)
        elif name == "factor_key":
            replace_durably(Path(settings.FACTOR_KEY), secret, mode=0o600)
        else:
            replace_durably(key_path(Path(name).stem), secret, mode=0o600)


def _files_under(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _hold_against_log(backup: Backup, election: ElectionRow, restored: Restored) -> None:
    """Raise RestoredDiffers, or what check_log raises, unless database, manifest and log agree."""
    facts = check_log(election)
    stated = backup.manifest["logs"][election.pk]
    root = base64.b64encode(facts.root).decode("ascii")
    if (facts.size, root) != (stated["size"], stated["root"]):
        raise RestoredDiffers(f"{election.pk}: {facts.size} {root}")
    stray = Act.objects.filter(election=election, logentry=None, pending=None).values_list("pk", flat=True)
    if (lost := stray.first()) is not None:
        raise RestoredDiffers(f"{election.pk}: act {lost}")
    restored.logs[election.pk] = facts.size
    if refold(election):
        restored.refolded.append(election.pk)


def refold(election: ElectionRow) -> bool:
    """Make the public tables anew from the log; whether that changed anything."""
    with transaction.atomic():
        # What the tables only had not followed yet was not lost.
        hold_tables_at_end(election)
        before = published_digest(election)
        rebuild_published(election)
        return published_digest(election) != before


def published_digest(election: ElectionRow) -> str:
    """A hash of all rows of the public tables of an election, without the identifiers of the database."""
    digest = hashlib.sha256()
    protocols = PublishedProtocol.objects.filter(election=election)
    names = {pk: (area, contest) for pk, area, contest in protocols.values_list("pk", "area__pk", "contest")}
    for table in published_tables():
        rows = table._default_manager.filter(**{election_field(table): election}).order_by()
        told = sorted(_told(dict(row), names) for row in rows.values().iterator(chunk_size=2000))
        for line in told:
            digest.update(line.encode("utf-8"))
    return digest.hexdigest()


def _told(row: dict[str, Any], names: Mapping[int, tuple[int, str]]) -> str:
    del row["id"]
    if "protocol_id" in row:
        row["protocol_id"] = names[row["protocol_id"]]
    # In one order of keys: the database does not keep to any within JSON.
    return json.dumps(row, sort_keys=True, default=str)
