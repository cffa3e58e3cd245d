"""A log that changes its key: the mirror follows where the old key vouches for the new one, not otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.evidence_files import read_evidence
from hattama.cli.main import main
from hattama.cli.mirror import copying
from hattama.cli.mirror.memory import Memory
from hattama.core.transparency_log import (
    Policy,
    PolicyLog,
    VerifierKey,
    parse_checkpoint,
    parse_vkeys,
    require_proof_of_two_histories,
)
from tests.cli.mirror.sites import FOUNDATION, SIGNER, Site, bundle_of, forged, mirror, night, site
from tests.core.transparency_log.signers import sign_checkpoint
from tests.verification.made_bundle import Body, Files, Signer, verify
from tests.verification.made_log import entry
from tests.verification.made_night import remake

NEW = Signer(5)
KINDS = [body["kind"] for body in night()]
# A cut of totals stays whole.
PLACE = next(at for at, kind in enumerate(KINDS) if kind != "total" and KINDS[at - 1] == "total")
Out = pytest.CaptureFixture[str]


def rotated(bodies: list[Body] | None = None) -> tuple[list[Body], Files]:
    """A log whose key changes after these entries (its first PLACE), with its bundle."""
    bodies = night(PLACE) if bodies is None else bodies
    place = len(bodies)
    bodies.append(entry("key", role="log", vkey=NEW.key.vkey(), replaces=SIGNER.key.vkey()))
    files = remake(FOUNDATION, bodies, NEW)
    both = parse_checkpoint(files["checkpoint"])
    old = sign_checkpoint(both.checkpoint, SIGNER.key, SIGNER.sign)
    files[f"key-changes/{place}"] = both.note.with_signatures(old.note.signatures).encoded()
    files["log.vkey"] = f"{SIGNER.key.vkey()}\n{NEW.key.vkey()}\n".encode()
    files["policy.txt"] = Policy((PolicyLog(NEW.key),)).encoded()
    return bodies, files


BEFORE = bundle_of(night(PLACE))
AFTER = rotated()[1]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "PAUSE_SECONDS", 0)


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Site]:
    """A site that was copied into `tmp_path/copy` before the key changed."""
    with site(BEFORE) as made:
        assert mirror(made, tmp_path / "copy") in (0, 2)
        made.files = Files(AFTER)
        yield made


def keys_of(copy: Path) -> list[str]:
    return list(map(VerifierKey.vkey, Memory(copy).keys()))


def test_a_change_that_the_old_key_signed_is_followed(origin: Site, tmp_path: Path, capsys: Out) -> None:
    assert mirror(origin, tmp_path / "copy", "--no-scans") == 0, capsys.readouterr().out
    assert keys_of(tmp_path / "copy") == [SIGNER.key.vkey(), NEW.key.vkey()]
    assert (tmp_path / f"copy/key-changes/{PLACE}").read_bytes() == AFTER[f"key-changes/{PLACE}"]
    assert main(["verify", str(tmp_path / "copy")]) == 3


@pytest.mark.parametrize("place", [PLACE - 3, PLACE, PLACE + 4])
def test_a_fork_behind_a_new_key_is_proved_by_what_the_old_key_signed(
    origin: Site, tmp_path: Path, capsys: Out, place: int
) -> None:
    """The forged history is longer or shorter than what is held when its key changes."""
    origin.files = rotated(forged(night(place)))[1]
    assert mirror(origin, tmp_path / "copy") == 1
    assert capsys.readouterr().out.startswith("FALSE")
    (kept,) = (tmp_path / "copy/evidence").iterdir()
    evidence, _ = read_evidence(kept)
    require_proof_of_two_histories(evidence, [SIGNER.key], verify)
    assert keys_of(tmp_path / "copy") == [SIGNER.key.vkey()]


def test_a_fork_under_a_strangers_key_accuses_nobody(origin: Site, tmp_path: Path) -> None:
    _, files = rotated(forged(night(PLACE)))
    files[f"key-changes/{PLACE}"] = files["checkpoint"]
    origin.files = files
    assert mirror(origin, tmp_path / "copy") == 1
    assert not (tmp_path / "copy/evidence").exists()


def test_who_brings_only_the_old_key_is_led_to_the_new_one(tmp_path: Path) -> None:
    with site(AFTER) as origin:
        assert mirror(origin, tmp_path / "copy", "--no-scans", "--vkey", SIGNER.key.vkey()) == 0


@pytest.mark.parametrize("change", ["absent", "new key alone", "another tree", "no note"])
def test_a_change_that_the_old_key_did_not_sign_is_refused(
    origin: Site, tmp_path: Path, capsys: Out, change: str
) -> None:
    path = f"key-changes/{PLACE}"
    if change == "absent":
        del origin.files[path]
    elif change == "no note":
        origin.files[path] = b"vouched"
    else:
        stated = AFTER["checkpoint"] if change == "new key alone" else BEFORE["checkpoint"]
        signed = parse_checkpoint(stated)
        if change == "another tree":
            new = sign_checkpoint(signed.checkpoint, NEW.key, NEW.sign)
            stated = signed.note.with_signatures(new.note.signatures).encoded()
        origin.files[path] = stated
    before = keys_of(tmp_path / "copy")
    assert mirror(origin, tmp_path / "copy") == (2 if change == "absent" else 1)
    assert path in capsys.readouterr().out
    assert keys_of(tmp_path / "copy") == before
    assert (tmp_path / "copy/checkpoint").read_bytes() == BEFORE["checkpoint"]
    assert main(["verify", str(tmp_path / "copy")]) in (2, 3)


def test_a_list_of_keys_that_the_log_does_not_name_is_refused(origin: Site, tmp_path: Path) -> None:
    stranger = Signer(6)
    signed = sign_checkpoint(parse_checkpoint(AFTER["checkpoint"]).checkpoint, stranger.key, stranger.sign)
    origin.files["checkpoint"] = signed.encoded()
    origin.files["log.vkey"] += f"{stranger.key.vkey()}\n".encode()
    assert mirror(origin, tmp_path / "copy") == 1
    assert Memory(tmp_path / "copy").keys() == parse_vkeys(BEFORE["log.vkey"])


def test_in_no_moment_of_the_change_does_a_copy_contradict_itself(
    origin: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    durably = copying.replace_durably

    def watched(path: Path, data: bytes) -> None:
        seen.append(main(["verify", str(tmp_path / "copy")]))
        durably(path, data)
        seen.append(main(["verify", str(tmp_path / "copy")]))

    monkeypatch.setattr(copying, "replace_durably", watched)
    assert mirror(origin, tmp_path / "copy", "--no-scans") == 0
    assert set(seen) <= {2, 3}
    assert len(seen) >= 6
