"""The public bundle is copied to a folder: everything, of one moment, for whoever carries it elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from hattama.core.transparency_log import names_of_tree
from hattama.publish import Snapshot, facts_of
from hattama.web.archive.bundle_store import CHECKPOINT, KEYS, MANIFEST, POLICY, BundleStore, public_store
from hattama.web.archive.durable_files import replace_file
from hattama.web.archive.elections import ElectionRow
from hattama.web.archive.pen import hold_pen
from hattama.web.archive.published import PublishedScan
from hattama.web.usecases.refresh_bundle import refresh_bundle

PEN_SECONDS = 600.0

_FOLDERS = ("tile", "key-changes", "state", "scans")


class FolderNotEmpty(Exception):
    """The folder holds something that is not a bundle of this election; nothing in it was touched."""


def export_bundle(
    election: ElectionRow,
    folder: Path,
    *,
    with_scans: bool = True,
    linked: bool = False,
    whole: bool = True,
    advance: Callable[[int], None] | None = None,
) -> Snapshot:
    """Refresh the bundle of `election` and copy it into `folder`; a bundle there is brought to the present.

    The copy is of one moment: nobody writes the log while it is made. What no longer belongs to the bundle is
    removed; the manifest comes last. Scans are `linked` as second names of the same files where the disk
    allows it, and those that are linked already are not read again. `whole` as in
    `refresh_bundle`. `advance` is told of scans. Raises FolderNotEmpty when the folder holds
    other things.
    """
    if not _may_write_into(folder, election.election_id):
        raise FolderNotEmpty(str(folder))
    store = public_store(election.pk)
    with hold_pen(election.pk, PEN_SECONDS):
        snapshot = refresh_bundle(election.pk, whole=whole)
        wanted = set(_paths(store, with_scans))
        (folder / MANIFEST).unlink(missing_ok=True)
        _remove_others(folder, wanted)
        for path in sorted(wanted - {MANIFEST}):
            if path.startswith("scans/"):
                _put_scan(store, folder, path, linked)
            else:
                _copy(store, folder, path)
            if advance is not None and path.startswith("scans/"):
                advance(1)
        _copy(store, folder, MANIFEST)
    return snapshot


def count_scans(election: ElectionRow) -> int:
    """How many scans the bundle of `election` holds."""
    shown = PublishedScan.objects.filter(protocol__election=election, withdrawn_by=None)
    return shown.values("scan_id").distinct().count()


def _paths(store: BundleStore, with_scans: bool) -> Iterator[str]:
    yield from (name.path() for name in names_of_tree(store.size()))
    yield from (name for name in (CHECKPOINT, KEYS, POLICY, MANIFEST) if (store.folder / name).exists())
    yield from json.loads(store.read(MANIFEST))["files"]
    for folder in ("key-changes", "state", *(("scans",) if with_scans else ())):
        yield from _files_under(store.folder, folder)


def _files_under(folder: Path, name: str) -> Iterator[str]:
    for path in (folder / name).rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix()


def _remove_others(folder: Path, wanted: set[str]) -> None:
    for name in _FOLDERS:
        for path in set(_files_under(folder, name)) - wanted:
            (folder / path).unlink()


def _copy(store: BundleStore, folder: Path, path: str) -> None:
    data = store.read(path)
    place = folder / path
    if not (
        place.is_file()
        and place.stat().st_size == len(data)
        and facts_of(place.read_bytes()) == facts_of(data)
    ):
        replace_file(place, data)


def _put_scan(store: BundleStore, folder: Path, path: str, linked: bool) -> None:
    source, place = store.folder / path, folder / path
    if place.is_file() and place.samefile(source):
        return
    if linked and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            # Another file system, or one without second names, gets a copy.
            os.link(source, place)
            return
    _copy(store, folder, path)


def _may_write_into(folder: Path, election_id: str) -> bool:
    if not folder.exists() or not any(folder.iterdir()):
        return True
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return False
    try:
        document = json.loads(manifest.read_bytes())
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("election_id") == election_id
