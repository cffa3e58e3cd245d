"""`hattama verify` on an address: what a mirror would fetch is checked, and nothing of it is kept."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.mirror import copying
from hattama.core.transparency_log import (
    Policy,
    PolicyLog,
    Receipt,
    TileName,
    leaf_hashes,
    make_inclusion_proof,
    parse_checkpoint,
    read_bundle,
)
from tests.cli.mirror.sites import SIGNER, Site, bundle_of, forged, night, site
from tests.core.transparency_log.signers import leaf_hash_reader
from tests.verification.made_bundle import Files, Signer

EARLIER = bundle_of(night(30))
FILES = bundle_of(night(closed=True))
Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(copying, "PAUSE_SECONDS", 0)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def origin() -> Iterator[Site]:
    with site(FILES) as made:
        yield made


def verify(origin: Site, *words: object) -> int:
    return main(["verify", origin.url, "--lang", "en", *(str(word) for word in words)])


def test_a_sound_bundle_at_an_address_is_true_and_nothing_of_it_stays(
    origin: Site, temporary: Path, capsys: Out
) -> None:
    assert verify(origin) == 3
    assert capsys.readouterr().out.startswith("TRUE; scans not looked at; key not compared; ")
    assert list(temporary.iterdir()) == []
    assert not [path for path in origin.asked if path.startswith("scans/")]


def test_scans_are_fetched_only_if_they_are_to_be_checked(origin: Site) -> None:
    assert verify(origin, "--scans") == 3
    assert len([path for path in origin.asked if path.startswith("scans/")]) == 2


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "votes.csv", "state/precincts.jsonl", "areas.csv", "manifest.json"]
    + [path for path in FILES if path.startswith(("scans/", "tile/", "explanations/"))],
)
def test_one_bit_flipped_is_false_and_named(origin: Site, capsys: Out, path: str) -> None:
    data = bytearray(FILES[path])
    data[len(data) // 2] ^= 1
    origin.files[path] = bytes(data)
    assert verify(origin, "--scans") == 1
    out = capsys.readouterr().out
    assert out.startswith("FALSE")
    assert path in out


def test_what_is_absent_is_not_called_false(origin: Site, capsys: Out) -> None:
    del origin.files["votes.csv"]
    assert verify(origin) == 2
    assert "votes.csv" in capsys.readouterr().out


def test_a_site_that_does_not_answer_gives_two(origin: Site, capsys: Out, temporary: Path) -> None:
    origin.answer = lambda path: (403, {}, b"")
    assert verify(origin, "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["unchecked"][0]["first"][0]["path"] == "checkpoint"
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("address", ["file:///etc", "ftp://log.example.org", "https://", "http://user:x@h/"])
def test_another_kind_of_address_is_refused(address: str, capsys: Out) -> None:
    assert main(["verify", address, "--lang", "en"]) == 2
    assert "an http:// or https:// address is needed" in capsys.readouterr().err


def test_since_an_earlier_checkpoint(origin: Site, tmp_path: Path, capsys: Out) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(EARLIER["checkpoint"])
    assert verify(origin, "--since", kept) == 3
    kept.write_bytes(bundle_of(forged(night(30)))["checkpoint"])
    capsys.readouterr()
    assert verify(origin, "--since", kept) == 1
    assert "30" in capsys.readouterr().out


def test_by_a_policy_of_the_reader(origin: Site, tmp_path: Path) -> None:
    policy = tmp_path / "mine.txt"
    policy.write_bytes(Policy((PolicyLog(SIGNER.key),)).encoded())
    assert verify(origin, "--policy", policy) == 3
    policy.write_bytes(Policy((PolicyLog(Signer(9).key),)).encoded())
    assert verify(origin, "--policy", policy) == 1


def test_with_a_receipt(origin: Site, tmp_path: Path, capsys: Out) -> None:
    entries = read_bundle(TileName(-1, 0, 30), EARLIER.__getitem__)
    proof = make_inclusion_proof(3, 30, leaf_hash_reader(leaf_hashes(entries)))
    receipt = tmp_path / "mine.tlog-proof"
    receipt.write_bytes(Receipt(3, proof, parse_checkpoint(EARLIER["checkpoint"])).encoded())
    assert verify(origin, "--receipt", receipt) == 3
    other = bundle_of(forged(night(30)))["checkpoint"]
    receipt.write_bytes(Receipt(3, proof, parse_checkpoint(other)).encoded())
    assert verify(origin, "--receipt", receipt) == 1


def test_a_log_that_grows_while_it_is_read_is_not_called_false() -> None:
    steps = [bundle_of(night(size)) for size in range(30, 42)]
    with site(steps[0]) as origin:

        def growing(path: str) -> tuple[int, dict[str, str], bytes]:
            origin.files = steps[min(len(origin.asked) // 5, len(steps) - 1)]
            if path.startswith("tile/") and path not in origin.files:
                origin.files = Files(next(one for one in steps if path in one))
            return origin.behave(path)

        origin.answer = growing
        assert verify(origin) == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "Hattama сайтында ол /bundle/ деп аяқталады"),
        ("ru", "На сайте Hattama он кончается на /bundle/"),
        ("en", "On a site of Hattama it ends in /bundle/"),
    ],
)
def test_an_address_without_a_bundle_is_answered_with_where_bundles_stand(
    tmp_path: Path, capsys: Out, language: str, words: str
) -> None:
    with site(Files()) as empty:
        for call in (["verify", empty.url], ["mirror", empty.url, str(tmp_path / "copy")]):
            assert main([*call, "--json"]) == 2
            assert json.loads(capsys.readouterr().out)["unchecked"][0]["code"] == "file-absent"
            assert main(["--lang", language, *call]) == 2
            assert words in capsys.readouterr().out


def test_where_the_head_is_there_and_another_file_is_not_the_address_is_not_doubted(
    origin: Site, capsys: Out
) -> None:
    del origin.files["log.vkey"]
    assert verify(origin) == 2
    assert "/bundle/, such as" not in capsys.readouterr().out


def test_no_more_is_fetched_than_the_reader_allows(origin: Site, capsys: Out) -> None:
    assert verify(origin, "--most-gb", 0) == 2
    assert "--most-gb" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["verify", "http://x"], ["mirror", "http://x", "copy"]])
def test_less_than_nothing_is_no_bound(command: list[str], capsys: Out) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--lang", "en", "--most-gb", "-3"])
    assert "expected a number from 0 to 1000000, found -3" in capsys.readouterr().err
