"""Scans and area lists as files named by their SHA-256: written once, durable first, checked when read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class ContentMissing(Exception):
    """The store has nothing under this hash."""


class ContentAltered(Exception):
    """What the store holds under this hash has another hash: the file was damaged or tampered with."""


def content_path(sha256: str) -> Path:
    """Where the bytes with this hash lie under the data folder."""
    return Path(settings.DATA_DIR) / "content" / sha256[:2] / sha256[2:4] / sha256


def put_content(data: bytes) -> str:
    """Keep `data`; the SHA-256 in hex under which it is found. The same bytes again change nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = content_path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o444)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return sha256


def get_content(sha256: str) -> bytes:
    """The bytes with this hash. Raises ContentMissing, or ContentAltered when the bytes have another hash."""
    try:
        data = content_path(sha256).read_bytes()
    except FileNotFoundError:
        raise ContentMissing(sha256) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContentAltered(sha256)
    return data


def _sync_folder(folder: Path) -> None:
    # A new name is durable only once its folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
