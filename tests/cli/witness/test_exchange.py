"""Witnesses compare what they cosigned: one history is one history, and a difference is kept and shown."""

import datetime
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from hattama.cli.evidence_files import README_FILE, read_evidence
from hattama.cli.main import main
from hattama.cli.witness.witness import Memory, Witness
from hattama.core.transparency_log import (
    EvidenceKind,
    Policy,
    PolicyLog,
    PolicyWitness,
    SignatureType,
    monitoring_path,
    require_proof_of_two_histories,
)
from hattama.formats.private_keys import make_private_key
from tests.cli.mirror.sites import Site, site
from tests.cli.witness.logs import FORGED, LOG, at, request
from tests.verification.made_bundle import Files, log_files, verify

NOW = datetime.datetime(2026, 3, 15, 22, 0, tzinfo=datetime.UTC)
OWN, PEER = (
    make_private_key(
        f"witness.example.org/w{number}", bytes([number]) * 32, SignatureType.ED25519_COSIGNATURE
    )
    for number in (1, 2)
)
HELD = monitoring_path(LOG.key.name)
ENTRIES = [b"entry %d" % number for number in range(2_000)]
Out = pytest.CaptureFixture[str]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """A witness that holds the true history at 300 entries."""
    (tmp_path / "logs").write_text(f"{LOG.key.vkey()}\n")
    made = Witness(OWN, tmp_path / "logs", Memory(tmp_path / "state"), lambda: NOW, lambda *_: None)
    assert made.add_checkpoint(request(0, 300)).status == 200
    return made


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Site]:
    """Another witness, and at `log/` below it the log with its tiles."""
    tiles = {
        f"log/{path}": data
        for size in (250, 300, 400)
        for path, data in log_files(ENTRIES[:size], LOG).items()
    }
    with site(Files(tiles)) as made:
        witnesses = (PolicyWitness("other", PEER.key, made.url),)
        logs = (PolicyLog(LOG.key, f"{made.url}log"),)
        (tmp_path / "policy.txt").write_bytes(Policy(logs, witnesses, (), "other").encoded())
        yield made


def exchange(folder: Path) -> int:
    files = ("--logs", folder / "logs", "--state", folder / "state", "--peers", folder / "policy.txt")
    return main(["witness", "exchange", *map(str, files), "--lang", "en"])


@pytest.mark.parametrize("size", [250, 300, 400])
def test_one_history_of_any_two_sizes_agrees(
    witness: Witness, peer: Site, tmp_path: Path, capsys: Out, size: int
) -> None:
    peer.files[HELD] = at(size).encoded()
    assert exchange(tmp_path) == 0
    assert f"one history. Entries cosigned by other: {size}; by us: 300." in capsys.readouterr().out
    assert not (tmp_path / "state/evidence").exists()


@pytest.mark.parametrize(
    ("size", "kind"),
    [(300, EvidenceKind.FORK), (250, EvidenceKind.REWRITTEN), (256, EvidenceKind.REWRITTEN)],
    ids=["same size", "smaller", "a power of two"],
)
def test_another_history_is_proved_and_served_to_anybody(
    witness: Witness, peer: Site, tmp_path: Path, size: int, kind: EvidenceKind
) -> None:
    peer.files[HELD] = at(size, FORGED).encoded()
    assert exchange(tmp_path) == 1
    origin = sha256(LOG.key.name.encode()).hexdigest()
    name = witness.evidence_of(origin).body.decode().removesuffix("\n")
    evidence, _ = read_evidence(tmp_path / "state/evidence" / name)
    assert evidence.kind is kind
    require_proof_of_two_histories(evidence, [LOG.key], verify)
    assert witness.evidence_file(origin, name, README_FILE).status == 200
    for strange in (
        ("0" * 64, name, README_FILE),
        (origin, name, "../../checkpoint"),
        (origin, "x", README_FILE),
    ):
        assert witness.evidence_file(*strange).status == 404


def test_a_larger_history_that_the_log_shows_to_nobody_is_a_question(
    witness: Witness, peer: Site, tmp_path: Path
) -> None:
    peer.files[HELD] = at(400, FORGED).encoded()
    assert exchange(tmp_path) == 1
    (kept,) = (tmp_path / "state/evidence").iterdir()
    assert read_evidence(kept)[0].kind is EvidenceKind.UNPROVEN_GROWTH


def test_whoever_is_silent_or_talks_nonsense_is_named_and_accuses_nobody(
    witness: Witness, peer: Site, tmp_path: Path, capsys: Out
) -> None:
    assert exchange(tmp_path) == 0
    assert "has cosigned nothing yet" in capsys.readouterr().out
    for answer in (b"nonsense", at(300, FORGED, type(LOG)(8, LOG.key.name)).encoded()):
        peer.files[HELD] = answer
        assert exchange(tmp_path) == 2
    peer.files[HELD] = at(400).encoded()
    peer.files = Files({HELD: peer.files[HELD]})
    assert exchange(tmp_path) == 2, "no tiles lead there"
    peer.close()
    assert exchange(tmp_path) == 2
    assert not (tmp_path / "state/evidence").exists()
