"""Proofs: they accept the truth and refuse everything else."""

import base64
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    LogRefusal,
    leaf_hash,
    leaf_hashes,
    make_consistency_proof,
    make_inclusion_proof,
    read_root,
    root_of_hashes,
    verify_consistency,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.merkle import node_hash
from hattama.core.transparency_log.proofs import verify_inclusion
from tests.core.transparency_log.signers import leaf_hash_reader
from tests.shared_material import shared_path

HASHES = leaf_hashes(b"entry %d" % number for number in range(300))
READ = leaf_hash_reader(HASHES)


def root_at(size: int) -> bytes:
    return root_of_hashes(HASHES[: 32 * size])


def leaf_at(index: int) -> bytes:
    return HASHES[32 * index : 32 * index + 32]


@given(st.data())
def test_an_inclusion_proof_accepts_the_truth(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = make_inclusion_proof(index, size, READ)
    verify_inclusion(leaf_at(index), index, size, proof, root_at(size))


@given(st.data())
def test_a_consistency_proof_accepts_the_truth(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, size))
    verify_consistency(old, size, make_consistency_proof(old, size, READ), root_at(old), root_at(size))


def test_every_inclusion_and_every_consistency_in_trees_up_to_33_is_proved() -> None:
    for size in range(1, 34):
        assert read_root(size, READ) == root_at(size)
        for index in range(size):
            proof = make_inclusion_proof(index, size, READ)
            verify_inclusion(leaf_at(index), index, size, proof, root_at(size))
            old_proof = make_consistency_proof(index, size, READ)
            verify_consistency(index, size, old_proof, root_at(index), root_at(size))


@given(st.data())
def test_an_inclusion_proof_refuses_every_altered_byte(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = make_inclusion_proof(index, size, READ)
    parts = [leaf_at(index), root_at(size), *proof]
    parts = _with_one_altered_bit(parts, data)
    with pytest.raises(why.RootMismatch):
        verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(st.data())
def test_a_consistency_proof_refuses_every_altered_byte(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, size - 1))
    proof = make_consistency_proof(old, size, READ)
    parts = _with_one_altered_bit([root_at(old), root_at(size), *proof], data)
    with pytest.raises(why.RootMismatch):
        verify_consistency(old, size, parts[2:], parts[0], parts[1])


@given(st.data())
def test_a_proof_holds_for_one_index_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    claimed = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
    proof = make_inclusion_proof(index, size, READ)
    with pytest.raises((why.RootMismatch, why.ProofLengthWrong)):
        verify_inclusion(leaf_at(index), claimed, size, proof, root_at(size))


@given(st.data())
def test_a_proof_with_a_hash_too_many_or_too_few_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = make_inclusion_proof(index, size, READ)
    for wrong in (proof[:-1], proof[1:], (*proof, proof[0]), (proof[0], *proof)):
        with pytest.raises((why.ProofLengthWrong, why.RootMismatch)):
            verify_inclusion(leaf_at(index), index, size, wrong, root_at(size))
    old = data.draw(st.integers(1, size - 1))
    growth = make_consistency_proof(old, size, READ)
    for wrong in (growth[:-1], (*growth, growth[0]), ()):
        with pytest.raises((why.ProofLengthWrong, why.RootMismatch)):
            verify_consistency(old, size, wrong, root_at(old), root_at(size))


@given(st.data())
def test_a_rewritten_history_has_no_consistency_proof(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, size - 1))
    victim = data.draw(st.integers(0, old - 1))
    forged = HASHES[: 32 * victim] + leaf_hash(b"forged") + HASHES[32 * victim + 32 : 32 * size]
    proof = make_consistency_proof(old, size, leaf_hash_reader(forged))
    with pytest.raises(why.RootMismatch):
        verify_consistency(old, size, proof, root_at(old), root_of_hashes(forged))


@given(
    st.integers(-3, 80),
    st.integers(-3, 80),
    st.lists(st.binary(max_size=33) | st.binary(min_size=32, max_size=32), max_size=9),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
)
def test_any_proof_is_accepted_or_refused_by_name(
    first: int, second: int, proof: list[bytes], one: bytes, other: bytes
) -> None:
    checks = (
        partial(verify_inclusion, one, first, second, proof, other),
        partial(verify_consistency, first, second, proof, one, other),
    )
    for verify in checks:
        try:
            verify()
        except why.ProofRefused:
            continue
        assert (second == 1 or first == second) and proof == [] and one == other


