"""`checkpoint-cosigned`: the newest checkpoint that meets the policy, held against log, keys and policy."""

from collections.abc import Sequence

import pytest

from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    NoteSignature,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyWitness,
    SignatureType,
    SignedCheckpoint,
    VerifierKey,
    canonical_bytes,
    cosign,
    grow,
    parse_checkpoint,
)
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.reports import Report, Verdict
from hattama.verification.troubles import Weight
from hattama.verification.trust import Trust
from tests.core.transparency_log.signers import sign_checkpoint
from tests.verification.made_bundle import Files, Signer, log_files, verify
from tests.verification.made_night import codes, eventful_bundle

_, BODIES, FILES = eventful_bundle()
LOG = Signer()
FULL = parse_checkpoint(FILES["checkpoint"])
EARLIER = 20


def witness(seed: int) -> tuple[Signer, VerifierKey]:
    signer = Signer(seed, f"witness{seed}.example.org/w")
    return signer, VerifierKey(signer.key.name, SignatureType.ED25519_COSIGNATURE, signer.key.public_key)


WITNESSES = [witness(seed) for seed in (21, 22, 23)]
POLICY = Policy(
    (PolicyLog(LOG.key),),
    tuple(PolicyWitness(f"w{number}", key) for number, (_, key) in enumerate(WITNESSES)),
    (PolicyGroup("quorum", 2, ("w0", "w1", "w2")),),
    "quorum",
)


def at(size: int, signer: Signer = LOG, *, last: bytes | None = None) -> SignedCheckpoint:
    """The signed checkpoint of the first entries; `last` may stand in place of the last of them."""
    entries = [canonical_bytes(body) for body in BODIES[:size]]
    if last is not None:
        entries[-1] = last
    return sign_checkpoint(
        Checkpoint(LOG.key.name, size, grow(LogEdge(), entries).root), signer.key, signer.sign
    )


def cosigned(signed: SignedCheckpoint, *by: int, time: int = 1_788_115_200) -> bytes:
    """The note with cosignatures of these witnesses."""
    lines: Sequence[NoteSignature] = [
        cosign(signed.note.text, time, key, signer.sign) for signer, key in (WITNESSES[one] for one in by)
    ]
    return signed.note.with_signatures(lines).encoded()


def check(checkpoint: bytes, kept: bytes | None, *, brings_policy: bool = False) -> Report:
    files = Files(FILES | {"checkpoint": checkpoint, "policy.txt": POLICY.encoded()})
    if kept is not None:
        files["checkpoint-cosigned"] = kept
    trust = Trust(POLICY if brings_policy else None)
    return check_bundle(files, verify, Asked(trust))


def test_an_older_checkpoint_that_meets_the_policy_is_true_and_said_to_be_older() -> None:
    report = check(FULL.encoded(), cosigned(at(EARLIER), 0, 1))
    assert report.verdict is Verdict.QUALIFIED
    (note,) = (trouble for trouble in report.troubles if trouble.kind.code == "not-witnessed")
    assert note.expected == str(EARLIER)


def test_the_newest_checkpoint_that_meets_the_policy_leaves_nothing_to_say() -> None:
    report = check(cosigned(FULL, 0, 1), cosigned(FULL, 0, 1), brings_policy=True)
    assert report.verdict is Verdict.QUALIFIED
    assert codes(report.troubles) == set()
    assert report.judgement is not None
    assert set(report.judgement.witnessed_at) == {"w0", "w1"}


def test_a_reader_with_a_policy_hears_up_to_where_it_is_met() -> None:
    report = check(FULL.encoded(), cosigned(at(EARLIER), 1, 2), brings_policy=True)
    assert report.verdict is Verdict.UNCHECKED
    assert codes(report.troubles) == {"witnessed-partly"}
    (trouble,) = (one for one in report.troubles if one.kind.weight is Weight.UNCHECKED)
    assert (trouble.path, trouble.found) == ("checkpoint-cosigned", str(EARLIER))


def test_without_it_a_quorum_that_is_not_met_is_false_for_a_reader_with_a_policy() -> None:
    assert codes(check(FULL.encoded(), None, brings_policy=True).troubles) == {"quorum-not-met"}
    assert check(FULL.encoded(), None).verdict is Verdict.QUALIFIED


RECORDED = 1_788_102_000
"""When all entries say that they were recorded."""


@pytest.mark.parametrize(("early", "is_found"), [(0, False), (300, False), (301, True)])
@pytest.mark.parametrize("brings_policy", [False, True])
def test_no_entry_is_recorded_after_its_witnesses_signed_for_it(
    early: int, is_found: bool, brings_policy: bool
) -> None:
    newest = cosigned(FULL, 0, 1, time=RECORDED - early)
    report = check(newest, newest, brings_policy=brings_policy)
    assert ("time-after-witnesses" in codes(report.troubles)) is is_found
    older = check(FULL.encoded(), cosigned(at(EARLIER), 0, 1, time=RECORDED - early))
    assert {one.entry for one in older.troubles if one.kind.code == "time-after-witnesses"} == (
        {EARLIER - 1} if is_found else set()
    )


def test_a_witness_whose_clock_is_slow_makes_no_log_false() -> None:
    signed = cosigned(FULL, 0, time=RECORDED - 9000)
    later = cosigned(parse_checkpoint(signed), 1, time=RECORDED)
    assert "time-after-witnesses" not in codes(check(later, later).troubles)


LIES = {
    "one witness of two": (cosigned(at(EARLIER), 0), "cosigned-refused"),
    "nobody": (at(EARLIER).encoded(), "cosigned-refused"),
    "one witness twice": (cosigned(at(EARLIER), 0, 0), "cosigned-refused"),
    "another history": (cosigned(at(EARLIER, last=b"{}"), 0, 1), "history-rewritten"),
    "another size": (cosigned(at(EARLIER), 0, 1).replace(b"\n20\n", b"\n21\n"), "cosigned-refused"),
    "a strange key": (cosigned(at(EARLIER, Signer(9)), 0, 1), "cosigned-refused"),
    "no note": (b"nothing", "cosigned-refused"),
    "nothing": (b"", "cosigned-refused"),
}


@pytest.mark.parametrize(("kept", "code"), LIES.values(), ids=LIES.keys())
@pytest.mark.parametrize("brings_policy", [False, True])
def test_a_cosigned_checkpoint_that_is_not_one_is_false(kept: bytes, code: str, brings_policy: bool) -> None:
    report = check(cosigned(FULL, 0, 1), kept, brings_policy=brings_policy)
    assert report.verdict is Verdict.FALSE
    assert code in codes(report.troubles)


def test_one_that_is_larger_than_the_log_is_not_called_false() -> None:
    log = log_files([canonical_bytes(body) for body in BODIES[:EARLIER]], LOG)
    beside = {"policy.txt": POLICY.encoded(), "checkpoint-cosigned": cosigned(FULL, 0, 1)}
    report = check_bundle(Files(FILES | log | beside), verify)
    assert "kept-is-newer" in codes(report.troubles)
    assert "cosigned-refused" not in codes(report.troubles)


@pytest.mark.parametrize("place", range(0, 420, 7))
def test_no_byte_of_it_can_be_changed(place: int) -> None:
    data = bytearray(cosigned(at(EARLIER), 0, 1))
    if place >= len(data):
        place = len(data) - 1
    data[place] ^= 1
    report = check(cosigned(FULL, 0, 1), bytes(data), brings_policy=True)
    assert report.verdict is Verdict.FALSE
