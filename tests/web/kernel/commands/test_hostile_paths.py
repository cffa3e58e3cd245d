"""Every command, given a path that cannot be or a file that is none of its kind, says so in a sentence."""

from pathlib import Path

import pytest

from hattama.cli.main import build_parser
from hattama.web.kernel.accounts.policy import Role
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, PARTY, protocol, publish

pytestmark = pytest.mark.django_db

TABLE = "area_id,contest,figure,total\nP001,party,issued,7\n"
FILES = {
    "missing": None,
    "empty": b"",
    "utf-16 without its mark": TABLE.encode("utf-16-le"),
    "utf-16 cut short": TABLE.encode("utf-16")[:-1],
    "any bytes": bytes(range(256)),
    "too many digits": b"area_id,issued\nP001," + b"9" * 5000 + b"\n",
    "digits of JSON": b'{"a": ' + b"9" * 5000 + b"}",
}
READING = (
    "compare {file} {table}",
    "evidence {file}",
    "forms {file} {out}",
    "mirror {file} {out}",
    "audit {file} --rules kz-2023",
    "forensics {file} --mapping {table}",
    "sample draw {file} --stations 5",
    "sample draw {table} --mapping {file} --stations 5",
    "sample estimate {file} {table}",
    "sample seal {table} --against {file}",
    "forensics {table} --mapping {file}",
    "judge {file}",
    "mapping try {table} --mapping {file}",
    "election diff {file}",
    "outcome {file} --method dhondt --seats 5",
    "outcome {table} --rules {file}",
    "pack {file}",
    "flow {file}",
    "districts {file}",
    "totals {file}",
    "turnout check {file}",
    "verify {file}",
    "witness serve --key {file} --logs {file} --state {out}",
    "election load {file}",
    "accounts import {file} --election tiny",
    "import {table} --mapping {file} --election tiny",
    "readings {table} a b --mapping {file} --election tiny",
    "claims load tiny {table} --mapping {file} --source territorial --stage initial",
    "records load tiny {table} --mapping {file}",
    "turnout load tiny {file}",
    "rebuild tiny --from {file}",
    "restore {file}",
    "scans split {file} {out}",
    "offline accept {file}",
    "observer sign {file} tiny P001 party participants=600",
    "observer take tiny {file}",
    "observation summary {file} {table}",
    "observation table kz/counting {file}",
    "documents check {file}",
    "register check {file}",
    "voters dedupe {file} {out}",
)
WRITING = (
    "export tiny {out}",
    "publish {out} --jobs 1",
    "backup {out}",
    "credentials tiny {out}",
    "witness keygen name {out}",
    "observer keygen name {out}",
)
NO_FILES = {"serve", "demo", "doctor", "log", "store", "notify", "signer", "privacy", "findings"}
"""Commands whose arguments name no file: addresses, elections, numbers; `signer` has its own tests."""


def impossible(folder: Path) -> dict[str, Path]:
    """Paths at which nobody can put anything, and why in the words of a sentence."""
    (folder / "in-the-way").write_text("a file")
    return {
        "a file stands where a folder is needed": folder / "in-the-way" / "below.pdf",
        "the name is too long": folder / ("n" * 300 + ".pdf"),
    }


def test_every_command_is_tried_here() -> None:
    parser = build_parser("en")
    (subparsers,) = (action for action in parser._actions if action.dest == "command")
    tried = {words.split()[0] for words in (*READING, *WRITING)}
    assert set(subparsers.choices or ()) == tried | NO_FILES


@pytest.mark.parametrize("words", READING, ids=lambda words: words.partition(" {")[0])
def test_a_file_that_is_none_of_its_kind_is_refused_in_a_sentence(tiny, run, tmp_path, words):
    (tmp_path / "table.csv").write_text(TABLE)
    places = {"{table}": tmp_path / "table.csv", "{out}": tmp_path / "out"}
    hostile = [tmp_path / f"{name}.csv" for name in FILES] + [tmp_path, *impossible(tmp_path).values()]
    for name, data in FILES.items():
        if data is not None:
            (tmp_path / f"{name}.csv").write_bytes(data)
    for path in hostile:
        ran = run(*({**places, "{file}": path}.get(word, word) for word in words.split()))
        assert ran.code in (1, 2), path.name
        assert "Traceback" not in ran.told and (ran.told + ran.out).strip(), path.name


@pytest.mark.parametrize("words", WRITING, ids=lambda words: words.partition(" {")[0])
def test_a_place_where_nothing_can_be_put_is_named_in_a_sentence(tiny, run, tmp_path, words):
    publish(protocol("P001"))
    person(Role.TYPIST, "P001")
    for sentence, place in impossible(tmp_path).items():
        ran = run(*(place if word == "{out}" else word for word in words.split()))
        assert ran.code == 2 and sentence in ran.told, ran.told
        assert str(tmp_path) in ran.told, "the place is named"


@pytest.mark.parametrize("verb", ["publish", f"export {ELECTION_ID}"])
@pytest.mark.parametrize(
    ("lang", "sentence"), [("kk", "файл тұр"), ("ru", "стоит файл"), ("en", "a file stands")]
)
def test_a_site_or_a_bundle_is_not_written_into_a_file(tiny, run, tmp_path, verb, lang, sentence):
    place = tmp_path / "a-file"
    place.write_text("a letter")
    ran = run("--lang", lang, *verb.split(), place)
    assert (ran.code, place.read_text()) == (2, "a letter")
    assert str(place) in ran.told and sentence in ran.told


def test_a_day_beyond_all_calendars_is_a_fault_with_file_row_and_field(tiny, run, tmp_path):
    data = bytes(tiny.definition).decode().replace(f"date = {tiny.polling_on}", "date = 9999-12-31")
    (tmp_path / "election.toml").write_text(data)
    for name, content in (("areas.csv", b"x"), ("rulepack.toml", bytes(tiny.rule_pack))):
        (tmp_path / name).write_bytes(content)
    ran = run("election", "load", tmp_path)
    assert ran.code == 2
    assert "election.toml, row" in ran.told and "date" in ran.told and "9999-12-31" in ran.told


def test_a_moment_beyond_all_clocks_is_a_fault_with_file_row_and_field(tiny, run, tmp_path):
    (tmp_path / "turnout.csv").write_text(
        f"area,contest,notion,time,voters\nP001,{PARTY},ballots_issued,9999-12-31T23:59-14:00,5\n"
    )
    ran = run("turnout", "check", tmp_path / "turnout.csv")
    assert ran.code in (1, 2)
    assert "turnout.csv, row 2, time" in ran.told and "Traceback" not in ran.told
