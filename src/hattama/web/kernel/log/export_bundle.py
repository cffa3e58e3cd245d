"""The public bundle is copied to a folder: everything, of one moment, for whoever carries it elsewhere."""

import contextlib
import filecmp
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hattama.core.transparency_log import names_of_tree
from hattama.verification.scans import scan_path
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import (
    CHECKPOINT,
    KEYS,
    MANIFEST,
    POLICY,
    STAMPS,
    BundleStore,
    public_store,
)
from hattama.web.kernel.log.refresh_bundle import is_refreshed, manifest_size, refresh_bundle
from hattama.web.kernel.log.writer_lock import hold_writer_lock
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.kernel.stores.durable_files import replace_by_copy, replace_file

WRITER_LOCK_SECONDS = 600.0

_FOLDERS = ("tile", "key-changes", "explanations", "state", "scans")


class FolderNotEmpty(Exception):
    """The folder holds something that is not a bundle of this election; nothing in it was touched."""


@dataclass
class Exported:
    """What a copy of a bundle came to. `lost`: public scans that could not be had, and how each was lost."""

    size: int
    scans: int = 0
    lost: dict[str, str] = field(default_factory=dict)


def export_bundle(
    election: ElectionRow,
    folder: Path,
    *,
    with_scans: bool = True,
    linked: bool = False,
    whole: bool = True,
    again: bool = False,
    anew: bool = True,
    advance: Callable[[int], None] = lambda _: None,
) -> Exported:
    """Refresh the bundle of `election` and copy it into `folder`; a bundle there is brought to the present.

    The copy is of one moment: nobody writes the log while it is made. What no longer belongs to the bundle is
    removed. The manifest goes before any other file changes and comes last; a copy that was cut short bears
    a mark and is made whole by the next run. Scans are `linked` as second names of the same files where the
    disk allows it, and those that are linked already are not read `again` unless asked for. A scan that is
    gone or damaged is left out and named. `whole` as in `refresh_bundle`; without `anew` a bundle that speaks
    of the whole log already is not made again. `advance` is told of scans. Raises FolderNotEmpty when the
    folder holds other things, and StoreUnavailable.
    """
    mark = folder / f".unfinished-{election.pk}"
    if not mark.exists() and not _may_write_into(folder, election.election_id):
        raise FolderNotEmpty(str(folder))
    store = public_store(election.pk)
    with hold_writer_lock(election.pk, WRITER_LOCK_SECONDS):
        if anew or not is_refreshed(election, store):
            refresh_bundle(election.pk, whole=whole)
        wanted = set(_paths(store))
        scans = _public_scans(election, store) if with_scans else set()
        if changed := [path for path in sorted(wanted) if not _is_same(folder / path, store.folder / path)]:
            folder.mkdir(parents=True, exist_ok=True)
            mark.touch()
            _remove(folder / MANIFEST)
        _remove_others(folder, wanted | {scan_path(sha256) for sha256 in scans})
        for path in changed:
            if path != MANIFEST:
                _put(folder / path, store.folder / path)
        lost: dict[str, str] = {}
        for sha256 in sorted(scans):
            lost |= _put_scan(store, folder, sha256, linked, again)
            advance(1)
        if changed:
            _put(folder / MANIFEST, store.folder / MANIFEST)
        mark.unlink(missing_ok=True)
        return Exported(manifest_size(store), len(scans) - len(lost), lost)


def count_scans(election: ElectionRow) -> int:
    """How many scans the bundle of `election` holds."""
    shown = PublishedScan.objects.filter(protocol__election=election, withdrawn_by=None)
    return shown.values("scan_id").distinct().count()


def _public_scans(election: ElectionRow, store: BundleStore) -> set[str]:
    """The scans that the bundle shows, and those that it should show."""
    beside = PublishedScan.objects.filter(protocol__election=election)
    named = set(beside.filter(withdrawn_by=None).values_list("scan_id", flat=True))
    hidden = set(beside.values_list("scan_id", flat=True)) - named
    for documents in provided("published_documents"):
        named |= documents(election) - hidden
    return named | {path.rpartition("/")[2] for path in _files_under(store.folder, "scans")}


def _paths(store: BundleStore) -> Iterator[str]:
    yield from (name.path() for name in names_of_tree(store.size()))
    yield from (
        name for name in (CHECKPOINT, KEYS, POLICY, STAMPS, MANIFEST) if (store.folder / name).exists()
    )
    yield from json.loads(store.read(MANIFEST))["files"]
    for folder in ("key-changes", "explanations"):
        yield from _files_under(store.folder, folder)


def _files_under(folder: Path, name: str) -> Iterator[str]:
    for path in (folder / name).rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix()


def _remove_others(folder: Path, wanted: set[str]) -> None:
    for half in folder.rglob(".*.part"):
        # Of a run that was killed.
        half.unlink()
    for name in _FOLDERS:
        for path in set(_files_under(folder, name)) - wanted:
            _remove(folder / path)


def _remove(place: Path) -> None:
    # What was compressed of it goes first: a server gives it out without a look at the file.
    place.with_name(f"{place.name}.gz").unlink(missing_ok=True)
    place.unlink(missing_ok=True)


def _is_same(place: Path, source: Path) -> bool:
    return place.is_file() and filecmp.cmp(place, source, shallow=False)


def _put(place: Path, source: Path) -> None:
    place.with_name(f"{place.name}.gz").unlink(missing_ok=True)
    replace_by_copy(place, source)


def _put_scan(store: BundleStore, folder: Path, sha256: str, linked: bool, again: bool) -> dict[str, str]:
    """Put a scan; how it was lost, by its hash, where it could not be had."""
    source, place = store.scan_path(sha256), folder / scan_path(sha256)
    if not again and place.is_file() and source.is_file() and place.samefile(source):
        return {}
    try:
        _make_whole(source, sha256)
    except ContentLost as trouble:
        place.unlink(missing_ok=True)
        return {sha256: trouble.how}
    if linked and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            # Another file system, or one without second names, gets a copy.
            os.link(source, place)
            return {}
    if not _is_same(place, source):
        _put(place, source)
    return {}


def _make_whole(place: Path, sha256: str) -> None:
    """Put a public scan from the content store where the bundle's own file is not what it should be.

    Raises ContentLost, StoreUnavailable.
    """
    if not (place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == sha256):
        replace_file(place, get_content(sha256))


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
