"""A folder of backups: one folder for each moment, and beside them the content that all of them share.

backups/20230319T173000Z/manifest.json     written last: a folder without it is no backup
                         database.sqlite3 or database.pgdump
                         content.txt       hash and length of every file of content the database names
                         logs/ELECTION/…   checkpoints, keys and tree of each published log
                         files/…           witnesses.toml, maps
                         keys.sealed       only where asked for, under a passphrase
content/aa/SHA256                          only grows; the next backup adds what is new
erased.jsonl                               what was erased of records, without its text; only grows
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hattama.core.vocabulary import is_sha256
from hattama.web.kernel.stores.durable_files import replace_durably, sync_path, try_lock

SCHEMA = 1
MANIFEST = "manifest.json"
CONTENT_LIST = "content.txt"
KEYS = "keys.sealed"
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z")

Advance = Callable[[int], None]
AT_ONCE = 8
PORTION = 256
_Found = TypeVar("_Found")


class NoBackup(Exception):
    """There is no finished backup at this place."""


class BackupDamaged(Exception):
    """A file of a backup is missing, or is not what its manifest says; the message names it."""


class BackupsBusy(Exception):
    """Another process is writing backups into this folder."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One finished backup: its folder, that of the content, and what its manifest says."""

    folder: Path
    content: Path
    manifest: Mapping[str, Any]

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.folder / str(self.manifest["database"]["file"])

    @property
    def place(self) -> Path:
        """The folder of backups that it is one of."""
        return self.content.parent

    @property
    def lost(self) -> Mapping[str, str]:
        """Files of content that the store had lost before the backup, and how; no backup holds them."""
        lost: Mapping[str, str] = self.manifest["content"]["lost"]
        return lost

    def content_files(self) -> Iterator[tuple[str, int]]:
        """Hash and length of every file of content that belongs to this backup."""
        for line in (self.folder / CONTENT_LIST).read_text("ascii").splitlines():
            sha256, _, size = line.partition(" ")
            if not is_sha256(sha256) or not size.isdecimal():
                raise BackupDamaged(CONTENT_LIST)
            yield sha256, int(size)

    def read_content(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises BackupDamaged."""
        path = content_place(self.content, sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise BackupDamaged(f"content/{sha256[:2]}/{sha256}") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BackupDamaged(f"content/{sha256[:2]}/{sha256}")
        return data

    def check(self, advance: Advance | None = None) -> None:
        """Hash every file and hold it against the manifest. Raises BackupDamaged."""
        for name, stated in self.manifest["files"].items():
            if not is_inside(name) or facts_of_file(self.folder / name) != stated:
                raise BackupDamaged(name)
        for sha256, size in self.content_files():
            found = facts_of_file(content_place(self.content, sha256))
            if found != {"bytes": size, "sha256": sha256}:
                raise BackupDamaged(f"content/{sha256[:2]}/{sha256}")
            if advance is not None:
                advance(1)


def in_parallel(work: Callable[[str], _Found], names: Sequence[str]) -> Iterator[_Found]:
    """What `work` gives for each of `names`, in order, several at once: a store answers and a disk flushes
    many in the time of one. The first exception ends it.
    """
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for start in range(0, len(names), PORTION):
            yield from threads.map(work, names[start : start + PORTION])


def content_place(content: Path, sha256: str) -> Path:
    """Where a folder of backups keeps the bytes with this hash."""
    return content / sha256[:2] / sha256


def is_inside(name: str) -> bool:
    """Whether a path of a manifest leads to a place inside its folder."""
    return not any(part in ("", ".", "..") for part in name.split("/")) and "\\" not in name


def facts_of_file(path: Path) -> dict[str, object] | None:
    """Length and SHA-256 of a file; None where there is none."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return {"bytes": file.tell(), "sha256": digest.hexdigest()}
    except (FileNotFoundError, IsADirectoryError):
        return None


def find_backup(place: Path) -> Backup:
    """The backup in the folder `place`, or the newest one of a folder of backups. Raises NoBackup."""
    if (place / MANIFEST).is_file():
        return _open(place)
    names = finished_backups(place)
    if not names:
        raise NoBackup(str(place))
    return _open(place / "backups" / names[-1])


def finished_backups(place: Path) -> list[str]:
    """The names of the finished backups of a folder, the oldest first."""
    found = (path.parent.name for path in (place / "backups").glob(f"*/{MANIFEST}"))
    return sorted(filter(_NAME.fullmatch, found))


def _open(folder: Path) -> Backup:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except ValueError:
        raise BackupDamaged(MANIFEST) from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise BackupDamaged(MANIFEST)
    return Backup(folder, folder.parent.parent / "content", manifest)


@contextmanager
def alone_in(place: Path) -> Iterator[None]:
    """Keep other backups out of this folder for the time. Raises BackupsBusy."""
    # Accounts, drafts and names are in it: it is for its owner alone, whoever may look into `place`.
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("backups", "content"):
        (place / name).mkdir(exist_ok=True, mode=0o700)
    descriptor = os.open(place / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not try_lock(descriptor):
            raise BackupsBusy(str(place))
        yield
    finally:
        os.close(descriptor)


def begin_backup(place: Path, name: str) -> Path:
    """A new folder for the backup `name`; what earlier ones left unfinished is removed, but its content."""
    for folder in (place / "backups").iterdir():
        if _NAME.fullmatch(folder.name) and not (folder / MANIFEST).is_file():
            shutil.rmtree(folder)
    folder = place / "backups" / name
    folder.mkdir(mode=0o700)
    return folder


def put_in_content(content: Path, sha256: str, data: bytes) -> None:
    """Keep bytes under their hash; not flushed: `finish_backup` flushes all at once."""
    path = content_place(content, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two threads never have the same hash: it stands in the list once.
    part = path.with_name(f".{sha256}.part")
    part.write_bytes(data)
    os.replace(part, path)


def finish_backup(folder: Path, manifest: dict[str, Any]) -> Backup:
    """Hash the files of a backup, flush everything, then put the manifest: from then on it is one."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): facts_of_file(path) for path in paths}
    os.sync()
    whole = {**manifest, "schema": SCHEMA, "files": files}
    text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    replace_durably(folder / MANIFEST, text.encode("utf-8"), mode=0o600)
    sync_path(folder.parent)
    return _open(folder)


def drop_backup(place: Path, name: str) -> None:
    """Remove a backup, its manifest first: half removed it is none. Content stays: others share it."""
    folder = place / "backups" / name
    (folder / MANIFEST).unlink()
    shutil.rmtree(folder)
