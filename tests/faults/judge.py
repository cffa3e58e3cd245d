"""Holds what the outside was told against the published log, entry by entry."""

import base64
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from hattama.core.transparency_log import (
    TILE_WIDTH,
    HashReader,
    LogRefusal,
    TileName,
    make_consistency_proof,
    open_checkpoint,
    parse_canonical,
    parse_vkeys,
    read_bundle,
    read_root,
    require_bundle_in_tile,
    tile_hash_reader,
    verify_consistency,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.bundle_store import BundleStore
from tests.faults.ledger import Ledger, Paper
from tests.faults.site import Site, until


class Wrongs(NamedTuple):
    """How many acknowledged protocols are not in the log, stand in it once more, and sizes with two roots."""

    lost: int
    doubled: int
    forked: int


def judge(site: Site, what: str, *, whole: bool = False) -> Wrongs:
    """Nothing acknowledged is lost, nothing doubled, no size has two roots, and nobody saw what must not be.

    With `whole` the database is held against the log, too, its totals folded anew, and the bundle verified.
    """
    ledger = site.ledger
    until(
        lambda: ledger.acknowledged.keys() <= _papers(site.store), f"all is published: {site.told()[-1500:]}"
    )
    size = _signed_size(site.store)
    entries = _entries(site.store, size)
    wrongs = Wrongs(*_lost_and_doubled(ledger, entries), _forked(ledger, site.store, size))
    print(
        f"\n{what}: {ledger.count} acknowledged, {size} entries, {len(ledger.checkpoints)} checkpoints seen, "
        f"{wrongs}, answers {dict(sorted(ledger.statuses.items()))}, "
        f"{ledger.broken_connections} connections broken, {site.restarts} restarts of the site"
    )
    assert wrongs == Wrongs(0, 0, 0)
    assert max(ledger.acknowledged.values()) == 1
    assert ledger.sizes == sorted(ledger.sizes), "a reader has seen the log shrink"
    assert ledger.wrong == [], ledger.wrong[:3]
    if whole:
        _judge_database(site)
    return wrongs


def _lost_and_doubled(ledger: Ledger, entries: list[dict]) -> tuple[int, int]:  # type: ignore[type-arg]
    said: Counter[Paper] = Counter((e["area"], e["contest"]) for e in entries if e["kind"] == "protocol")
    return len(ledger.acknowledged.keys() - said.keys()), said.total() - len(said)


def _forked(ledger: Ledger, store: BundleStore, size: int) -> int:
    """Of how many sizes a root was shown that is no beginning of the log."""
    reader = tile_hash_reader(size, store.read_tile_file)
    whole = read_root(size, reader)
    return sum(
        not all(_is_beginning(at, base64.b64decode(root), size, whole, reader) for root in roots)
        for at, roots in ledger.checkpoints.items()
    )


def _is_beginning(at: int, root: bytes, size: int, whole: bytes, reader: HashReader) -> bool:
    try:
        verify_consistency(at, size, make_consistency_proof(at, size, reader), root, whole)
    except LogRefusal:
        return False
    return True


def _judge_database(site: Site) -> None:
    held = json.loads(site.run("tests.faults.night", "audit").splitlines()[-1])
    size = _signed_size(site.store)
    said = [e for e in _entries(site.store, size) if e["kind"] == "protocol"]
    assert held["pending"] == 0
    assert held["entries"] == size
    assert held["acts"] == held["published"] == len(said)
    assert held["totals_follow_from_the_log"]
    assert held["verify"] == 3, held["verify_said"]


def _signed_size(store: BundleStore) -> int:
    keys = parse_vkeys(store.read("log.vkey"))
    return open_checkpoint(store.read("checkpoint"), keys, verify_ed25519).checkpoint.size


def _papers(store: BundleStore) -> set[Paper]:
    entries = _entries(store, _signed_size(store))
    return {(e["area"], e["contest"]) for e in entries if e["kind"] == "protocol"}


_full: dict[Path, list[dict]] = {}  # type: ignore[type-arg]
"""Entries of full tiles, which never change, by folder of the log."""


def _entries(store: BundleStore, size: int) -> list[dict]:  # type: ignore[type-arg]
    """All entries, each bundle held against the tile beside it."""
    kept = _full.setdefault(store.folder, [])
    found = kept[: size // TILE_WIDTH * TILE_WIDTH]
    for number in range(len(found) // TILE_WIDTH, -(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        some = read_bundle(TileName(-1, number, width), store.read_tile_file)
        require_bundle_in_tile(some, store.read_tile_file(TileName(0, number, width).path())[: 32 * width])
        found += [parse_canonical(entry) for entry in some]
        if width == TILE_WIDTH:
            _full[store.folder] = found[:]
    return found


def entries_of(site: Site) -> list[dict]:  # type: ignore[type-arg]
    """What the published log says, in its order."""
    return _entries(site.store, _signed_size(site.store))
