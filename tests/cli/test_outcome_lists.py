"""`hattama outcome --lists`: mandates by the order of the list, and the quota of thirty percent."""

import csv
import io
import json
from pathlib import Path

import pytest

from hattama.cli.main import main
from tests.cli.test_outcome import REFERENDUM, YEAR_2023

Said = pytest.CaptureFixture[str]
SEATS_2023 = {"amanat": 40, "auyl": 8, "respublica": 6, "aq_zhol": 6, "ppk": 5, "nsdp": 4}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """The votes of 2023, and lists of made-up persons: of Amanat's first forty every fourth is a woman."""
    votes, lists = tmp_path / "votes.csv", tmp_path / "lists.csv"
    votes.write_text(YEAR_2023, "utf-8")
    rows = ["list,place,name,groups"]
    for code, seats in SEATS_2023.items():
        # The file is not in the order of the list: the place decides, not the row.
        for place in range(seats + 2, 0, -1):
            every = 4 if code == "amanat" else 3
            rows.append(f"{code},{place},{code} {place},{'women' if place % every == 0 else 'none'}")
    rows.remove("nsdp,4,nsdp 4,none")
    rows.remove("nsdp,5,nsdp 5,none")
    rows.remove("nsdp,6,nsdp 6,women")
    lists.write_text("\n".join(rows) + "\n", "utf-8")
    return str(votes), str(lists)


def records(files: tuple[str, str], capsys: Said) -> dict[str, dict]:
    words = ["outcome", files[0], "--rules", "kz-2023", "--lists", files[1], "--format", "json"]
    assert main(words) == 0
    return {one["list"]: one for one in json.loads(capsys.readouterr().out)["mandates"]}


def test_mandates_go_by_the_order_of_the_list(files: tuple[str, str], capsys: Said) -> None:
    found = records(files, capsys)
    assert {code: one["seats"] for code, one in found.items()} == SEATS_2023
    assert [person["place"] for person in found["auyl"]["elected"]] == list(range(1, 9))
    assert found["auyl"]["elected"][2] == {"place": 3, "name": "auyl 3", "groups": ["women"]}


def test_of_forty_mandates_twelve_are_needed_and_ten_are_not_enough(
    files: tuple[str, str], capsys: Said
) -> None:
    quota = records(files, capsys)["amanat"]["quota"]
    assert quota == {"counted": 40, "needed": 12, "belonging": 10, "unknown": 0, "met": False}


def test_a_quota_that_is_met_is_said_to_be_met(files: tuple[str, str], capsys: Said) -> None:
    # Six mandates need two.
    found = records(files, capsys)["respublica"]
    assert (found["quota"]["needed"], found["quota"]["belonging"], found["quota"]["met"]) == (2, 2, True)


def test_a_mandate_that_nobody_is_left_to_receive_is_vacant(files: tuple[str, str], capsys: Said) -> None:
    found = records(files, capsys)["nsdp"]
    assert (found["seats"], len(found["elected"]), found["vacant"]) == (4, 3, 1)


@pytest.mark.parametrize(
    ("language", "line", "vacant"),
    [
        (
            "kk",
            "amanat, алынған мандаттар: 40 адамның ішінде 10, керегі 12 – орындалмаған",
            "nsdp: 1 мандатты алатын адам тізімде қалмаған",
        ),
        (
            "ru",
            "amanat, полученные мандаты: из 40 – 10, нужно 12 – не выполнена",
            "nsdp: мандатов, которые получить некому: 1",
        ),
        (
            "en",
            "amanat, mandates received: 10 of 40, needed 12 – not met",
            "nsdp: mandates that nobody is left to receive: 1",
        ),
    ],
)
def test_the_table_tells_it_in_each_language(
    files: tuple[str, str], capsys: Said, language: str, line: str, vacant: str
) -> None:
    words = ["outcome", files[0], "--rules", "kz-2023", "--lists", files[1], "--lang", language]
    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert line in lines
    assert vacant in lines
    norms = {
        "kk": "89-баптың 4-тармағының екінші бөлігі",
        "ru": "ч. 2 п. 4 ст. 89",
        "en": "art. 89(4), part 2",
    }
    assert any(norms[language] in one for one in lines)


def test_csv_has_a_row_for_each_mandate_and_a_vacant_one_has_no_name(
    files: tuple[str, str], capsys: Said
) -> None:
    assert main(["outcome", files[0], "--rules", "kz-2023", "--lists", files[1], "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 69
    assert [row["name"] for row in rows if row["list"] == "nsdp"] == ["nsdp 1", "nsdp 2", "nsdp 3", ""]


def test_where_it_is_not_known_of_enough_persons_the_answer_is_not_known(
    capsys: Said, tmp_path: Path
) -> None:
    votes, lists = tmp_path / "votes.csv", tmp_path / "lists.csv"
    votes.write_text("choice,votes,registered_order\na,600,1\nb,400,2\n", "utf-8")
    lists.write_text("list,place,name\na,1,A\nb,1,B\n", "utf-8")
    words = ["outcome", str(votes), "--rules", "kz-2023", "--seats", "2", "--lists", str(lists)]
    assert main([*words, "--lang", "en"]) == 0
    assert "a, mandates received: 0 of 1, needed 1 (not known of 1) – not known" in capsys.readouterr().out


def test_by_a_plain_method_persons_are_named_and_no_quota_is_asked(
    files: tuple[str, str], capsys: Said
) -> None:
    lists = Path(files[1])
    lists.write_text("list,place,name\namanat,1,=A\n", "utf-8")
    words = ["outcome", files[0], "--method", "dhondt", "--seats", "1", "--lists", str(lists)]
    assert main([*words, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Mandates go by the order of the list." in said
    assert "Quota" not in said
    assert main([*words, "--format", "csv"]) == 0
    assert "'=A" in capsys.readouterr().out


def test_a_wrong_cell_of_the_lists_is_named_and_the_exit_code_is_2(
    files: tuple[str, str], capsys: Said
) -> None:
    Path(files[1]).write_text("list,place,name\ntau,1,A\n", "utf-8")
    assert main(["outcome", files[0], "--rules", "kz-2023", "--lists", files[1], "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("lists.csv, row 2, list: the file of votes has no such list: tau")


def test_lists_go_with_party_lists_alone(capsys: Said, files: tuple[str, str], tmp_path: Path) -> None:
    votes = tmp_path / "referendum.csv"
    votes.write_text(REFERENDUM, "utf-8")
    words = ["outcome", str(votes), "--rules", "kz-2022-referendum", "--lists", files[1], "--lang", "en"]
    assert main(words) == 2
    assert capsys.readouterr().err.strip() == "--lists: this option goes with party_list alone"
