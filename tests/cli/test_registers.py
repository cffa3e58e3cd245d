"""`hattama register`: a sound template, faults with their lines, what a pack makes, tables as JSON."""

import json
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.rulepacks import register_template
from tests.formats.test_register_tables import HEAD, MAPPING, SOUND


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def test_a_new_pack_is_sound_and_never_overwrites_another(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["register", "new", str(pack)]) == 0
    assert main(["register", "check", str(pack)]) == 0
    assert "sound. Kinds: 1; fields: 7; time limits: 1; measures: 3." in capsys.readouterr().out
    pack.write_bytes(b"mine")
    assert main(["register", "new", str(pack)]) == 2
    assert pack.read_bytes() == b"mine"


@pytest.mark.parametrize(("language", "word"), [("kk", "2-жол"), ("ru", "строка 2"), ("en", "row 2")])
def test_faults_are_told_in_the_readers_language_with_their_lines(
    pack: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    pack.write_bytes(b"\n[register]\n")
    assert main(["--lang", language, "register", "check", str(pack)]) == 2
    said = capsys.readouterr()
    assert not said.out and word in said.err


def test_what_a_pack_makes_is_shown_with_course_limits_and_powers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--lang", "en", "register", "show", "complaints"]) == 0
    said = capsys.readouterr().out
    assert "under_review --> suspended: suspended as the court has the case" in said
    assert (
        "time of a commission to decide: within 5 calendar d. of: a complaint is received [art. 49, part 4"
        in said
    )
    assert "time of the Constitutional Court to decide: no norm sets a time" in said
    assert "decide: police [art. 48(3)]" in said


def test_a_table_comes_out_as_lines_of_json_and_not_at_all_where_a_row_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, table = tmp_path / "mapping.toml", tmp_path / "journal.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    table.write_text(HEAD + SOUND, encoding="utf-8")
    words = ["register", "import", "complaints", str(table), "--mapping", str(mapping)]
    assert main(words) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("deed", "statement") for line in lines] == ["statement", "file", "receive", "statement"]
    assert len({line["record"] for line in lines}) == 2
    table.write_text(HEAD + SOUND + ";;;;;;;x\n", encoding="utf-8")
    assert main(words) == 2
    said = capsys.readouterr()
    assert not said.out and "journal.csv, row 4, No:" in said.err


def test_what_a_table_comes_to_is_told_with_limits_missed_and_numbers_that_disagree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, table = tmp_path / "mapping.toml", tmp_path / "journal.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    table.write_text(HEAD + SOUND, encoding="utf-8")
    words = ["register", "measure", "complaints", str(table), "--mapping", str(mapping)]
    asked = ["--election", "kz-2023", "--voting", "2023-03-19", "--at", "2023-03-20T12:00"]
    assert main([*words, *asked]) == 0
    said = capsys.readouterr().out
    assert "  complaints answered: 0 of 1 (0.0 %) of complaints received\n" in said
    assert "  decided late, or late and not decided: 1 of 1 (100.0 %) of complaints taken up\n" in said
    assert "    decision, act or inaction" not in said and "    not stated: 2\n" in said
    assert (
        "REG-DIFFERS cases on nomination in administrative courts: sources state different values (45 / 27)"
        in said
    )
    assert "REG-PUBLISHED" not in said
    decision = "decision, act or inaction of a commission (precinct election commission)"
    over = "over, and nothing here tells that it was met, 14.03.2023 24:00"
    late = f"time of the higher commission to decide: {over}"
    assert f"  12: {decision} – under review: {late}" in said


def test_a_table_without_a_mapping_is_not_passed_over_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "measure", "complaints", "journal.csv"]) == 2
    assert "--mapping" in capsys.readouterr().err


def test_a_deed_in_a_record_of_which_nothing_is_stated_is_refused_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping, table = tmp_path / "mapping.toml", tmp_path / "journal.csv"
    head = (
        'register = "complaints"\nedition = "2023"\nkind = "complaint"\nsource = "commission"\nrecord = "id"'
    )
    deeds = '[fields]\ntopic = "No"\n[[deed]]\ncode = "receive"\nat = "Taken"\n'
    mapping.write_text(f"[import]\n{head}\n{deeds}", encoding="utf-8")
    table.write_text("id,No,Taken\nfirst-one,,2023-03-11\n", encoding="utf-8")
    assert main(["register", "measure", "complaints", str(table), "--mapping", str(mapping)]) == 2
    assert "journal.csv: nothing is stated of the record first-one" in capsys.readouterr().err


def test_an_election_that_is_not_known_is_not_passed_over_in_silence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["register", "measure", "complaints", "--election", "kz-1923"]) == 2
    said = capsys.readouterr().err
    assert "kz-1923" in said and "kz-2011" in said


def test_what_sources_published_is_told_with_their_words_and_without_a_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["register", "measure", "complaints", "--election", "kz-2022-referendum"]) == 0
    said = capsys.readouterr().out
    assert "applications before election day: 771 (election commission, OSCE/ODIHR" in said
    assert "section IX, footnote 65) «ОРК мәліметінше" in said
    assert said.endswith("(3 / 10)\n"), "published after 3 days, with 10 to complain"


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "check", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert register_template().startswith(b"# A register pack")


@pytest.mark.parametrize(
    ("option", "said"),
    [("--voting", "Это не день: abc. Пишите так: 2024-10-20."), ("--at", "2024-10-20T22:10")],
)
def test_what_is_no_day_and_no_moment_is_told_how_one_is_written(option, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--lang", "ru", "register", "measure", "complaints", option, "abc"])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
