"""The disk of the data folder: it can be full, and the folder of the bundle can refuse to be written.

A real small disk where this account may mount one. Where it may not, the site's processes are given the error
that the system would give them (`inside/sitecustomize.py`).
"""

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tests.faults.site import ENDURANCE, until

BYTES = (1500 if ENDURANCE else 96) * 1024 * 1024
_PIECE = b"\0" * (1 << 20)


class Disk(Protocol):
    """What a test can do to it."""

    def fill(self) -> None:
        """Leave no room."""

    def make_room(self) -> None:
        """Give it back."""

    def lock(self) -> None:
        """Let nothing below `public` be written."""

    def unlock(self) -> None:
        """Let it be written again."""


class MountedDisk:
    """A tmpfs of BYTES at `data`."""

    def __init__(self, data: Path) -> None:
        self._ballast = data / "ballast"
        self._public = data / "public"

    def fill(self) -> None:
        """Write until nothing more goes in."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for piece in (_PIECE, _PIECE[:512]):
                with contextlib.suppress(OSError):
                    while True:
                        ballast.write(piece)

    def make_room(self) -> None:
        """Take the ballast away."""
        self._ballast.unlink()

    def lock(self) -> None:
        """Mount the folder onto itself, and the mount read-only."""
        folder = str(self._public)
        assert _mount("--bind", folder, folder)
        until(lambda: _mount("-o", "remount,bind,ro", folder), "no file is open for writing")

    def unlock(self) -> None:
        """Mount it for writing, then take the mount away."""
        assert _mount("-o", "remount,bind,rw", str(self._public))
        subprocess.run(["umount", "--lazy", str(self._public)], check=True)


class PretendedDisk:
    """The site's processes read in `file` what fails and where."""

    def __init__(self, data: Path, file: Path) -> None:
        self._data = data
        self._file = file

    def fill(self) -> None:
        """No space left on device, anywhere below the data folder."""
        self._fail(errno.ENOSPC, self._data)

    def lock(self) -> None:
        """Read-only file system, below `public`."""
        self._fail(errno.EROFS, self._data / "public")

    def make_room(self) -> None:
        """Nothing fails any more."""
        self._file.unlink()

    unlock = make_room

    def _fail(self, number: int, folder: Path) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(f"{number} {folder}", "utf-8")
        new.replace(self._file)


@contextlib.contextmanager
def data_disk(data: Path, pretended: Path) -> Iterator[Disk]:
    """A disk at the folder `data`, mounted where that is allowed."""
    mount = ("-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", str(data))
    if os.geteuid() != 0 or os.environ.get("FAULTS_UNMOUNTED") or not _mount(*mount):
        yield PretendedDisk(data, pretended)
        return
    try:
        yield MountedDisk(data)
    finally:
        subprocess.run(["umount", "--lazy", str(data)], check=True)


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True).returncode == 0
