"""`hattama flow` and `hattama districts`: numbers of 2023 and 2011 held against one another."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.cli.main import main

CANDIDATES = Path(__file__).resolve().parents[2] / "examples/kz-2023/candidates.csv"
DISTRICTS = "district,voters\nUlytau,142000\nAktobe,562590\n"
Write = Callable[[str], str]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(text: str) -> str:
        path = tmp_path / "numbers.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_of_2023_four_candidates_are_missing_and_370_on_the_ballot_follow(capsys: Said) -> None:
    assert main(["flow", str(CANDIDATES), "--format", "json"]) == 1
    checks = json.loads(capsys.readouterr().out)
    assert [(one["flow"], one["stated"], one["follows"], one["difference"]) for one in checks] == [
        ("2023", 435, 439, -4),
        ("2023", 370, 370, 0),
        ("2011", 22, 22, 0),
    ]


def test_a_flow_in_which_nothing_is_stated_is_named_and_spares_the_others(file: Write, capsys: Said) -> None:
    rows = "flow,step,kind,count\na,came,in,3\na,there,stated,3\nb,came,in,4\n"
    assert main(["flow", file(rows), "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.err == "Nothing is stated that the numbers of this flow could be held against: b.\n"
    assert "there" in said.out


def test_numbers_that_follow_give_the_exit_code_of_success_and_need_no_name(
    file: Write, capsys: Said
) -> None:
    assert main(["flow", file("step,kind,count\nin,in,7\nout,out,2\nleft,stated,5\n"), "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Step  Stated  Follows  Difference",
        "left       5        5           0",
    ]


def test_a_sum_of_parts_is_a_flow_too(file: Write, capsys: Said) -> None:
    parts = "".join(f"part {n},in,{count}\n" for n, count in enumerate((12, 7, 6, 4, 2, 2, 2)))
    assert main(["flow", file(f"step,kind,count\n{parts}events,stated,34\n"), "--lang", "ru"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].split() == ["events", "34", "35", "-1"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("step,kind,count\na,plus,1\n", "row 2, kind: not known what this number does: plus"),
        ("step,kind,count\na,in,-1\n", "row 2, count: a negative number: -1"),
        ("step,kind,count\na,in,\n", "row 2, count: no number is given"),
        ("step,kind,count\n,in,1\n", "row 2, step: the name is not given"),
        ("step,kind,count\na,in,1\n", "numbers.csv: there is no row “stated” to hold anything against: –"),
        ("step,kind\na,in\n", "row 1, count: this column is absent"),
    ],
)
def test_a_wrong_cell_of_a_flow_is_named(file: Write, capsys: Said, text: str, said: str) -> None:
    assert main(["flow", file(text), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


def test_the_smallest_and_the_largest_district_of_2023_are_beyond_fifteen_percent(
    file: Write, capsys: Said
) -> None:
    words = ["districts", file(DISTRICTS), "--average", "12032550/29", "--lang", "en"]
    assert main(words) == 1
    lines = capsys.readouterr().out.replace("\u202f", " ").splitlines()
    assert lines[0] == "Districts that deviate by more than 15.00 %: 2 of 2."
    assert [line.split() for line in lines[-2:]] == [
        ["Ulytau", "142", "000", "-65.78", "%", "yes"],
        ["Aktobe", "562", "590", "+35.59", "%", "yes"],
    ]


def test_without_an_average_that_of_the_table_is_taken_and_the_limit_can_be_another(
    file: Write, capsys: Said
) -> None:
    text = "district,voters\nA,90\nB,110\n"
    assert main(["districts", file(text), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["deviation"], one["beyond"]) for one in found] == [("-1/10", False), ("1/10", False)]
    assert main(["districts", file(text), "--limit", "5%", "--format", "json"]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("district,voters\nA,5\nA,6\n", "row 3, district: the district was given before: A"),
        ("district,voters\nA,x\n", "row 2, voters: a number was expected, found: x"),
        ("district,voters\nA,0\n", "voters: there is no district with voters"),
        ("district,voters\n,5\n", "row 2, district: the name is not given"),
    ],
)
def test_a_wrong_cell_of_districts_is_named(file: Write, capsys: Said, text: str, said: str) -> None:
    assert main(["districts", file(text), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
