"""`hattama turnout check` from a file alone."""

import csv
import io
import json
from pathlib import Path

import pytest

from hattama.cli.main import main
from tests.core.tabulation.vectors import read_vectors

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXAMPLE = EXAMPLES / "kz-2023/turnout.csv"
EXAMPLE_2022 = EXAMPLES / "kz-2022-referendum/turnout.csv"
Said = pytest.CaptureFixture[str]


def test_the_example_holds_what_the_press_of_2023_printed_and_nothing_else() -> None:
    printed = read_vectors("turnout.json")["mazhilis_2023"]["regions"]
    rows = list(csv.DictReader(EXAMPLE.open(encoding="utf-8", newline="")))
    stated = {(row["area"], row["time"][11:16]): row["share"] for row in rows}
    assert stated == {(area, time): share for time, areas in printed.items() for area, share in areas.items()}


def test_of_2023_the_region_that_falls_is_flagged_from_the_file_alone(capsys: Said) -> None:
    assert main(["turnout", "check", str(EXAMPLE), "--format", "json"]) == 1
    record = json.loads(capsys.readouterr().out)
    falls = [found for found in record["findings"] if found["code"] == "TURNOUT-FALLS"]
    assert [(found["area"], found["share"], found["against"]["share"]) for found in falls] == [
        ("turkistan", "4107/10000", "2457/5000"),
        ("ulytau", "5899/10000", "6363/10000"),
    ]
    assert record["figures"] == 94


def test_of_2022_kostanay_alone_ends_below_what_was_announced_at_eight(capsys: Said) -> None:
    """X30: 77.28 % at 20:00, 72.28 % in the end; the figures of the country follow one another."""
    vectors = read_vectors("turnout.json")["referendum_2022"]
    hours = {"final": "23:00", "20:00": "20:00"}
    rows = list(csv.DictReader(EXAMPLE_2022.open(encoding="utf-8", newline="")))
    of_regions = {(row["area"], row["time"][11:16]): row["share"] for row in rows if row["area"] != "kz"}
    printed = {
        (area, hours[time]): one for time, of in vectors["regions"].items() for area, one in of.items()
    }
    assert of_regions == printed and len(printed) == 34
    country = {row["time"][11:16]: row for row in rows if row["area"] == "kz"}
    assert country.pop("12:00")["share"] == vectors["national_share_at_noon"]
    assert [int(row["voters"]) for row in country.values()] == [
        one["voters"] for one in vectors["national"].values()
    ]
    assert main(["turnout", "check", str(EXAMPLE_2022), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["area"], found["share"], found["against"]["share"]) == (
        "kostanay",
        "1807/2500",
        "483/625",
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "Сайлауға қатысу көрсеткіші бұрын хабарланғаннан төмендеп кеткен."),
        ("ru", "Явка стала меньше, чем сообщалось раньше."),
        ("en", "Turnout became less than was stated before."),
    ],
)
def test_the_table_says_it_in_each_language(capsys: Said, language: str, sentence: str) -> None:
    assert main(["turnout", "check", str(EXAMPLE), "--lang", language]) == 1
    (line,) = [
        line for line in capsys.readouterr().out.splitlines() if "turkistan" in line and "FALLS" in line
    ]
    assert sentence in line
    assert "41.07" in line.replace(",", ".")
    assert "49.14" in line.replace(",", ".")


def test_csv_has_a_row_for_each_finding(capsys: Said) -> None:
    main(["turnout", "check", str(EXAMPLE), "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["code"] for row in rows if row["area"] == "turkistan"] == ["TURNOUT-FALLS", "TURNOUT-JUMPS"]


def test_a_series_without_anything_odd_gives_the_exit_code_of_success(capsys: Said, tmp_path: Path) -> None:
    path = tmp_path / "calm.csv"
    path.write_text(
        "area,time,notion,voters\nR1,2023-03-19T12:00+06:00,ballots_issued,5\n"
        "R1,2023-03-19T14:00+06:00,ballots_issued,6\n"
    )
    assert main(["turnout", "check", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "Figures: 2. Nothing that asks for a look was found.\n"


def test_contests_are_not_held_against_one_another(capsys: Said, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "area,time,notion,voters,contest\nR1,2023-03-19T12:00+06:00,ballots_issued,6,party\n"
        "R1,2023-03-19T14:00+06:00,ballots_issued,5,single\n"
    )
    assert main(["turnout", "check", str(path)]) == 0
    capsys.readouterr()


def test_a_wrong_cell_is_named_and_the_exit_code_is_2(capsys: Said, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("area,time,notion,voters\nR1,16:10,ballots_issued,6\n")
    assert main(["turnout", "check", str(path), "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("bad.csv, row 2, time: a time with its offset is needed")
