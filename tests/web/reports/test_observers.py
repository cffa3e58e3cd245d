"""Observers enrol keys and sign what copies show; nothing unsigned, revoked or of elsewhere comes in."""

import json
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.tables import PublishedTotal
from tests.web.tiny_election import ELECTION_ID, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(tmp_path: Path, capsys) -> tuple[Path, str]:
    """The file of an observer's key, and the public key."""
    return make_key(tmp_path / "key", capsys)


def make_key(path: Path, capsys) -> tuple[Path, str]:
    assert main(["observer", "keygen", "observer-17", str(path)]) == 0
    return path, capsys.readouterr().out.strip()


def sign(path: Path, capsys, *words: str, area: str = "P001") -> Path:
    told = ["observer", "sign", str(path), ELECTION_ID, area, "party", *words]
    assert main([*told, "--lang", "en"]) == 0
    note = path.with_name("note")
    note.write_text(capsys.readouterr().out)
    return note


def enrol(run, vkey: str, within: str = "D11", organisation: str = "Made for a test"):
    return run(
        *("observer", "enrol", ELECTION_ID, vkey, within),
        *("--organisation", organisation, "--name", "Әлия Үлгі"),
    )


def verdict(capsys) -> list[str]:
    refresh_bundle(ELECTION_ID)
    capsys.readouterr()
    main(["verify", str(public_store(ELECTION_ID).folder), "--json", "--lang", "en"])
    return [one["code"] for one in json.loads(capsys.readouterr().out)["false"]]


def bodies(kind: str) -> list[dict]:
    return [json.loads(bytes(one.body)) for one in LogEntry.objects.filter(kind=kind).order_by("index")]


def test_a_signed_copy_stands_in_the_log_changes_no_sum_and_is_true(run, tiny, key, capsys) -> None:
    path, vkey = key
    publish(protocol("P001"))
    before = list(PublishedTotal.objects.order_by("pk").values())
    assert enrol(run, vkey).code == 0
    note = sign(path, capsys, "participants=600", "votes[dala]=370")
    assert run("observer", "take", ELECTION_ID, note).code == 0
    (enrolled,) = bodies("observer_key")
    assert (enrolled["vkey"], enrolled["within"]) == (vkey, "D11")
    assert "Әлия" not in json.dumps(enrolled, ensure_ascii=False)
    assert Act.objects.get(kind="observer_key").private["name"] == "Әлия Үлгі"
    (copy,) = bodies("observer_copy")
    assert copy["note"] == note.read_text()
    assert list(PublishedTotal.objects.order_by("pk").values()) == before
    assert verdict(capsys) == []


def test_what_no_enrolled_key_signed_for_this_place_is_refused(run, tiny, key, tmp_path, capsys) -> None:
    path, vkey = key
    note = sign(path, capsys, "participants=600")
    assert "enrolled key signed" in run("observer", "take", ELECTION_ID, note).told
    enrol(run, vkey)
    elsewhere = sign(path, capsys, "participants=600", area="P201")
    assert "not enrolled for it" in run("observer", "take", ELECTION_ID, elsewhere).told
    changed = sign(path, capsys, "participants=600")
    changed.write_text(changed.read_text().replace("600", "601"))
    assert "enrolled key signed" in run("observer", "take", ELECTION_ID, changed).told
    changed.write_bytes(b"\xff nonsense")
    assert "enrolled key signed" in run("observer", "take", ELECTION_ID, changed).told
    assert "no such area" in enrol(run, make_key(tmp_path / "other", capsys)[1], "NOWHERE").told
    assert bodies("observer_copy") == []


@pytest.mark.parametrize("figures", [["x=1", "LINE=abc"], ["x=1", "LINE=-1"], ["LINE=1", "LINE=2"], ["LINE"]])
def test_a_figure_that_is_none_or_named_twice_is_not_signed_and_named(figures, key, capsys) -> None:
    told = ["observer", "sign", str(key[0]), ELECTION_ID, "P001", "party", *figures]
    for language, words in (("en", "each line once"), ("ru", "один раз"), ("kk", "бір рет")):
        assert main([*told, "--lang", language]) == 2
        said = capsys.readouterr()
        assert figures[-1] in said.err and words in said.err and not said.out
    assert main([*told[:4], "../x", "party", "--lang", "en"]) == 2
    assert "not of its form" in capsys.readouterr().err


def test_a_revoked_key_signs_nothing_more_and_never_comes_back(run, tiny, key, capsys) -> None:
    path, vkey = key
    enrol(run, vkey)
    note = sign(path, capsys, "participants=600")
    assert run("observer", "take", ELECTION_ID, note).code == 0
    assert run("observer", "revoke", ELECTION_ID, vkey).code == 0
    assert "enrolled key signed" in run("observer", "take", ELECTION_ID, note).told
    assert "was revoked" in enrol(run, vkey).told
    assert "not enrolled" in run("observer", "revoke", ELECTION_ID, vkey).told
    assert [body["change"] for body in bodies("observer_key")] == ["enrolled", "revoked"]
    assert verdict(capsys) == []
