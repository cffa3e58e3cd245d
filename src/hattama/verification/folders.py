"""A bundle in a folder of this machine, and the check of a signature: what a shell hands to the checks."""

import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from hattama.core.transparency_log import is_sound_key, verify_signature
from hattama.verification.places import FileAbsent, FileTooLong, FileUnreadable


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds, by the core's rule; False for bytes that are no key or no signature.

    `cryptography` is quicker where it is installed. It asks the same of a signature and less of a key.
    """
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return verify_signature(public_key, message, signature)
    if not _is_sound_key(public_key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_is_sound_key = lru_cache(maxsize=64)(is_sound_key)


class FolderPlace:
    """The files under a folder. Links and pipes are not read: the folder may be anybody's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = os.fspath(folder)

    def read(self, path: str, most: int) -> bytes:
        """The bytes of a file of at most `most` bytes. Raises a FileProblem."""
        with self.open(path) as file:
            # Room is made for what is asked for, so no more is asked for than there is.
            data = file.read(min(os.fstat(file.fileno()).st_size, most) + 1)
            data += file.read(most + 1 - len(data))
        if len(data) > most:
            raise FileTooLong(path, str(most))
        return data

    def open(self, path: str) -> BinaryIO:
        """A file to read from its beginning. Raises a FileProblem."""
        if not is_plain_path(path):
            raise FileUnreadable(path, "path")
        try:
            descriptor = os.open(f"{self._root}/{path}", os.O_RDONLY | _NO_LINK | _NO_WAIT)
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
        for folder, folders, names in os.walk(self._root):
            folders.sort()
            inside = os.path.relpath(folder, self._root)
            prefix = "" if inside == "." else f"{Path(inside).as_posix()}/"
            yield from (f"{prefix}{name}" for name in sorted(names))


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def is_plain_path(path: str) -> bool:
    """Whether a path leads to a place below the folder, and nowhere else."""
    parts = path.split("/")
    return "\\" not in path and "\0" not in path and not any(part in ("", ".", "..") for part in parts)
