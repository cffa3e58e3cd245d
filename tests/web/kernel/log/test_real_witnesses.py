"""End to end: our log, two witnesses as organisations run them, a policy of two of two, `verify --policy`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.evidence_files import read_evidence
from hattama.cli.main import main
from hattama.core.transparency_log import (
    AddCheckpoint,
    Checkpoint,
    LogEdge,
    SignedCheckpoint,
    grow,
    parse_vkeys,
    require_proof_of_two_histories,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.log.bundle_store import COSIGNED, public_store
from hattama.web.kernel.log.gather_cosignatures import gather_cosignatures
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.signing_keys import KeyFile
from tests.cli.witness.running import Running
from tests.core.transparency_log.signers import sign_checkpoint
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def witnesses(tiny, settings, tmp_path) -> Iterator[list[Running]]:
    keys = parse_vkeys(public_store(ELECTION_ID).read("log.vkey"))
    made = []
    told = "quorum = 2\n"
    for name in ("uni", "press"):
        (tmp_path / name).mkdir()
        one = Running(tmp_path / name, keys, f"{name}.example.org/w")
        made.append(one)
        told += f'[[witness]]\nname = "{name}"\nvkey = "{one.key.vkey()}"\nurl = "{one.url}"\n'
    (settings.DATA_DIR / "witnesses.toml").write_text(told)
    yield made
    for one in made:
        one.kill()


def ask() -> dict[str, str]:
    return {report.name: report.trouble for report in gather_cosignatures(ELECTION_ID, now=NIGHT)}


def verify(policy: Path, capsys) -> tuple[int, dict]:
    """Exit code and JSON of `verify --policy`, with a policy that the reader kept."""
    capsys.readouterr()
    code = main(["verify", str(public_store(ELECTION_ID).folder), "--policy", str(policy), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_two_of_two_witnesses_make_a_log_witnessed_and_one_does_not(witnesses, tmp_path, capsys):
    publish(protocol("P001"))
    assert ask() == {"uni": "", "press": ""}
    refresh_bundle(ELECTION_ID, whole=True)
    policy = tmp_path / "policy.txt"
    policy.write_bytes(public_store(ELECTION_ID).read("policy.txt"))
    code, told = verify(policy, capsys)
    assert (code, told["verdict"], set(told["witnessed_at"])) == (3, "qualified", {"uni", "press"})

    witnesses[0].stop()
    publish(protocol("P002"))
    assert ask()["press"] == ""
    refresh_bundle(ELECTION_ID, whole=True)
    code, told = verify(policy, capsys)
    assert (code, set(told["witnessed_at"])) == (2, {"press"})
    assert [kind["code"] for kind in told["unchecked"]] == ["witnessed-partly"]
    assert public_store(ELECTION_ID).checkpoint(COSIGNED).checkpoint.size == 4

    witnesses[0].start()
    assert ask() == {"uni": "", "press": ""}
    code, told = verify(policy, capsys)
    assert (code, set(told["witnessed_at"])) == (3, {"uni", "press"})


def forked(settings) -> SignedCheckpoint:
    """What the holder of the log's key could sign: as many entries, others."""
    (private,) = KeyFile(settings.DATA_DIR / "keys" / f"{ELECTION_ID}.key").read()
    size = public_store(ELECTION_ID).size()
    root = grow(LogEdge(), [b"another history"] * size).root
    return sign_checkpoint(Checkpoint(private.key.name, size, root), private.key, private.sign)


def test_both_witnesses_refuse_a_fork_signed_with_the_logs_own_key_and_keep_the_proof(
    witnesses, settings, tmp_path
):
    publish(protocol("P001"))
    ask()
    fork = forked(settings)
    body = AddCheckpoint(fork.checkpoint.size, (), fork).encoded()
    for one in witnesses:
        assert one.ask("POST", "/add-checkpoint", body)[0] == 422
        (place,) = (one.folder / "state/evidence").iterdir()
        evidence, keys = read_evidence(place)
        require_proof_of_two_histories(evidence, keys, verify_ed25519)
        assert main(["evidence", str(place)]) == 0
    assert public_store(ELECTION_ID).checkpoint().checkpoint.root != fork.checkpoint.root
