"""Scans, photographs, decisions and lists under their SHA-256: written once, checked whenever they are read.

They lie in the data folder or at an S3 service, as HATTAMA_STORE says. A file is read whole, as its hash is
not known before its last byte; of a recording a player is given the part that it asks for.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import (
    ContentAltered,
    ContentLost,
    ContentMissing,
    ObjectStore,
    OtherBytesStored,
    StoreUnavailable,
)
from hattama.web.kernel.stores.turns import turn_left

__all__ = [
    "ContentAltered",
    "ContentLost",
    "ContentMissing",
    "StoreUnavailable",
    "content_home",
    "content_key",
    "content_path",
    "content_pieces",
    "get_content",
    "place_content",
    "put_content",
    "put_file",
    "read_checked",
]

CONTENT = "content/"

_log = logging.getLogger(__name__)


def content_home() -> ObjectStore:
    """The store that the settings name: the data folder, or a bucket."""
    if not settings.STORE_BUCKET:
        return FileStore(Path(settings.DATA_DIR))
    return s3_home(settings.STORE_BUCKET, settings.STORE_PREFIX)


def s3_home(bucket: str, prefix: str) -> ObjectStore:
    """A bucket of the service that the settings name."""
    # Connections are no heritage: a process that was forked off makes its own.
    at = (settings.STORE_ENDPOINT, settings.STORE_REGION, settings.STORE_SECONDS)
    return _s3_store(bucket, prefix, *at, os.getpid())


@lru_cache(maxsize=8)
def _s3_store(
    bucket: str, prefix: str, endpoint: str, region: str, seconds: float, process: int
) -> ObjectStore:
    # Only now: a site with its files on the disk starts without the client's quarter of a second.
    from hattama.web.kernel.stores.s3_store import S3Store

    return S3Store(bucket, prefix, endpoint=endpoint, region=region, seconds=seconds)


def content_key(sha256: str) -> str:
    """The key of the bytes with this hash, the same in every store."""
    return f"{CONTENT}{sha256[:2]}/{sha256}"


def content_path(sha256: str) -> Path:
    """Where the bytes with this hash lie under the data folder, when that is the store."""
    return Path(settings.DATA_DIR) / content_key(sha256)


def put_content(data: bytes, sha256: str = "") -> str:
    """Keep `data`; the SHA-256 in hex under which it is found (the caller's, who computed it from these very
    bytes). The same bytes again change nothing.

    Bytes that stand under this hash and have another one are replaced by these, and the operator's log says
    so. Raises StoreUnavailable; then nothing is promised and nothing half is kept.
    """
    sha256 = sha256 or hashlib.sha256(data).hexdigest()
    home = content_home()
    with turn_left():
        try:
            home.put(content_key(sha256), data)
        except OtherBytesStored:
            _log.error("damaged bytes in %s under %s are replaced by what was sent", home.name, sha256)
            home.replace(content_key(sha256), data)
    return sha256


def put_file(path: Path, sha256: str) -> None:
    """As `put_content`, of a file that is too long to be read whole; the caller computed its hash. On a disk
    it becomes a second name of the same file, which nobody may write into any more. Raises StoreUnavailable.
    """
    content_home().put_file(content_key(sha256), path, sha256)


def get_content(sha256: str) -> bytes:
    """The bytes with this hash. Raises ContentMissing, StoreUnavailable, or ContentAltered when what lies
    there has another hash.
    """
    return read_checked(content_home(), sha256)


def read_checked(store: ObjectStore, sha256: str) -> bytes:
    """As `get_content`, from a certain store."""
    try:
        data = store.get(content_key(sha256))
    except ContentMissing:
        raise ContentMissing(sha256) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContentAltered(sha256)
    return data


def content_pieces(sha256: str, first: int = 0, end: int | None = None) -> Iterator[bytes]:
    """A part of bytes that are too many to be held in memory, or all of them: not held against their hash.

    Raises ContentMissing, StoreUnavailable.
    """
    return content_home().pieces(content_key(sha256), first, end)


def place_content(sha256: str, path: Path) -> None:
    """Make `path` the file with this hash: a second name of it where store and disk allow one, else a copy
    that is held against its hash on the way. Raises ContentLost, StoreUnavailable.
    """
    if not settings.STORE_BUCKET:
        try:
            os.link(content_path(sha256), path)
            return
        except FileExistsError:
            return
        except FileNotFoundError:
            raise ContentMissing(sha256) from None
        except OSError:
            # Another file system, or one without second names.
            pass
    digest, part = hashlib.sha256(), path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for piece in content_pieces(sha256):
                file.write(piece)
                digest.update(piece)
        if digest.hexdigest() != sha256:
            raise ContentAltered(sha256)
        part.chmod(0o644)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
