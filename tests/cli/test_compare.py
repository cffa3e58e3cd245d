"""`hattama compare` from files alone: differences cell by cell, and an exit code that a script can ask."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.cli.main import main
from tests.core.tabulation.vectors import read_vectors

REFERENDUM = read_vectors("referendum_2022.json")
Write = Callable[[str, str], str]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return write


def stage(name: str) -> str:
    rows = [f"KZ,referendum,{key},{value}" for key, value in REFERENDUM[name].items()]
    return "\n".join(["area,contest,figure,value", *rows]) + "\n"


def test_the_two_results_of_2022_differ_by_524_voters_and_in_four_figures(file: Write, capsys: Said) -> None:
    first, second = file("a.csv", stage("preliminary")), file("b.csv", stage("final"))
    assert main(["compare", first, second, "--format", "json"]) == 1
    record = json.loads(capsys.readouterr().out)
    assert {row["figure"]: row["change"] for row in record["differ"]} == REFERENDUM["changes"]
    assert (record["agree"], record["only_first"], record["only_second"]) == (1, [], [])


def test_our_own_example_files_need_no_key(capsys: Said) -> None:
    folder = Path(__file__).resolve().parents[2] / "examples/kz-2022-referendum"
    assert (
        main(["compare", str(folder / "preliminary.csv"), str(folder / "final.csv"), "--format", "json"]) == 1
    )
    changed = {row["figure"]: row["change"] for row in json.loads(capsys.readouterr().out)["differ"]}
    assert changed["participants"] == -524


def test_tables_that_agree_give_the_exit_code_of_success(file: Write, capsys: Said) -> None:
    same = file("a.csv", stage("final"))
    assert main(["--lang", "en", "compare", same, same]) == 0
    printed = capsys.readouterr().out
    assert printed == "Cells that agree: 5; differ: 0; only in the first: 0; only in the second: 0.\n"


def test_a_cell_on_one_side_alone_is_listed_without_a_difference(file: Write, capsys: Said) -> None:
    first = file("a.csv", "choice,votes\nfor,7\nagainst,3\n")
    second = file("b.csv", "choice,votes\nfor,7\ninvalid,0\n")
    assert main(["compare", first, second, "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["figure"], row["first"], row["second"], row["change"]) for row in rows] == [
        ("against", "3", "", ""),
        ("invalid", "", "0", ""),
    ]


def test_the_table_leaves_out_columns_that_nobody_filled(file: Write, capsys: Said) -> None:
    first, second = file("a.csv", "choice,votes\nfor,1007\n"), file("b.csv", "choice,votes\nfor,7\n")
    assert main(["--lang", "ru", "compare", first, second]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [re.split(" {2,}", line) for line in lines[2:]] == [
        ["Показатель", "Первая", "Вторая", "Разница"],
        ["for", "1\u202f007", "7", "-1\u202f000"],
    ]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_tables_without_a_common_cell_are_refused(file: Write, capsys: Said, language: str) -> None:
    first, second = file("a.csv", "choice,votes\nfor,7\n"), file("b.csv", "choice,votes\nagainst,7\n")
    assert main(["--lang", language, "compare", first, second]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and "against" in printed.err and "for" in printed.err


def test_a_file_that_is_not_there_is_refused(file: Write, capsys: Said) -> None:
    assert main(["--lang", "en", "compare", file("a.csv", "choice,votes\nfor,7\n"), "absent.csv"]) == 2
    assert "absent.csv" in capsys.readouterr().err


def test_tables_of_any_shape_are_compared_by_the_columns_that_name_their_rows(
    file: Write, capsys: Said
) -> None:
    first, second = file("a.csv", "town,count\nArad,10\n"), file("b.csv", "town;count\nArad;12\n")
    assert main(["compare", first, second, "--key", "town", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["differ"] == [
        {"area": "Arad", "contest": "", "figure": "count", "first": 10, "second": 12, "change": 2}
    ]
