"""The key file of a witness: one spelling, its owner alone, never written over."""

import stat
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.witness.keys import WitnessKeyRefused, make_key_file, read_key_file
from hattama.core.transparency_log import SignatureType, parse_vkey
from hattama.formats.private_keys import make_private_key
from tests.verification.made_bundle import verify

NAME = "witness.example.org/w1"


def test_a_key_that_was_made_is_read_again_and_signs(tmp_path: Path) -> None:
    path = tmp_path / "deep/witness.key"
    made = make_key_file(path, NAME)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = read_key_file(path)
    assert read == made
    assert read.key.type is SignatureType.ED25519_COSIGNATURE
    assert verify(read.key.public_key, b"message", read.sign(b"message"))


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    assert make_key_file(tmp_path / "a", NAME).seed != make_key_file(tmp_path / "b", NAME).seed


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "witness.key"
    make_key_file(path, NAME)
    path.chmod(mode)
    with pytest.raises(WitnessKeyRefused, match=f"mode {mode:o}"):
        read_key_file(path)


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "күтілгені: 600"), ("ru", "ожидалось: 600"), ("en", "expected: 600")]
)
def test_why_a_witness_cannot_start_is_said_in_the_language_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    key, logs, nonsense = tmp_path / "witness.key", tmp_path / "log.vkey", tmp_path / "policy.txt"
    make_key_file(key, NAME)
    key.chmod(0o644)
    logs.write_bytes(b"")
    nonsense.write_bytes(b"\x01\n")
    state = ["--logs", str(logs), "--state", str(tmp_path / "state"), "--lang", language]
    assert main(["witness", "serve", "--key", str(key), *state]) == 2
    assert words in capsys.readouterr().err
    assert main(["witness", "exchange", "--peers", str(nonsense), *state]) == 2
    said = capsys.readouterr().err
    assert str(nonsense) in said
    assert "policy-has-control-character" in said


GOOD = make_private_key(NAME, bytes(32), SignatureType.ED25519_COSIGNATURE).line()


@pytest.mark.parametrize(
    "line",
    [
        "",
        GOOD.rstrip("\n"),
        GOOD + GOOD,
        GOOD.replace("PRIVATE", "PUBLIC"),
        GOOD.replace("w1", "w2"),
        GOOD.replace("+BA", "+AQ"),
        GOOD[:-5] + "\n",
        "PRIVATE+KEY+\n",
        "\xff",
    ],
)
def test_what_is_no_key_of_a_witness_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "witness.key"
    path.touch(0o600)
    path.write_bytes(line.encode("latin-1"))
    with pytest.raises(WitnessKeyRefused, match="no private key"):
        read_key_file(path)


def test_the_command_prints_the_public_half_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "witness.key"
    assert main(["witness", "keygen", NAME, str(path), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert parse_vkey(told.out.strip()) == read_key_file(path).key
    # Base64 may hold a plus, too, and end with one.
    private = path.read_text().split("+", 4)[-1].strip()
    assert len(private) == 44 and private not in told.out + told.err


def test_a_key_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "witness.key"
    made = make_key_file(path, NAME)
    assert main(["witness", "keygen", NAME, str(path), "--lang", "en"]) == 2
    assert "never written over" in capsys.readouterr().err
    assert read_key_file(path) == made


def test_a_name_with_a_space_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["witness", "keygen", "my witness", str(tmp_path / "key"), "--lang", "ru"]) == 2
    assert "Запустить нельзя" in capsys.readouterr().err
    assert not (tmp_path / "key").exists()
