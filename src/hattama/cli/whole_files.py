"""Files that are whole at every moment, and locks that end with the process that holds them."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_AS_BYTES = getattr(os, "O_BINARY", 0)
PART = ".part"
"""The end of the name of a file on its way; what a kill left behind under such a name is nobody's."""


class HeldByAnother(Exception):
    """Another process holds the lock."""


def replace_durably(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put a file in its place in one step, durable together with its name before this returns."""
    made = make_folder(path.parent)
    _write(path, data, mode, durably=True)
    for folder in (path.parent, *made):
        sync(folder)


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in its place in one step. A power cut may lose it; no reader ever sees half of it."""
    make_folder(path.parent)
    _write(path, data, 0o644, durably=False)


def replace_flushed(path: Path, data: bytes) -> None:
    """Put a file in its place in one step, its bytes durable; its name is once its folder is flushed."""
    make_folder(path.parent)
    _write(path, data, 0o644, durably=True)


def open_new(path: Path, mode: int = 0o644) -> BinaryIO:
    """A new file to write; what stood there goes, and no link that somebody laid there is written through."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _AS_BYTES, mode), "w+b")


def make_folder(folder: Path) -> list[Path]:
    """Make a folder with those above it; the folders in which a new name now stands."""
    if folder.is_dir():
        return []
    above = make_folder(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        # It is the folder that cannot be, and not the file in it that is there already.
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
    return [*above, folder.parent]


def sync(path: Path) -> None:
    """Flush a file, or the names in a folder."""
    if sys.platform == "win32" and path.is_dir():
        # There a folder cannot be opened, and its names are kept in a journal.
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def part_of(path: Path) -> Path:
    """Where a file is written before it gets its name."""
    return path.with_name(f".{path.name}{PART}")


@contextmanager
def hold(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock at `path`. Raises HeldByAnother where it is taken and `wait` is false."""
    make_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _lock(descriptor, wait=wait)
        except (BlockingIOError, PermissionError):
            raise HeldByAnother(str(path)) from None
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> None:
    # Here, not above: whoever only verifies may have neither.
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def _write(path: Path, data: bytes, mode: int, *, durably: bool) -> None:
    part = part_of(path)
    with open_new(part, mode) as file:
        file.write(data)
        if durably:
            file.flush()
            os.fsync(file.fileno())
    os.replace(part, path)
