"""Files that survive a power cut, and files that are whole at every moment: written beside, then renamed."""

import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any


def replace_durably(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put `data` under `path`, durable together with its name before this returns."""
    folders = {path.parent, *make_folder(path.parent)}
    with _new_file(path, mode) as descriptor:
        write_all(descriptor, data)
        os.fsync(descriptor)
    for folder in folders:
        sync_path(folder)


def write_durably(files: Iterable[tuple[Path, bytes]]) -> None:
    """Put many files in their places, all durable before this returns."""
    folders: set[Path] = set()
    waiting = []
    for path, data in files:
        folders.update(make_folder(path.parent), (path.parent,))
        part = _part_of(path)
        part.write_bytes(data)
        waiting.append((part, path))
    # Flushed only when all are written: the disk then has most of the work behind it at the first flush.
    for part, path in waiting:
        sync_path(part)
        os.replace(part, path)
    for folder in folders:
        sync_path(folder)


def make_once(path: Path, text: str) -> None:
    """Put `text` under `path`, for its owner alone, unless another process has put something there."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        write_all(descriptor, text.encode("ascii"))
        os.fsync(descriptor)
        # A link, unlike a rename, leaves alone what is there by now.
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        os.close(descriptor)
        os.unlink(part)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` under `path`: readers see the old file or the new one. It may be lost in a power cut."""
    try:
        with _new_file(path, 0o644) as descriptor:
            write_all(descriptor, data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _new_file(path, 0o644) as descriptor:
            write_all(descriptor, data)


def replace_by_copy(path: Path, source: Path) -> None:
    """As `replace_file`, with the bytes of another file, of which a part at a time is in memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, _new_file(path, 0o644) as descriptor:
        while piece := file.read(1 << 20):
            write_all(descriptor, piece)


def read_if_any(path: Path) -> bytes:
    """The bytes of a file, none where it does not exist."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


@contextmanager
def _new_file(path: Path, mode: int) -> Iterator[int]:
    # One writer has the writer lock, so one name is enough; what a kill left behind is written over.
    part = _part_of(path)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        os.fchmod(descriptor, mode)
        yield descriptor
    finally:
        os.close(descriptor)
    os.replace(part, path)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`: a call may take less."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


FOR_OWNER_ALONE = 0o700
"""Of folders. nginx reads public files as one of the site's group: what it may not read lies in these."""


def make_folder(folder: Path, mode: int = 0o777) -> list[Path]:
    """Make a folder with those above it; those in which a new name now stands."""
    if folder.is_dir():
        return []
    above = make_folder(folder.parent, mode)
    folder.mkdir(mode, exist_ok=True)
    return [*above, folder.parent]


def try_lock(file: IO[Any] | int) -> bool:
    """Lock this open file, unless another holds it; whether it is ours now, until it is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; whoever comes second waits."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def sync_path(path: Path) -> None:
    """Flush a file, or a folder: a new name is durable only once its folder is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
