"""A store of files in a folder: durable before it says so, written once, never half."""

import contextlib
import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hattama.web.kernel.stores.durable_files import FOR_OWNER_ALONE, make_folder, sync_path, write_all
from hattama.web.kernel.stores.object_store import (
    PRIVATE,
    ContentMissing,
    OtherBytesStored,
    StoredObject,
    StoreUnavailable,
    Told,
)

_PART = ".part-"
_PIECE = 1 << 16


class FileStore:
    """The files under `folder`; keys are their paths."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def path(self, key: str) -> Path:
        """Where the file of `key` lies."""
        return self.folder / key

    def put(self, key: str, data: bytes, told: Told = PRIVATE) -> bool:
        """Keep a file that is written once; False where these very bytes stand there already."""
        path = self.path(key)
        is_new = False
        if not self._stands(key, data):
            with self._trouble(key), _durable_part(path, data) as part:
                is_new = _link(part, path)
            # Where it is not, somebody else was faster.
            is_new = is_new or not self._stands(key, data)
        with self._trouble(key):
            # Also where they stood there: whoever put them there may not have come to that.
            sync_path(path.parent)
        return is_new

    def put_file(self, key: str, path: Path, sha256: str) -> None:
        """Keep a file of the same disk under a second name."""
        target = self.path(key)
        with self._trouble(key):
            folders = make_folder(target.parent, FOR_OWNER_ALONE)
            sync_path(path)
            if not _link(path, target) and _sha256_of(target) != sha256:
                # Damaged, or cut short: what was sent takes its place.
                target.unlink()
                os.link(path, target)
            os.chmod(target, 0o444)
            for folder in (*folders, target.parent):
                sync_path(folder)

    def _stands(self, key: str, data: bytes) -> bool:
        # Asked so, since it hardly ever does: to find out by reading costs six exceptions.
        if not os.path.exists(f"{self.folder}/{key}"):
            return False
        if self.get(key) != data:
            raise OtherBytesStored(key)
        return True

    def replace(self, key: str, data: bytes, told: Told = PRIVATE) -> None:
        """Put a file in the place of whatever stands there, in one step."""
        with self._trouble(key):
            path = self.path(key)
            with _durable_part(path, data) as part:
                os.replace(part, path)
                sync_path(path.parent)

    def get(self, key: str) -> bytes:
        """The bytes of a file."""
        try:
            with self._trouble(key):
                return self.path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise ContentMissing(key) from None

    def pieces(self, key: str, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """A part of a file, or all of it, piece by piece."""
        try:
            with self._trouble(key):
                return pieces_of(self.path(key).open("rb"), first, end)
        except (FileNotFoundError, NotADirectoryError):
            raise ContentMissing(key) from None

    def exists(self, key: str) -> bool:
        """Whether there is a file under `key`."""
        return self.path(key).is_file()

    def keys(self, prefix: str) -> Iterator[StoredObject]:
        """The files whose keys begin with `prefix`, in the order of their keys."""
        with self._trouble(prefix):
            yield from self._under(self.folder / prefix)

    def _under(self, folder: Path) -> Iterator[StoredObject]:
        if not folder.is_dir():
            return
        # As keys are ordered at a service: `ab/…` stands behind `ab.p/…`.
        found = sorted(folder.iterdir(), key=lambda path: f"{path.name}/" if path.is_dir() else path.name)
        for path in found:
            if path.is_dir():
                yield from self._under(path)
            elif not path.name.startswith("."):
                yield StoredObject(path.relative_to(self.folder).as_posix(), path.stat().st_size)

    def delete(self, key: str) -> None:
        """Take a file away; nothing where there is none."""
        with self._trouble(key), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            self.path(key).unlink()

    @contextlib.contextmanager
    def _trouble(self, key: str) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, NotADirectoryError):
            raise
        except OSError as trouble:
            raise StoreUnavailable(trouble.errno, f"{key}: {trouble.strerror}") from trouble


@contextlib.contextmanager
def _durable_part(path: Path, data: bytes) -> Iterator[str]:
    """`data` flushed under a name of its own beside `path`, gone at the end unless it got another name."""
    folders = make_folder(path.parent, FOR_OWNER_ALONE)
    # No name that another has: it holds who writes, and when.
    part = f"{path.parent}/{_PART}{os.getpid()}-{threading.get_ident()}-{time.monotonic_ns()}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            os.fchmod(descriptor, 0o444)
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        for folder in folders:
            sync_path(folder)
        yield part
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)


def pieces_of(file: BinaryIO, first: int, end: int | None) -> Iterator[bytes]:
    """A part of an open file, which is closed at the end."""
    with file:
        file.seek(first)
        left = sys.maxsize if end is None else end - first
        while left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(part: str | Path, path: Path) -> bool:
    """Give `part` the name `path` unless that is taken; whether it got it."""
    try:
        os.link(part, path)
    except FileExistsError:
        return False
    except PermissionError:
        # A file system without second names; who else writes the same key writes the same bytes.
        os.replace(part, path)
    return True
