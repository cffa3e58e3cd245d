"""`hattama verify` on a folder: verdict, exit code, languages, JSON."""

import json
import os
import sys
from pathlib import Path

import pytest

from hattama.cli import verify
from hattama.cli.main import main
from hattama.core.transparency_log import Policy, PolicyLog
from hattama.verification.trouble_kinds import FILE_UNREADABLE
from tests.verification.made_bundle import Files, Signer
from tests.verification.made_night import eventful_bundle

_, BODIES, FILES = eventful_bundle()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return FILES.write_to(tmp_path / "bundle")


@pytest.fixture
def policy(tmp_path: Path) -> str:
    """A reader's own policy, which asks for no witnesses."""
    path = tmp_path / "mine.txt"
    path.write_bytes(Policy((PolicyLog(Signer().key),)).encoded())
    return str(path)


PLACE = f"(log.example.org/made, entries: {len(BODIES)})."


def test_a_sound_bundle_of_which_everything_was_checked_gives_zero_and_one_line(
    bundle: Path, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for strict in ([], ["--strict"]):
        assert main(["verify", str(bundle), "--scans", "--policy", policy, "--lang", "en", *strict]) == 0
        said = capsys.readouterr().out
        assert said == f"TRUE: every published number follows from the entries of the log {PLACE}\n"


def test_what_was_not_looked_at_stands_in_the_verdict_and_has_an_exit_code_of_its_own(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / "notes.txt").write_text("left here")
    (bundle / "scans/zz").mkdir()
    (bundle / "scans/zz/strange").write_text("left here")
    verdict = f"TRUE; scans not looked at; key not compared; not witnessed (0/0); unknown files: 2 {PLACE}"
    assert main(["verify", str(bundle), "--lang", "en"]) == 3
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == verdict
    assert [line.split(":")[0].strip() for line in rest if "no part of" in line] == [
        "notes.txt",
        "scans/zz/strange",
    ]
    assert main(["verify", str(bundle), "--lang", "en", "--strict"]) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == f"FALSE by --strict, since not everything was checked. Without it: {verdict}"


def test_programs_read_of_what_was_not_looked_at_and_of_each_unknown_file(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / "notes.txt").write_text("left here")
    assert main(["verify", str(bundle), "--scans", "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "qualified" and told["strict"] is False
    found = {kind["code"]: [one["path"] for one in kind["first"]] for kind in told["qualifies"]}
    assert found["unknown-file"] == ["notes.txt"]
    assert main(["verify", str(bundle), "--scans", "--json", "--strict"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "false"


@pytest.mark.parametrize(("language", "word"), [("kk", "ДҰРЫС ЕМЕС"), ("ru", "НЕВЕРНО"), ("en", "FALSE")])
def test_a_lie_gives_one_and_says_where(
    bundle: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    table = bundle / "votes.csv"
    table.write_bytes(table.read_bytes().replace(b",a,votes,", b",b,votes,", 1))
    assert main(["verify", str(bundle), "--lang", language]) == 1
    out = capsys.readouterr().out
    assert out.startswith(word)
    assert "votes.csv" in out


def test_an_absent_file_gives_two(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle / "manifest.json").unlink()
    assert main(["verify", str(bundle), "--lang", "en"]) == 2
    assert capsys.readouterr().out.startswith("NOT CHECKED")


def test_an_absent_folder_gives_two_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "nowhere"), "--lang", "en"]) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_whoever_asks_of_a_receipt_alone_is_told_how_it_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = tmp_path / "7.tlog-proof"
    receipt.write_text("c2sp.org/tlog-proof@v1\n")
    assert main(["verify", str(receipt), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "--receipt" in told and "no such folder" not in told


def test_json_says_the_same_to_programs(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle / "state/areas.jsonl").write_bytes(b"{}\n")
    assert main(["verify", str(bundle), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "false"
    assert told["tree_size"] == len(BODIES)
    assert [kind["code"] for kind in told["false"]] == ["document-differs"]
    assert told["false"][0]["first"][0]["path"] == "state/areas.jsonl"
    assert told["totals"]["contest0"]["expected"] == 10


def test_a_policy_of_the_reader_confirms_the_key(
    bundle: Path, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle), "--policy", policy, "--lang", "en"]) == 3
    assert capsys.readouterr().out.startswith(f"TRUE; scans not looked at {PLACE}\n")


def test_authorities_may_be_named_where_no_library_reads_certificates(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "root.pem").write_text("certificates")
    monkeypatch.setitem(sys.modules, "cryptography.x509", None)
    assert main(["verify", str(bundle), "--stamp-authorities", str(tmp_path / "root.pem")]) == 3


@pytest.mark.parametrize("option", ["--policy", "--since", "--receipt"])
def test_a_file_that_cannot_be_read_gives_two(
    bundle: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(["verify", str(bundle), option, str(bundle / "nothing"), "--lang", "en"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_policy_that_is_none_gives_two(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(bundle), "--policy", str(bundle / "areas.csv"), "--lang", "en"]) == 2
    assert "no policy" in capsys.readouterr().err


def test_without_any_library_all_is_checked(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cryptography.exceptions", "asn1crypto"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["verify", str(bundle), "--scans"]) == 3
    signed = bundle / "checkpoint"
    signed.write_bytes(signed.read_bytes().replace(b"\n\n", b" \n\n"))
    assert main(["verify", str(bundle), "--scans"]) == 1


def test_two_processes_find_what_one_finds(
    bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "LEAST_ENTRIES", 1)
    table = bundle / "protocols.csv"
    table.write_bytes(table.read_bytes().replace(b"typed", b"wrong", 3))
    assert main(["verify", str(bundle), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {kind["code"] for kind in told["false"]} == {"table-differs", "document-differs"}


def test_a_link_out_of_the_folder_is_not_followed(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = bundle / "totals.csv"
    elsewhere = bundle.parent / "elsewhere.csv"
    path.rename(elsewhere)
    os.symlink(elsewhere, path)
    assert main(["verify", str(bundle), "--lang", "en"]) == 2
    assert "totals.csv: the file could not be read" in capsys.readouterr().out


def test_a_pipe_in_the_folder_is_not_waited_for(bundle: Path) -> None:
    (bundle / "totals.csv").unlink()
    os.mkfifo(bundle / "totals.csv")
    assert main(["verify", str(bundle)]) == 2


def test_what_a_file_holds_cannot_write_over_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = Files(FILES | {"votes.csv": FILES["votes.csv"].replace(b"P000001", b"\x1b[2J\x07", 1)})
    assert main(["verify", str(files.write_to(tmp_path / "b"))]) == 1
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "place"),
    [
        ("kk", "votes.csv, 4-жазба, 5-жол: "),
        ("ru", "votes.csv, запись 4, строка 5: "),
        ("en", "votes.csv, entry 4, row 5: "),
    ],
)
def test_a_place_is_named_as_everywhere_else(language: str, place: str) -> None:
    assert FILE_UNREADABLE.at("votes.csv", entry=4, row=5).say(language).startswith(place)
