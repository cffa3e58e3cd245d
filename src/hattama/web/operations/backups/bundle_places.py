"""A public bundle in a folder that may be anybody's: links and pipes in it are not read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hattama.verification import FileAbsent, FileTooLong, FileUnreadable


class BundlePlace:
    """The files under `folder`, as the verifier reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file of at most `most` bytes. Raises a FileProblem."""
        with self.open(path) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise FileTooLong(path, str(most))
        return data

    def open(self, path: str) -> BinaryIO:
        """A file to read from its beginning. Raises a FileProblem."""
        if any(part in ("", ".", "..") for part in path.split("/")) or "\0" in path:
            raise FileUnreadable(path, "path")
        try:
            descriptor = os.open(self.folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            raise FileAbsent(path) from None
        except OSError as error:
            raise FileUnreadable(path, error.strerror or "") from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileUnreadable(path, "not a plain file")
        return os.fdopen(descriptor, "rb")

    def paths(self) -> Iterator[str]:
        """Every file there is, in a stable order."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(self.folder).as_posix()
