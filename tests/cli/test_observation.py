"""`hattama observation`: submissions in any shape come to the same sentences; a table is read as written."""

import csv
import io
import json
from importlib.resources import files

import pytest

from hattama.cli.main import main

XFORM = """<data xmlns:jr="http://openrosa.org/javarosa" id="kz-counting" version="2023-1" phase="counting">
<start>2023-03-19T20:05:00+06:00</start><end>2023-03-19T23:40:00+06:00</end><station>P001</station>
<cv04>no</cv04><cv00>bad</cv00><remarks>=1+1</remarks><meta><instanceID>uuid:1</instanceID></meta></data>"""
SECOND = {
    "form_id": "kz-counting",
    "version": "2022-9",
    "instance_id": "uuid:2",
    "observer": "o2",
    "organisation": "ngo",
    "station": "P002",
    "cv04": "yes",
    "cv00": "very_good",
    "cv05": "not_observed",
}


@pytest.fixture
def sent_files(tmp_path):
    (tmp_path / "one.xml").write_text(XFORM, "utf-8")
    (tmp_path / "two.json").write_text(json.dumps([SECOND]), "utf-8")
    return [str(tmp_path / "one.xml"), str(tmp_path / "two.json")]


def run(capsys, *words, code=0):
    assert main(["observation", *words, "--lang", "en"]) == code
    out, err = capsys.readouterr()
    return err if code else out


def test_a_filled_form_and_a_list_come_to_sentences(sent_files, capsys):
    said = run(capsys, "summary", "kz/counting", *sent_files).splitlines()
    assert said[0] == "Count of votes"
    assert "In 1 of 2 counts observed (50 %), the voter's choice was not announced for each ballot." in said
    assert "The overall assessment was very good or good in 1 of 2 counts observed (50 %)" in str(said)


def test_what_programs_read_has_the_base_of_each_question_and_its_norms(sent_files, capsys):
    told = json.loads(run(capsys, "summary", "kz/counting", *sent_files, "--format", "json"))
    (choice,) = (one for one in told["questions"] if one["code"] == "CV04")
    assert (choice["found"], choice["base"], choice["norms"]) == (1, 2, ["kz-elections/43(1)/p4"])
    (before,) = (one for one in told["questions"] if one["code"] == "CV05")
    assert (before["base"], before["not_observed"], before["unanswered"]) == (0, 1, 1)
    assert set(told["paragraphs"]) == {"kk", "ru", "en"}


@pytest.mark.parametrize("where", ["cv00", "cv99=bad", "=bad", "cv00="])
def test_a_condition_of_no_question_or_answer_is_refused(sent_files, capsys, where):
    said = run(capsys, "table", "kz/counting", *sent_files, "--where", where, code=2)
    assert said.startswith("--where ") and "expected QUESTION=ANSWER" in said


