"""The public bundle is written to a folder: everything, of one moment, with a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from hattama.publish import Snapshot, bundle_files, hash_pieces, render_manifest
from hattama.web.archive.content_store import get_content
from hattama.web.archive.elections import ElectionRow
from hattama.web.archive.published import PublishedScan
from hattama.web.archive.snapshots import load_snapshot


class FolderNotEmpty(Exception):
    """The folder holds something that is not a bundle of this election; nothing in it was touched."""


def export_bundle(
    election: ElectionRow, folder: Path, *, with_scans: bool = True, advance: Callable[[int], None] | None = None
) -> Snapshot:
    """Write the bundle of `election` into `folder`; a bundle that stands there is brought to the present.

    Every file is written beside its place and then renamed; the manifest, which vouches for them all, comes last.
    Raises FolderNotEmpty when the folder holds other things.
    """
    if not _may_write_into(folder, election.election_id):
        raise FolderNotEmpty(str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with _one_moment():
        snapshot = load_snapshot(election)
        written: dict[str, tuple[str, int]] = {}
        for path, pieces in bundle_files(snapshot):
            written[path] = _write(folder / path, pieces)
        scans = _scan_hashes(election) if with_scans else []
    for sha256 in scans:
        path = f"scans/{sha256[:2]}/{sha256}"
        if not _holds(folder / path, sha256):
            _write(folder / path, [get_content(sha256)])
        written[path] = (sha256, (folder / path).stat().st_size)
        if advance is not None:
            advance(1)
    _write(folder / "manifest.json", [render_manifest(snapshot, written)])
    return snapshot


def count_scans(election: ElectionRow) -> int:
    """How many scans the bundle of `election` holds."""
    return len(_scan_hashes(election))


def _scan_hashes(election: ElectionRow) -> list[str]:
    shown = PublishedScan.objects.filter(protocol__election=election)
    return list(shown.order_by("scan_id").values_list("scan_id", flat=True).distinct())


def _may_write_into(folder: Path, election_id: str) -> bool:
    if not folder.exists() or not any(folder.iterdir()):
        return True
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return False
    try:
        document = json.loads(manifest.read_bytes())
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("election_id") == election_id


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that reads the database as it is at one moment, and lets others write meanwhile."""
    # SQLite keeps to one snapshot by itself, unless told to begin by locking out all writers, as settings do.
    # PostgreSQL by default sees every later commit.
    sqlite = connection.vendor == "sqlite"
    mode = connection.transaction_mode if sqlite else None
    if sqlite:
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if not sqlite:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if sqlite:
            connection.transaction_mode = mode


def _write(path: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        facts = hash_pieces(pieces, file.write)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    return facts
