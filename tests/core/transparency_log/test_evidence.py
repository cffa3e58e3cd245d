"""Evidence: what two signed checkpoints prove to somebody who trusts nobody but the log's key."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    Evidence,
    EvidenceKind,
    LogRefusal,
    Proof,
    SignedCheckpoint,
    leaf_hash,
    make_consistency_proof,
    require_proof_of_two_histories,
    root_of_hashes,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.proofs import root_before
from hattama.core.transparency_log.witnessing import fork_in, weigh_growth
from tests.core.transparency_log.signers import leaf_hash_reader

from .signers import LOG, TRUE, at, signer, verify

FORGED = leaf_hash(b"forged") + TRUE[32:]


def proof(old: int, new: int, hashes: bytes) -> Proof:
    return make_consistency_proof(old, new, leaf_hash_reader(hashes))


def rewritten(held: SignedCheckpoint, offered: SignedCheckpoint, of_larger: bytes) -> Evidence:
    small, large = sorted((held.checkpoint.size, offered.checkpoint.size))
    prefix = root_of_hashes(of_larger[: 32 * small])
    return Evidence(EvidenceKind.REWRITTEN, held, offered, prefix, proof(small, large, of_larger))


def test_two_roots_of_one_size_prove_two_histories() -> None:
    evidence = fork_in(at(100), at(100, FORGED))
    assert evidence is not None
    require_proof_of_two_histories(evidence, [LOG.key], verify)


def test_one_root_of_one_size_is_no_fork() -> None:
    assert fork_in(at(100), at(100)) is None
    assert fork_in(at(100), at(101, FORGED)) is None


@given(st.integers(1, 199), st.data())
def test_a_larger_tree_that_begins_otherwise_proves_two_histories_whichever_was_seen_first(
    small: int, data: st.DataObject
) -> None:
    large = data.draw(st.integers(small + 1, 200))
    require_proof_of_two_histories(rewritten(at(small), at(large, FORGED), FORGED), [LOG.key], verify)
    require_proof_of_two_histories(rewritten(at(large, FORGED), at(small), FORGED), [LOG.key], verify)


@given(st.integers(1, 199), st.data())
def test_an_honest_log_is_never_convicted(small: int, data: st.DataObject) -> None:
    large = data.draw(st.integers(small + 1, 200))
    honest = rewritten(at(small), at(large), TRUE)
    with pytest.raises(why.EvidenceProvesNothing):
        require_proof_of_two_histories(honest, [LOG.key], verify)
    lying = replace(honest, prefix_root=leaf_hash(b"slander"))
    with pytest.raises(LogRefusal):
        require_proof_of_two_histories(lying, [LOG.key], verify)


def test_growth_that_nobody_proves_is_no_proof() -> None:
    evidence = weigh_growth(at(100), at(150, FORGED), ())
    assert evidence.kind is EvidenceKind.UNPROVEN_GROWTH
    with pytest.raises(why.EvidenceProvesNothing):
        require_proof_of_two_histories(evidence, [LOG.key], verify)


def test_the_rewriters_own_proof_convicts_unless_it_leaves_the_older_tree_out() -> None:
    def weigh(old: int) -> EvidenceKind:
        return weigh_growth(at(old), at(150, FORGED), proof(old, 150, FORGED)).kind

    assert weigh(100) is EvidenceKind.REWRITTEN
    assert weigh(128) is EvidenceKind.UNPROVEN_GROWTH


def test_checkpoints_that_the_log_did_not_sign_prove_nothing_against_it() -> None:
    impostor = signer(LOG.key.name, "another seed")
    evidence = Evidence(EvidenceKind.FORK, at(100), at(100, FORGED, impostor))
    with pytest.raises(why.NoTrustedSignature):
        require_proof_of_two_histories(evidence, [LOG.key], verify)
    stranger = signer("log.example.org/other")
    evidence = Evidence(EvidenceKind.FORK, at(100), at(100, FORGED, stranger))
    with pytest.raises(why.EvidenceProvesNothing):
        require_proof_of_two_histories(evidence, [LOG.key, stranger.key], verify)


@given(st.integers(3, 199), st.data())
def test_the_older_root_follows_from_a_proof_and_the_newer_root(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old, 200))
    root = root_of_hashes(TRUE[: 32 * new])
    if old == new or old & (old - 1) == 0:
        with pytest.raises(why.ProofLengthWrong):
            root_before(old, new, proof(old, new, TRUE), root)
    else:
        assert root_before(old, new, proof(old, new, TRUE), root) == root_of_hashes(TRUE[: 32 * old])


def test_a_proof_that_leads_elsewhere_shows_no_older_root() -> None:
    with pytest.raises(why.RootMismatch):
        root_before(100, 150, proof(100, 150, TRUE), root_of_hashes(FORGED[: 32 * 150]))
