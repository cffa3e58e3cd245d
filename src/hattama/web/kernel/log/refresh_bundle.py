"""The files that follow from a whole log at once are made anew: tables, states, and the manifest over them.

Nobody who submits waits for this. Tables are made beside the bundle, from one moment of the database; then
the manifest goes, the files take their places, and the new manifest comes last: there is never one that does
not fit.
"""

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from hattama.core.transparency_log import names_of_tree, read_root, tile_hash_reader
from hattama.publish.bundle import Snapshot, bundle_pieces, render_manifest
from hattama.publish.file_facts import FileFacts, facts_in, facts_of
from hattama.publish.state import AREA_STATES, PRECINCT_STATES
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import MANIFEST, BundleStore, public_store, working_folder
from hattama.web.kernel.log.follow_log import follow_log, moment_of_log_end
from hattama.web.kernel.log.gather_cosignatures import write_policy
from hattama.web.kernel.log.log_settings import signer_for
from hattama.web.kernel.log.served import load_mended
from hattama.web.kernel.log.show_files import erased_texts, read_mark, show_all_files, show_record_files
from hattama.web.kernel.log.snapshots import load_log_size, load_snapshot
from hattama.web.kernel.log.states import state_pieces, touched_areas
from hattama.web.kernel.log.witnesses import load_witnesses
from hattama.web.kernel.log.write_log_files import require_what_the_log_opened_with, write_log_files
from hattama.web.kernel.log.writer_lock import ERASING, hold_writer_lock, is_writer_at_work, only_one
from hattama.web.kernel.stores.durable_files import sync_path

WRITER_LOCK_SECONDS = 600.0


def refresh_bundle(
    election_id: str, *, whole: bool = False, advance: Callable[[int], None] | None = None
) -> Snapshot:
    """Bring states, scans, tables and manifest of the public bundle up to the log; what it speaks of then.

    With `whole` every state is made again, not only those that the log has touched since. `advance` is told
    of areas whose scans and explanations are shown. Raises WriterLockTaken, what `write_log_files` raises,
    or, when all is done but the policy, WitnessesMalformed. Of rules other than the log opened with nothing
    is made.
    """
    election = ElectionRow.objects.get(pk=election_id)
    require_what_the_log_opened_with(election)
    store = public_store(election_id)
    with _one_at_a_time(election_id):
        if not (is_writer_at_work(election_id) and store.size() == load_log_size(election)):
            with hold_writer_lock(election_id, WRITER_LOCK_SECONDS):
                write_log_files(election, store, signer_for(election_id))
        follow_log(election_id)
        show_record_files(election, store)
        show_all_files(election, store, whole=whole, advance=advance)
        while (snapshot := _renew(election, store, whole)) is None:
            whole = whole or was_mended_since(election_id, store)
        write_policy(election, store, load_witnesses())
    return snapshot


def is_refreshed(election: ElectionRow, store: BundleStore) -> bool:
    """Whether the bundle speaks of the whole log already, and of tables that were not made anew since."""
    size = manifest_size(store)
    is_shown = size == store.size() == read_mark(election.pk)
    return is_shown and size == load_log_size(election) and not was_mended_since(election.pk, store)


def was_mended_since(election_id: str, store: BundleStore) -> bool:
    """Whether the public tables were made anew after the manifest of the bundle."""
    mended_at, manifest = load_mended(election_id), store.folder / MANIFEST
    return mended_at is not None and manifest.exists() and manifest.stat().st_mtime < mended_at.timestamp()


def manifest_size(store: BundleStore) -> int:
    """The size of the log that the manifest speaks of; 0 where there is none."""
    data = store.read_or_nothing(MANIFEST)
    return int(json.loads(data)["tree_size"]) if data else 0


