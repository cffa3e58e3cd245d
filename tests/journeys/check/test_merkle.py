"""The browser's own Merkle tree: the published vectors, and the same proofs as the core's."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from hattama.core.transparency_log import (
    leaf_hashes,
    make_consistency_proof,
    make_inclusion_proof,
    root_of_hashes,
)
from tests.core.transparency_log.signers import leaf_hash_reader
from tests.journeys.check.conftest import Run
from tests.journeys.check.file_site import FileSite
from tests.journeys.check.made_log import MadeLog
from tests.shared_material import shared_path

SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 511, 513, 700)
ENTRIES = [b"entry %d" % number for number in range(SIZES[-1])]
HASHES = leaf_hashes(ENTRIES)
READ = leaf_hash_reader(HASHES)

# Hashes that are no base64, or of another length, reach the check as they are.
JUDGE = """async (merkle, texts) => {
    const bytes = (text) => Uint8Array.from(atob(text ?? ""), (sign) => sign.charCodeAt(0));
    const judged = [];
    for (const text of texts) {
        const one = JSON.parse(text);
        const proof = (one.proof ?? []).map(bytes);
        judged.push("leafIdx" in one
            ? await merkle.isIncluded(bytes(one.leafHash), one.leafIdx, one.treeSize, proof, bytes(one.root))
            : await merkle.isConsistent(one.size1, one.size2, proof, bytes(one.root1), bytes(one.root2)));
    }
    return judged;
}"""


def test_published_vectors_are_all_met(run: Run) -> None:
    for kind in ("inclusion", "consistency"):
        paths = _cases(shared_path("vectors", "merkle", kind))
        assert len(paths) == 98
        judged = run("merkle.js", JUDGE, [path.read_text() for path in paths])
        for path, accepted in zip(paths, judged, strict=True):
            assert accepted is not json.loads(path.read_bytes())["wantErr"], path


def test_from_size_0_only_the_true_empty_root_counts(run: Run) -> None:
    judged = run(
        "merkle.js",
        """async (merkle) => {
            const empty = await merkle.sha256(new Uint8Array());
            const other = await merkle.leafHash(new Uint8Array());
            return [
                await merkle.isConsistent(0, 0, [], empty, empty),
                await merkle.isConsistent(0, 7, [], empty, other),
                await merkle.isConsistent(0, 0, [], empty, other),
                await merkle.isConsistent(0, 7, [], other, other),
                await merkle.isConsistent(0, 7, [other], empty, other),
                await merkle.isIncluded(other, 0, 0, [], empty),
            ];
        }""",
    )
    assert judged == [True, True, False, False, False, False]


PROOFS = """async ({ TiledTree }, { size, indexes, oldSizes }) => {
    const merkle = await import("/static/hattama/check/merkle.js");
    const { hex } = await import("/static/hattama/check/bytes.js");
    const { Bundle } = await import("/static/hattama/check/bundle.js");
    const tree = new TiledTree(size, new Bundle("/bundle/").read);
    const told = (places, prove) => Promise.all(
        places.map(async (place) => (await prove(place, size, tree.readNodes)).map(hex)));
    const entries = await Promise.all(indexes.map((index) => tree.entry(index)));
    return {
        root: hex(await merkle.rootOf(size, tree.readNodes)),
        inclusion: await told(indexes, merkle.inclusionProof),
        consistency: await told(oldSizes, merkle.consistencyProof),
        entries: entries.map((entry) => new TextDecoder().decode(entry)),
    };
}"""


def test_proofs_from_tiles_are_those_of_the_core(run: Run, site: FileSite) -> None:
    for before, size in pairwise((0, *SIZES)):
        site.files.update(_bundle(size))
        indexes = sorted({0, before, size // 2, size - 1})
        found = run("tiles.js", PROOFS, {"size": size, "indexes": indexes, "oldSizes": [*indexes, size]})
        assert found["root"] == root_of_hashes(HASHES[: 32 * size]).hex()
        assert found["inclusion"] == [_hex(make_inclusion_proof(index, size, READ)) for index in indexes]
        assert found["consistency"] == [
            _hex(make_consistency_proof(old, size, READ)) for old in (*indexes, size)
        ]
        assert found["entries"] == [f"entry {index}" for index in indexes]


def test_each_file_is_asked_for_once(run: Run, site: FileSite) -> None:
    site.files.update(_bundle(700))
    run("tiles.js", PROOFS, {"size": 700, "indexes": [300], "oldSizes": [511]})
    tiles = [path for path in site.asked if path.startswith("/bundle/tile/") and "entries" not in path]
    assert sorted(tiles) == sorted(set(tiles))


def test_a_partial_file_that_was_dropped_is_read_from_the_full_one(run: Run, site: FileSite) -> None:
    site.files.update(_bundle(700))
    # The log has grown; the checkpoint that the browser holds is of size 600.
    for path in ("/bundle/tile/0/002.p/188", "/bundle/tile/entries/002.p/188"):
        assert site.files.pop(path)
    site.files.update(_bundle(800, [*ENTRIES, *ENTRIES[:100]]))
    found = run("tiles.js", PROOFS, {"size": 600, "indexes": [0, 599], "oldSizes": [512]})
    assert found["root"] == root_of_hashes(HASHES[: 32 * 600]).hex()
    assert found["entries"] == ["entry 0", "entry 599"]


def test_paths_of_tiles_are_spelled_as_the_specification_does(run: Run) -> None:
    asked = [(0, 5, 256), (1, 999, 112), ("entries", 1000, 256), (2, 1234067, 1)]
    paths = run("tiles.js", "({ tilePath }, asked) => asked.map((name) => tilePath(...name))", asked)
    assert paths == ["tile/0/005", "tile/1/999.p/112", "tile/entries/x001/000", "tile/2/x001/x234/067.p/1"]


def _bundle(size: int, entries: list[bytes] = ENTRIES) -> dict[str, bytes]:
    return {
        f"/bundle/{path}": data for path, data in MadeLog("log.example/x", entries[:size]).files().items()
    }


def _cases(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def _hex(proof: Any) -> list[str]:
    return [value.hex() for value in proof]
