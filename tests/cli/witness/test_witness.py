"""The witness: it cosigns growth, refuses forks, remembers before it answers, and keeps evidence."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hattama.cli import evidence_files, whole_files
from hattama.cli.evidence_files import README_FILE, read_evidence
from hattama.cli.witness.witness import Answer, Memory, Witness
from hattama.core.transparency_log import (
    AddCheckpoint,
    Evidence,
    EvidenceKind,
    LogRefusal,
    NoteSignature,
    SignatureType,
    SignedCheckpoint,
    parse_checkpoint,
    parse_signature_lines,
    require_proof_of_two_histories,
    verified_cosignatures,
)
from hattama.formats.private_keys import make_private_key
from tests.cli.witness.logs import FORGED, LOG, TRUE, at, request
from tests.verification.made_bundle import Signer, verify

NOW = datetime.datetime(2026, 3, 15, 22, 0, tzinfo=datetime.UTC)
KEY = make_private_key("witness.example.org/w1", bytes([9]) * 32, SignatureType.ED25519_COSIGNATURE)


class Told(list[tuple[Evidence, Path | None]]):
    """What the witness told its operator."""

    def __call__(self, evidence: Evidence, kept: Path | None) -> None:
        self.append((evidence, kept))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def witness(tmp_path: Path, told: Told) -> Witness:
    logs = tmp_path / "logs"
    logs.write_text(f"{LOG.key.vkey()}\n")
    return Witness(KEY, logs, Memory(tmp_path / "state"), lambda: NOW, told)


def cosigned(answer: Answer, signed: SignedCheckpoint) -> int:
    """The time of the cosignature in an answer, verified as the log's owner would."""
    assert answer.status == 200, answer
    note = signed.note.with_signatures(parse_signature_lines(answer.body))
    (found,) = verified_cosignatures(note, [KEY.key], verify)
    return found.timestamp


def test_growth_is_cosigned_with_the_time(witness: Witness) -> None:
    assert cosigned(witness.add_checkpoint(request(0, 100)), at(100)) == int(NOW.timestamp())
    assert cosigned(witness.add_checkpoint(request(100, 300)), at(300)) == int(NOW.timestamp())


def test_the_same_checkpoint_is_cosigned_again(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    cosigned(witness.add_checkpoint(request(100, 100)), at(100))


def test_another_size_than_the_held_one_is_409_with_that_size(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    answer = witness.add_checkpoint(request(50, 200))
    assert answer == Answer(409, b"100\n", "text/x.tlog.size")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 0\n\nnothing", 400),
        (b"\xff" * 100, 400),
        (AddCheckpoint(9, (), at(5)).encoded(), 400),
        (request(0, 10, log=Signer(2, "log.example.org/stranger")), 404),
        (request(0, 10, log=Signer(2, LOG.key.name)), 403),
    ],
)
def test_what_is_no_request_of_a_known_log_is_refused_and_leaves_no_trace(
    witness: Witness, told: Told, body: bytes, status: int
) -> None:
    assert witness.add_checkpoint(body).status == status
    assert not list(witness.memory.folder.rglob("checkpoint"))
    assert told == []


def test_a_fork_is_refused_and_kept_as_proof_for_anybody(witness: Witness, told: Told) -> None:
    witness.add_checkpoint(request(0, 100))
    assert witness.add_checkpoint(request(100, 100, FORGED)).status == 422
    ((_, kept),) = told
    assert kept is not None
    evidence, keys = read_evidence(kept)
    assert evidence.kind is EvidenceKind.FORK
    require_proof_of_two_histories(evidence, [LOG.key], verify)
    assert keys == (LOG.key,)
    page = (kept / README_FILE).read_text("utf-8")
    for words in (
        "showed different histories",
        "разную историю",
        "әртүрлі тарих",
        "2026-03-15T22:00:00+00:00",
    ):
        assert words in page