def _renew(election: ElectionRow, store: BundleStore, whole: bool) -> Snapshot | None:
    """Make the files anew and put them in their places; None where a text was erased meanwhile, or tables
    were mended: they may hold what was there."""
    staged = working_folder(election.pk) / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    mended_at = load_mended(election.pk)
    with moment_of_log_end(election, WRITER_LOCK_SECONDS):
        before = erased_texts(election), mended_at
        snapshot = load_snapshot(election)
        states = partial(state_pieces, election, *_states_before(election, store, snapshot, whole))
        facts = _stage(replace(snapshot, states=states), staged)
    if store.size() < snapshot.tree_size:
        # An entry came between; its checkpoint is on the way, or its writer was killed.
        with hold_writer_lock(election.pk, WRITER_LOCK_SECONDS):
            write_log_files(election, store, signer_for(election.pk))
    facts |= _tile_facts(store, snapshot.tree_size)
    manifest = render_manifest(snapshot, _root_hash(store, snapshot.tree_size), facts)
    with only_one(election.pk, ERASING, wait=True):
        if (erased_texts(election), load_mended(election.pk)) != before:
            return None
        _swap(store, staged, manifest)
    return snapshot


def _states_before(
    election: ElectionRow, store: BundleStore, snapshot: Snapshot, whole: bool
) -> tuple[set[int] | None, Callable[[str], Iterator[bytes]]]:
    """The areas whose states are to be made, None for all, and the lines of the others by path."""

    def lines(path: str) -> Iterator[bytes]:
        with (store.folder / path).open("rb") as file:
            yield from file

    known, size = _manifest_files(store), manifest_size(store)
    if whole or not 0 < size <= snapshot.tree_size:
        return None, lines
    for path in (AREA_STATES, PRECINCT_STATES):
        # Only what the manifest vouches for is taken over.
        place = store.folder / path
        if not place.exists() or facts_in(place) != known.get(path):
            return None, lines
    return touched_areas(election, size, snapshot.tree_size), lines


def _stage(snapshot: Snapshot, staged: Path) -> dict[str, FileFacts]:
    staged.mkdir(parents=True)
    paths: dict[str, None] = {}
    for path, piece in bundle_pieces(snapshot):
        (staged / path).parent.mkdir(exist_ok=True)
        with (staged / path).open("ab") as file:
            file.write(piece)
        paths[path] = None
    for path in paths:
        sync_path(staged / path)
    return {path: facts_in(staged / path) for path in paths}


def _swap(store: BundleStore, staged: Path, manifest: bytes) -> None:
    if store.read_or_nothing(MANIFEST) == manifest:
        # Its time says when the files were last held against the tables.
        os.utime(store.folder / MANIFEST)
        shutil.rmtree(staged)
        return
    (store.folder / MANIFEST).unlink(missing_ok=True)
    for path in sorted(path for path in staged.rglob("*") if path.is_file()):
        place = store.folder / path.relative_to(staged)
        place.parent.mkdir(exist_ok=True)
        os.replace(path, place)
    store.put_durably(MANIFEST, manifest)
    shutil.rmtree(staged)


def _tile_facts(store: BundleStore, size: int) -> dict[str, FileFacts]:
    """The facts of the full files of the tree; those that the last manifest told are not read again."""
    known = _manifest_files(store)
    facts = {}
    for name in names_of_tree(size):
        if not name.is_partial:
            path = name.path()
            facts[path] = known.get(path) or facts_of(store.read(path))
    return facts


def _manifest_files(store: BundleStore) -> Mapping[str, FileFacts]:
    data = store.read_or_nothing(MANIFEST)
    files = json.loads(data)["files"] if data else {}
    return {path: FileFacts(told["sha256"], told["bytes"]) for path, told in files.items()}


def _root_hash(store: BundleStore, size: int) -> str:
    # The tree may have grown meanwhile: every tree before is in it.
    root = read_root(size, tile_hash_reader(store.size(), store.read_tile_file))
    return base64.b64encode(root).decode("ascii")


@contextmanager
def _one_at_a_time(election_id: str) -> Iterator[None]:
    """Wait until nobody else refreshes this bundle; those who submit are not among them."""
    with only_one(election_id, "refreshing", wait=True):
        yield