def test_a_table_that_was_written_is_read_back_and_runs_in_no_spreadsheet(sent_files, tmp_path, capsys):
    table = run(capsys, "table", "kz/counting", *sent_files)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["instance_id"] for row in rows] == ["uuid:1", "uuid:2"]
    assert (rows[0]["began_at"], rows[0]["remarks"]) == ("2023-03-19T20:05:00+06:00", "'=1+1")
    again = tmp_path / "again.csv"
    again.write_text(table, "utf-8")
    assert run(capsys, "table", "kz/counting", str(again)) == table
    # The same submission by two ways counts once.
    assert run(capsys, "table", "kz/counting", str(again), sent_files[1]) == table
    only = list(
        csv.DictReader(io.StringIO(run(capsys, "table", "kz/counting", *sent_files, "--where", "cv00=bad")))
    )
    assert [row["station"] for row in only] == ["P001"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("<data/>", "this is no filled form"),
        ("[1]", "no list of submissions"),
        ("[" * 100_000, "no list of submissions"),
        ('[{"instance_id": "a"}]', "a submission needs a value here"),
        (
            '[{"instance_id": "a", "station": "1", "began_at": "yesterday"}]',
            "not a moment with its time zone",
        ),
        ('[{"instance_id": "uuid:2", "station": "9"}]', "given before, and says something else: uuid:2"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(sent_files, tmp_path, capsys, data, reason):
    broken = tmp_path / "broken"
    broken.write_text(data, "utf-8")
    said = run(capsys, "summary", "kz/counting", *sent_files, str(broken), code=2)
    assert said.startswith("broken") and reason in said


INCIDENT = {
    "form_id": "kz-incident",
    "instance_id": "uuid:i1",
    "station": "P001",
    "happened_at": "2023-03-19T21:00:00.000+06:00",
    "commission": "№ 27 учаскелік сайлау комиссиясы",
    "level": "precinct",
    "kind": "observer_right",
    "act": "recording_forbidden",
    "right": "d17_recording",
    "stage": "counting",
    "gndem": "information",
    "gist": "Түсіруге рұқсат бермеді",
}
REMOVAL = {
    **INCIDENT,
    "form_id": "kz-removal",
    "instance_id": "uuid:r1",
    "act": "removed",
    "right": "d14_movement",
    "gndem": "procedural",
    "written_decision": "no",
    "out_at": "2023-03-19T21:10:00.000+06:00",
    "back_at": "2023-03-19T21:52:00.000+06:00",
    "count_missed": "yes",
}


@pytest.mark.parametrize("form", ["incident", "removal"])
def test_what_observers_sent_of_their_rights_becomes_records_of_the_register(form, tmp_path, capsys):
    others = {**INCIDENT, "instance_id": "uuid:i2", "kind": "shown_to_employer"}
    (tmp_path / "sent.json").write_text(json.dumps([INCIDENT, REMOVAL, others]), "utf-8")
    where = ("--where", "kind=observer_right")
    table = run(
        capsys, "table", f"kz/{form}", str(tmp_path / "sent.json"), *(where if form == "incident" else ())
    )
    (tmp_path / "sent.csv").write_text(table, "utf-8")
    mapping = files("hattama.rulepacks").joinpath("observation", "kz", f"{form}.toml")
    words = ("register", "measure", "observers-rights", str(tmp_path / "sent.csv"), "--mapping", str(mapping))
    assert main([*words, "--voting", "2023-03-19", "--at", "2023-04-01", "--lang", "en"]) == 0
    said = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "violations of observers' rights: 1" in said
    assert "№ 27 учаскелік сайлау комиссиясы: 1" in said
    if form == "removal":
        assert "minutes until return (median): 42" in said
        assert "right restored: 1 of 1 (100.0 %) of all violations" in said
        assert "a removal goes by a reasoned decision in writing" in str(said)
        assert "procedural and operational restrictions: 1" in said
    else:
        assert "freedom of expression and information: 1" in said


def test_a_table_for_a_register_has_each_report_once_under_the_name_that_it_had_first(tmp_path, capsys):
    def removed(name, **said):
        head = {"form_id": "kz-removal", "instance_id": name, "station": "P001", "observer": "o1"}
        return head | {"happened_at": "2023-03-19T21:00:00+05:00", "stage": "counting"} | said

    first, other = removed("uuid:1"), removed("uuid:9", observer="o2")
    edits = [
        removed("uuid:2", deprecated_id="uuid:1", count_missed="yes"),
        removed("uuid:3", deprecated_id="uuid:2", count_missed="no"),
        removed("uuid:4", count_missed="no"),
    ]

    def table(*sent, where=()):
        (tmp_path / "sent.json").write_text(json.dumps(sent), "utf-8")
        path = str(tmp_path / "sent.json")
        return list(csv.DictReader(io.StringIO(run(capsys, "table", "kz/removal", path, *where))))

    before = {row["observer"]: row["record"] for row in table(first, other)}
    after = table(*edits, other, first)
    assert {row["observer"]: row["record"] for row in after} == before
    assert [(row["instance_id"], row["count_missed"]) for row in after] == [("uuid:3", "no"), ("uuid:9", "")]
    # What was asked for before it was edited is asked for no more.
    assert table(*edits, where=("--where", "count_missed=yes")) == []
