"""`hattama forensics`: a table by its mapping, or a bundle, in three languages; refusals name the place."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from tests.core.forensics.made import clean_figures, with_a_copied_result
from tests.verification import made_log
from tests.verification.made_log import PACK
from tests.verification.made_night import eventful_bundle, small_bundle

_, _, FILES = eventful_bundle()
MAPPING = """
[stations]
code = "station"
district = "district"
region = "region"
registered = "registered"
cast = "cast"
votes = ["votes_*"]
"""
Said = pytest.CaptureFixture[str]


@pytest.fixture
def table(tmp_path: Path) -> tuple[str, ...]:
    figures = with_a_copied_result(clean_figures(90))
    with (tmp_path / "results.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        votes = [f"votes_{name}" for name in "abc"]
        writer.writerow(["station", "district", "region", "registered", "cast", *votes])
        for one in figures.stations:
            writer.writerow([one.code, one.district, one.region, one.registered, one.cast, *one.votes])
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")
    return "forensics", str(tmp_path / "results.csv"), "--mapping", str(tmp_path / "map.toml")


@pytest.mark.parametrize(
    ("language", "title", "state"),
    [
        ("kk", "Бірдей нәтижелер", "аталған модельден ауытқиды"),
        ("ru", "Равные результаты", "отклоняется от названной модели"),
        ("en", "Equal results", "deviates from the stated model"),
    ],
)
def test_answers_are_told_in_three_languages(
    table: tuple[str, ...], capsys: Said, language: str, title: str, state: str
) -> None:
    assert main([*table, "--simulations", "0", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert f"## {title}: {state}" in said
    assert said.count("## ") > 17
    mark, other = ".," if language == "en" else ",."
    pairs = [line.rpartition(": ")[2] for line in said.splitlines() if " ± " in line or " … " in line]
    assert pairs and all(mark in pair and other not in pair for pair in pairs), pairs


def test_one_question_can_be_asked_and_comes_as_json_with_all_languages(
    table: tuple[str, ...], capsys: Said
) -> None:
    assert main([*table, "--method", "equal_vectors", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (answer,) = told["answers"]
    assert told["deviating"] == [answer["code"]] == ["equal_vectors"]
    assert set(answer["title"]) == {"kk", "ru", "en"}
    assert answer["tables"][0]["rows"][0][1:3] == ["000", "012"]
    assert answer["p"] < 0.001


def test_one_region_is_asked_alone_and_a_strange_one_is_refused_with_those_there_are(
    table: tuple[str, ...], capsys: Said
) -> None:
    region = clean_figures(90).regions[0]
    ask = [*table, "--simulations", "0", "--method", "equal_vectors", "--format", "json", "--region"]
    assert main([*ask, region]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["of_regions"] == 1, "the others have too few stations, and this one is named"
    (answer,) = told["answers"]
    assert answer["stations"] + answer["left_out"] == len(clean_figures(90).within(region).stations)
    assert main([*ask, "nowhere", "--lang", "en"]) == 2
    assert f"no station of the region nowhere; there are: {region}" in capsys.readouterr().err


def test_a_published_bundle_is_asked_by_its_own_rules(tmp_path: Path, capsys: Said) -> None:
    folder = FILES.write_to(tmp_path / "bundle")
    assert main(["forensics", str(folder), "--lang", "en"]) == 2
    named = capsys.readouterr().err
    assert "--contest" in named
    contest = named.rpartition(": ")[2].split(",")[0].strip()
    assert main(["forensics", str(folder), "--contest", contest, "--format", "json"]) == 0
    states = {answer["state"] for answer in json.loads(capsys.readouterr().out)["answers"]}
    assert "not_applicable" in states


def test_a_bundle_is_held_against_the_contest_of_its_kind_of_another_and_against_no_other(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = FILES.write_to(tmp_path / "bundle")
    ask = ["forensics", str(folder), "--contest", "contest1", "--simulations", "0", "--lang", "en"]
    ask += ["--method", "two_elections", "--earlier"]
    other_code = small_bundle().write_to(tmp_path / "other code")
    assert main([*ask, str(other_code)]) == 0
    assert "No earlier election was given" not in capsys.readouterr().out
    made = made_log._contest
    kind = replace(made(parse_rulepack(read_rulepack(PACK), PACK), 1, 1), kind="president")
    monkeypatch.setattr(
        made_log, "_contest", lambda pack, number, seats: replace(kind, code=f"contest{number}")
    )
    other_kind = eventful_bundle()[2].write_to(tmp_path / "other kind")
    assert main([*ask, str(other_kind)]) == 2
    said = capsys.readouterr().err
    assert all(part in said for part in ("other kind", "party_list", "contest1 (president)"))


def test_a_table_without_a_mapping_is_refused(table: tuple[str, ...], capsys: Said) -> None:
    assert main([*table[:2], "--lang", "en"]) == 2
    assert "--mapping" in capsys.readouterr().err


def test_a_cell_that_is_no_number_is_named_by_its_place(table: tuple[str, ...], capsys: Said) -> None:
    path = Path(table[1])
    text = path.read_text("utf-8").split("\n")
    text[4] = text[4].rsplit(",", 1)[0] + ",many"
    path.write_text("\n".join(text), "utf-8")
    assert main([*table, "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert all(part in said for part in ("results.csv", "5", "votes_c", "many"))


@pytest.mark.parametrize("command", ["forensics", "totals", "judge"])
def test_a_folder_that_is_no_bundle_is_refused_in_words(command: str, tmp_path: Path, capsys: Said) -> None:
    for language, words in (
        ("kk", "мұндай файл жоқ"),
        ("ru", "такого файла нет"),
        ("en", "there is no such file"),
    ):
        assert main([command, str(tmp_path), "--lang", language]) == 2
        said = capsys.readouterr().err
        assert f"{tmp_path}: " in said
        assert f"checkpoint: {words}" in said