def test_history_rewritten_at_a_larger_size_is_refused_and_kept_as_proof(
    witness: Witness, told: Told
) -> None:
    witness.add_checkpoint(request(0, 100))
    assert witness.add_checkpoint(request(100, 200, FORGED)).status == 422
    ((_, kept),) = told
    assert kept is not None
    evidence, _ = read_evidence(kept)
    assert evidence.kind is EvidenceKind.REWRITTEN
    require_proof_of_two_histories(evidence, [LOG.key], verify)
    assert "changed, taken out or put in" in (kept / README_FILE).read_text("utf-8")


def test_after_a_fork_the_true_history_is_still_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    witness.add_checkpoint(request(100, 100, FORGED))
    cosigned(witness.add_checkpoint(request(100, 200)), at(200))


def test_growth_without_proof_is_kept_as_a_question_and_only_so_often(
    witness: Witness, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_files, "MOST_UNPROVEN", 5)
    witness.add_checkpoint(request(0, 100))
    for size in range(101, 107):
        assert witness.add_checkpoint(AddCheckpoint(100, (), at(size)).encoded()).status == 422
    kept = [path for _, path in told if path is not None]
    assert len(set(kept)) == 5
    assert told[-1][1] is None
    assert "no proof yet" in " ".join((kept[0] / README_FILE).read_text("utf-8").split())
    with pytest.raises(LogRefusal):
        require_proof_of_two_histories(read_evidence(kept[0])[0], [LOG.key], verify)


def test_the_same_evidence_is_kept_once(witness: Witness, told: Told) -> None:
    witness.add_checkpoint(request(0, 100))
    for _ in range(3):
        witness.add_checkpoint(request(100, 100, FORGED))
    assert len({kept for _, kept in told}) == 1


def test_a_witness_started_again_goes_on_from_what_it_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    again = Witness(KEY, witness.logs, Memory(witness.memory.folder), witness.clock, witness.tell)
    assert again.add_checkpoint(request(0, 100, FORGED)).status == 409
    cosigned(again.add_checkpoint(request(100, 200)), at(200))


def test_nothing_is_answered_that_could_not_be_remembered(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        witness.add_checkpoint(request(0, 100))
    monkeypatch.undo()
    assert witness.add_checkpoint(request(100, 200)) == Answer(409, b"0\n", "text/x.tlog.size")


def test_a_damaged_memory_is_not_taken_for_an_empty_one(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    witness.memory.path(LOG.key.name).write_bytes(b"")
    with pytest.raises(LogRefusal):
        witness.add_checkpoint(request(0, 100))


def test_of_requests_at_once_only_one_history_is_cosigned(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 100))
    bodies = [request(100, size, hashes) for size in (150, 200) for hashes in (TRUE, FORGED)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(witness.add_checkpoint, bodies * 3))
    signed = {body for body, answer in zip(bodies * 3, answers, strict=True) if answer.status == 200}
    assert signed
    assert signed <= {request(100, 150), request(100, 200)}
    assert {answer.status for answer in answers} <= {200, 409, 422}


def test_the_newest_cosigned_checkpoint_can_be_read_with_both_signatures(witness: Witness) -> None:
    junk = NoteSignature("stranger.example.org", b"\1\2\3\4", b"junk")
    offered = at(100)
    noisy = SignedCheckpoint(offered.checkpoint, offered.note.with_signatures([junk]))
    witness.add_checkpoint(AddCheckpoint(0, (), noisy).encoded())
    path = witness.memory.path(LOG.key.name).relative_to(witness.memory.folder).as_posix()
    served = parse_checkpoint(witness.newest(path).body)
    assert served.checkpoint == offered.checkpoint
    assert [line.name for line in served.note.signatures] == [LOG.key.name, KEY.key.name]
    assert witness.newest("0" * 64 + "/checkpoint").status == 404


def test_a_log_added_to_the_file_is_known_at_once(witness: Witness) -> None:
    other = Signer(3, "log.example.org/other")
    body = request(0, 10, log=other)
    assert witness.add_checkpoint(body).status == 404
    witness.logs.write_text(f"{LOG.key.vkey()}\n{other.key.vkey()}\n")
    cosigned(witness.add_checkpoint(body), at(10, log=other))