def test_nothing_is_included_in_the_empty_tree() -> None:
    with pytest.raises(why.IndexOutsideTree):
        verify_inclusion(leaf_hash(b""), 0, 0, [], EMPTY_ROOT)
    with pytest.raises(why.IndexOutsideTree):
        make_inclusion_proof(0, 0, READ)


def test_every_tree_extends_the_empty_tree_and_only_the_true_empty_root_counts() -> None:
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    verify_consistency(0, 7, [], EMPTY_ROOT, root_at(7))
    with pytest.raises(why.RootMismatch):
        verify_consistency(0, 7, [], leaf_hash(b""), root_at(7))
    with pytest.raises(why.RootMismatch):
        verify_consistency(0, 0, [], EMPTY_ROOT, leaf_hash(b""))
    with pytest.raises(why.ProofLengthWrong):
        verify_consistency(0, 7, [root_at(7)], EMPTY_ROOT, root_at(7))


def test_a_log_does_not_shrink() -> None:
    with pytest.raises(why.SizesOutOfOrder):
        verify_consistency(7, 6, [], root_at(7), root_at(6))
    with pytest.raises(why.SizesOutOfOrder):
        make_consistency_proof(7, 6, READ)


def test_two_roots_for_one_size_are_refused() -> None:
    with pytest.raises(why.RootMismatch):
        verify_consistency(7, 7, [], root_at(7), root_at(6))


def test_a_proof_in_a_tree_of_2_to_the_62_leaves_is_checked_without_the_leaves() -> None:
    size = 2**62
    proof = [leaf_hash(bytes([level])) for level in range(62)]
    root = leaf_at(0)
    for sibling in proof:
        root = node_hash(root, sibling)
    verify_inclusion(leaf_at(0), 0, size, proof, root)


def test_published_inclusion_vectors_are_all_met() -> None:
    cases = _cases(shared_path("vectors", "merkle", "inclusion"))
    assert len(cases) == 98
    for name, case in cases:
        leaf, root = _hash(case["leafHash"]), _hash(case["root"])
        _expect(
            name,
            bool(case["wantErr"]),
            partial(verify_inclusion, leaf, case["leafIdx"], case["treeSize"], _hashes(case["proof"]), root),
        )


def test_published_consistency_vectors_are_all_met() -> None:
    cases = _cases(shared_path("vectors", "merkle", "consistency"))
    assert len(cases) == 98
    for name, case in cases:
        one, other = _hash(case["root1"]), _hash(case["root2"])
        _expect(
            name,
            bool(case["wantErr"]),
            partial(verify_consistency, case["size1"], case["size2"], _hashes(case["proof"]), one, other),
        )


def test_the_vectors_from_size_0_are_refused_for_their_words_and_accepted_with_real_hashes() -> None:
    folder = shared_path("vectors", "merkle", "consistency", "additional")
    for name in (
        "size1-is-zero-and-size2-is-not-zero",
        "size1-is-zero-and-does-not-equal-size2",
        "sizes-are-equal-zero-and-proof-is-empty",
    ):
        case = json.loads((folder / f"{name}.json").read_bytes())
        assert (case["size1"], case["proof"], case["wantErr"]) == (0, [], True)
        with pytest.raises(why.HashLengthWrong):
            verify_consistency(0, case["size2"], [], _hash(case["root1"]), _hash(case["root2"]))
        verify_consistency(0, case["size2"], [], EMPTY_ROOT, root_at(case["size2"]))


def _expect(name: str, refused: bool, verify: Callable[[], None]) -> None:
    if refused:
        try:
            verify()
        except LogRefusal:
            return
        pytest.fail(f"accepted: {name}")
    else:
        verify()


def _cases(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(path.name, json.loads(path.read_bytes())) for path in sorted(folder.rglob("*.json"))]


def _hash(text: str) -> bytes:
    return base64.b64decode(text)


def _hashes(texts: list[str] | None) -> list[bytes]:
    return [_hash(text) for text in texts or []]


def _with_one_altered_bit(parts: list[bytes], data: st.DataObject) -> list[bytes]:
    which = data.draw(st.integers(0, len(parts) - 1))
    place = data.draw(st.integers(0, 31))
    altered = bytearray(parts[which])
    altered[place] ^= 1 << data.draw(st.integers(0, 7))
    return [*parts[:which], bytes(altered), *parts[which + 1 :]]
