"""Witnessing: a witness cosigns only growth it can check, and keeps what shows two histories."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    AddCheckpoint,
    Checkpoint,
    EvidenceKind,
    LogRefusal,
    Refuse,
    SignedCheckpoint,
    decide_add_checkpoint,
    leaf_hash,
    make_consistency_proof,
    monitoring_path,
    parse_add_checkpoint,
    parse_conflict,
    refuse_unparsable,
    require_proof_of_two_histories,
    root_of_hashes,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.witnessing import Cosign
from tests.core.transparency_log.signers import leaf_hash_reader, sign_checkpoint

from .damage import accepts_only_its_own_spelling, damaged
from .signers import LOG, TRUE, at, signer, verify

FORGED = TRUE[:320] + leaf_hash(b"forged") + TRUE[352:]


def request(old: int, new: int, hashes: bytes = TRUE) -> AddCheckpoint:
    return AddCheckpoint(old, make_consistency_proof(old, new, leaf_hash_reader(hashes)), at(new, hashes))


def decide(asked: AddCheckpoint, held: SignedCheckpoint | None) -> Cosign | Refuse:
    return decide_add_checkpoint(asked, [LOG.key], held, verify)


def test_a_first_checkpoint_and_every_later_growth_are_cosigned() -> None:
    assert decide(request(0, 100), None) == Cosign(at(100))
    assert decide(request(100, 150), at(100)) == Cosign(at(150))


def test_the_same_checkpoint_again_is_cosigned_again_for_a_fresher_time() -> None:
    assert decide(request(100, 100), at(100)) == Cosign(at(100))


def test_an_empty_log_is_cosigned_only_under_the_empty_root() -> None:
    assert decide(request(0, 0), None) == Cosign(at(0))
    false = sign_checkpoint(Checkpoint(LOG.key.name, 0, leaf_hash(b"")), LOG.key, LOG.sign)
    assert decide(AddCheckpoint(0, (), false), None) == Refuse(422, "root-mismatch")
    assert at(0).checkpoint.root == EMPTY_ROOT


def test_an_unknown_log_is_404_and_a_false_signature_403() -> None:
    stranger = signer("log.example.org/stranger")
    asked = AddCheckpoint(0, (), at(100, log=stranger))
    assert decide(asked, None) == Refuse(404, "origin-unknown")
    impostor = signer(LOG.key.name, "another seed")
    asked = AddCheckpoint(0, (), at(100, log=impostor))
    assert decide(asked, None) == Refuse(403, "no-trusted-signature")
    line = at(100).note.signatures
    moved = SignedCheckpoint(at(101).checkpoint, at(101).note.with_signatures(line))
    assert decide(AddCheckpoint(0, (), moved), None) == Refuse(403, "signature-invalid")


def test_an_old_size_above_the_new_one_is_400() -> None:
    assert decide(AddCheckpoint(101, (), at(100)), at(101)) == Refuse(400, "old-size-above-size")


def test_an_old_size_that_is_not_the_held_one_is_409_with_the_held_size() -> None:
    answer = decide(request(50, 150), at(100))
    assert answer == Refuse(409, "other-size-held", 100)
    assert isinstance(answer, Refuse)
    assert answer.body() == b"100\n"
    assert parse_conflict(answer.body()) == 100
    assert decide(request(0, 150), at(100)) == Refuse(409, "other-size-held", 100)
    assert decide(request(50, 150), None) == Refuse(409, "other-size-held", 0)


def test_another_root_for_the_held_size_is_422_and_proof_of_a_fork() -> None:
    answer = decide(AddCheckpoint(100, (), at(100, FORGED)), at(100))
    assert isinstance(answer, Refuse)
    assert (answer.status, answer.reason) == (422, "root-mismatch")
    assert answer.evidence is not None
    assert answer.evidence.kind == EvidenceKind.FORK
    assert (answer.evidence.held, answer.evidence.offered) == (at(100), at(100, FORGED))


def test_a_fork_is_noticed_even_when_the_old_size_is_wrong() -> None:
    answer = decide(AddCheckpoint(0, (), at(100, FORGED)), at(100))
    assert isinstance(answer, Refuse)
    assert (answer.status, answer.held_size) == (409, 100)
    assert answer.evidence is not None
    assert answer.evidence.kind == EvidenceKind.FORK


def test_rewritten_history_that_grew_is_422_and_its_own_proof_convicts_it() -> None:
    answer = decide(request(100, 150, FORGED), at(100))
    assert isinstance(answer, Refuse)
    assert answer.status == 422
    assert answer.evidence is not None
    assert answer.evidence.kind == EvidenceKind.REWRITTEN
    require_proof_of_two_histories(answer.evidence, [LOG.key], verify)


def test_growth_without_its_proof_is_422_and_kept_as_a_question() -> None:
    answer = decide(AddCheckpoint(100, (), at(150)), at(100))
    assert isinstance(answer, Refuse)
    assert answer.status == 422
    assert answer.evidence is not None
    assert answer.evidence.kind == EvidenceKind.UNPROVEN_GROWTH


def test_a_proof_from_size_0_must_be_empty() -> None:
    asked = AddCheckpoint(0, (leaf_hash(b""),), at(100))
    assert decide(asked, None) == Refuse(422, "proof-length-wrong")


@given(st.data())
def test_no_wrong_proof_is_cosigned(data: st.DataObject) -> None:
    asked = request(100, 150)
    proof = list(asked.proof)
    place = data.draw(st.integers(0, len(proof) - 1))
    action = data.draw(st.sampled_from(["drop", "double", "alter"]))
    if action == "drop":
        del proof[place]
    elif action == "double":
        proof.insert(place, proof[place])
    else:
        proof[place] = leaf_hash(proof[place])
    answer = decide(AddCheckpoint(100, tuple(proof), asked.signed), at(100))
    assert isinstance(answer, Refuse)
    assert answer.status == 422


GOOD = request(100, 150).encoded()


def test_a_request_has_the_lines_of_the_specification() -> None:
    head, _, note = GOOD.partition(b"\n\n")
    assert head.startswith(b"old 100\n")
    assert note == at(150).encoded()
    assert parse_add_checkpoint(GOOD) == request(100, 150)
    assert request(0, 5).encoded() == b"old 0\n\n" + at(5).encoded()
    assert parse_add_checkpoint(request(0, 5).encoded()) == request(0, 5)


@given(damaged(GOOD))
def test_any_bytes_give_a_request_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(data, lambda given: parse_add_checkpoint(given).encoded())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", why.OldSizeMalformed),
        (b"old\n\n", why.OldSizeMalformed),
        (b"old 01\n\n", why.OldSizeMalformed),
        (b"old -1\n\n", why.OldSizeMalformed),
        (b"old 1 \n\n", why.OldSizeMalformed),
        (b"old %d\n\n" % 2**63, why.OldSizeMalformed),
        (b"Old 1\n\n", why.OldSizeMalformed),
        (b"old 1\xff\n\n", why.OldSizeMalformed),
        (b"old 1", why.RequestCutShort),
        (b"old 1\n", why.RequestHashMalformed),
        (b"old 1\nAAAA\n\n", why.RequestHashMalformed),
        (b"old 1\n\xff\n\n", why.RequestHashMalformed),
        (
            b"old 1\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64 + b"\n",
            why.RequestHashMalformed,
        ),
        (b"old 1\n\n", why.NoteUnsigned),
        (b"x" * 1_010_001, why.RequestTooLong),
    ],
)
def test_each_bad_request_is_refused_for_its_own_reason(data: bytes, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_add_checkpoint(data)
    assert type(caught.value) is reason
    assert refuse_unparsable(caught.value) == Refuse(400, reason.code)
    assert refuse_unparsable(caught.value).body() == f"{reason.code}\n".encode()


def test_sixty_three_hashes_are_read() -> None:
    asked = AddCheckpoint(1, (bytes(32),) * 63, at(5))
    assert parse_add_checkpoint(asked.encoded()) == asked


@given(damaged(b"100\n"))
def test_any_conflict_body_gives_a_size_or_a_named_refusal(body: bytes) -> None:
    end = b"\n" if body.endswith(b"\n") else b""
    accepts_only_its_own_spelling(body, lambda given: f"{parse_conflict(given)}".encode() + end)


def test_a_conflict_body_is_one_line_of_which_some_witnesses_leave_out_the_end() -> None:
    assert parse_conflict(b"100") == 100
    for body in (b"", b"\n", b"100\n\n", b"100\n200\n", b"100\r\n", b"\xb2\n"):
        with pytest.raises(why.ConflictMalformed):
            parse_conflict(body)


def test_monitors_find_a_log_by_the_hash_of_its_origin() -> None:
    assert (
        monitoring_path("log.example.org/test") == f"{sha256(b'log.example.org/test').hexdigest()}/checkpoint"
    )


class WitnessAgainstALyingLog(RuleBasedStateMachine):
    """Whatever a log that holds its own key sends, the cosigned trees are one history."""

    @initialize()
    def begin(self) -> None:
        self.held: SignedCheckpoint | None = None
        self.cosigned: list[Checkpoint] = []

    @rule(
        claimed=st.integers(0, 30),
        size=st.integers(0, 30),
        history=st.sampled_from([TRUE, FORGED]),
        proof_of=st.sampled_from([TRUE, FORGED]),
        honest_about_held=st.booleans(),
    )
    def offer(
        self, claimed: int, size: int, history: bytes, proof_of: bytes, honest_about_held: bool
    ) -> None:
        old = self.held.checkpoint.size if honest_about_held and self.held else claimed
        reader = leaf_hash_reader(proof_of)
        proof = make_consistency_proof(old, size, reader) if old <= size else ()
        answer = decide(AddCheckpoint(old, proof, at(size, history)), self.held)
        if isinstance(answer, Cosign):
            self.held = answer.held
            self.cosigned.append(answer.held.checkpoint)

    @invariant()
    def the_cosigned_trees_grow_and_are_one_history(self) -> None:
        sizes = [one.size for one in self.cosigned]
        assert sizes == sorted(sizes)
        assert any(
            all(one.root == root_of_hashes(history[: 32 * one.size]) for one in self.cosigned)
            for history in (TRUE, FORGED)
        )


WitnessAgainstALyingLog.TestCase.settings = settings(max_examples=30, stateful_step_count=15)
TestWitnessAgainstALyingLog = WitnessAgainstALyingLog.TestCase
