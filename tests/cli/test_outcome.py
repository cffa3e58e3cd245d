"""`hattama outcome` from files alone: what comes out, in three forms and languages, and what is refused."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hattama.cli.main import main

Write = Callable[[str], str]
OPEN_LISTS = Path(__file__).parents[2] / "examples" / "zz-open-lists" / "rulepack.toml"

YEAR_2023 = """choice,votes,registered_order
amanat,3431510,1
auyl,693938,2
respublica,547154,3
aq_zhol,535139,4
ppk,432920,5
nsdp,331058,6
baytaq,146431,7
against_all,248291
"""
YEAR_2021 = "choice,votes\nnur_otan,5148074\naq_zhol,792828\nppk,659019\nauyl,383023\nadal,258618\n"
REFERENDUM = """choice,votes
for,6163516
against,1490470
both_marked,125859
invalid,205924
registered,11734642
regions_for,17
regions,17
"""


@pytest.fixture
def votes(tmp_path: Path) -> Write:
    def write(text: str) -> str:
        path = tmp_path / "votes.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["--lang", "en", "outcome", *words, "--format", "json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert isinstance(read, dict)
    return read


def refusal(capsys: pytest.CaptureFixture[str], *words: str, language: str = "en") -> str:
    assert main(["--lang", language, "outcome", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.strip()


def test_the_seats_of_2023_come_out(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    read = answer(capsys, votes(YEAR_2023), "--rules", "kz-2023")
    assert read["status"] == "decided"
    seats = {"amanat": 40, "auyl": 8, "respublica": 6, "aq_zhol": 6, "ppk": 5, "nsdp": 4, "baytaq": 0}
    assert read["seats"] == seats
    rules = read["rules"]
    assert isinstance(rules, dict)
    assert rules["pack"] == "kz-2023"
    assert len(rules["sha256"]) == 64


def test_the_seats_of_2021_come_out_and_another_threshold_changes_them(
    votes: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    file = votes(YEAR_2021)
    under_seven = answer(capsys, file, "--rules", "kz-2021")
    under_five = answer(capsys, file, "--rules", "kz-2021", "--threshold", "5/100")
    assert under_seven["seats"] == {"nur_otan": 76, "aq_zhol": 12, "ppk": 10, "auyl": 0, "adal": 0}
    assert under_five["seats"] == {"nur_otan": 72, "aq_zhol": 11, "ppk": 9, "auyl": 6, "adal": 0}


def test_one_list_alone_is_decided_or_the_law_is_silent(
    votes: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = answer(capsys, votes("choice,votes\na,900000\nb,40000\n"), "--rules", "kz-2023")
    silent = answer(capsys, votes("choice,votes\na,900000\nb,10000\n"), "--rules", "kz-2023", "--seats", "69")
    assert (decided["status"], decided["seats"]) == ("decided", {"a": 67, "b": 2})
    assert (silent["status"], silent["open_seats"]) == ("law_is_silent", 69)


def test_the_referendum_of_2022_is_adopted(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    read = answer(capsys, votes(REFERENDUM), "--rules", "kz-2022-referendum")
    assert (read["status"], read["answer"]) == ("decided", "adopted")


def test_presidents_go_to_a_second_round(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    text = "choice,votes\na,40\nb,35\nc,25\n"
    read = answer(capsys, votes(text), "--rules", "kz-2019")
    assert (read["status"], read["contenders"]) == ("second_round", ["a", "b"])
    words = ("--rules", "kz-2019", "--contest", "president_second_round")
    second = answer(capsys, votes("choice,votes\na,40\nb,40\n"), *words)
    assert second["status"] == "repeat_election"


def test_a_district_of_2023_is_asked_for_by_its_kind(
    votes: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    words = (votes("choice,votes\na,40\nb,40\nc,1\n"), "--rules", "kz-2023", "--contest", "single_mandate")
    read = answer(capsys, *words)
    assert (read["status"], read["contenders"]) == ("repeat", ["a", "b"])


@pytest.mark.parametrize(
    ("method", "seats"),
    [
        ("dhondt", {"a": 6, "b": 4, "c": 0}),
        ("sainte_lague", {"a": 5, "b": 4, "c": 1}),
        ("modified_sainte_lague", {"a": 5, "b": 4, "c": 1}),
        ("hare", {"a": 5, "b": 4, "c": 1}),
        ("droop", {"a": 5, "b": 4, "c": 1}),
    ],
)
def test_a_method_stands_in_place_of_rules(
    votes: Write, capsys: pytest.CaptureFixture[str], method: str, seats: dict[str, int]
) -> None:
    file = votes("choice,votes\na,6100\nb,5000\nc,900\n")
    assert answer(capsys, file, "--method", method, "--seats", "10")["seats"] == seats


@pytest.mark.parametrize("threshold", ["8/100", "8%", "0.08"])
def test_a_threshold_is_exact_however_it_is_written(
    votes: Write, capsys: pytest.CaptureFixture[str], threshold: str
) -> None:
    file = votes("choice,votes\na,6100\nb,5000\nc,900\n")
    words = (file, "--method", "sainte_lague", "--seats", "10", "--threshold", threshold)
    assert answer(capsys, *words)["seats"] == {"a": 5, "b": 5, "c": 0}


def test_the_first_divisor_can_be_another(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes("choice,votes\nlarge,290\nsmall,100\n")
    words = (file, "--method", "modified_sainte_lague", "--seats", "2")
    assert answer(capsys, *words)["seats"] == {"large": 2, "small": 0}
    assert answer(capsys, *words, "--first-divisor", "1/1")["seats"] == {"large": 1, "small": 1}


def test_a_tie_is_a_result_and_no_error(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    read = answer(capsys, votes("choice,votes\na,10\nb,10\n"), "--method", "dhondt", "--seats", "1")
    assert (read["status"], read["open_seats"], read["contenders"]) == ("tie", 1, ["a", "b"])


def test_the_table_speaks_the_readers_language(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes(YEAR_2023)
    words = {"kk": "Нәтиже анықталды.", "ru": "Результат определён.", "en": "Decided."}
    for language, expected in words.items():
        assert main(["outcome", file, "--rules", "kz-2023", "--lang", language]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(expected)
        assert "amanat – 40" in printed
        assert "1. " not in printed


def test_explained_steps_carry_articles(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "outcome", votes(YEAR_2023), "--rules", "kz-2023", "--explain"]) == 0
    printed = capsys.readouterr().out
    assert "Seat 68 goes to the largest remainder: nsdp" in printed
    assert "[art. 97-1(1)]" in printed


def test_csv_has_a_row_for_every_choice(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outcome", votes(YEAR_2023), "--rules", "kz-2023", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["seats"] for row in rows] == ["40", "8", "6", "6", "5", "4", "0"]


def test_a_pack_in_a_file_of_its_own_is_as_good(
    votes: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "own.toml"
    pack.write_text(
        """
[pack]
id = "own"
law = "kz-elections"
law_on = 2023-03-19
names = { kk = "өз", ru = "свой", en = "own" }
[outcome.party_list]
method = { value = "dhondt", document = "1" }
seats = { value = 10, document = "1" }
threshold = { value = "0/1", document = "1" }
threshold_base = { value = "valid", document = "1" }
ties = { value = [], document = "1" }
""",
        encoding="utf-8",
    )
    read = answer(capsys, votes("choice,votes\na,6100\nb,5000\nc,900\n"), "--rules", str(pack))
    assert read["seats"] == {"a": 6, "b": 4, "c": 0}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("-5", "votes.csv, row 3, votes: a negative number: -5"),
        ("4.5", "votes.csv, row 3, votes: a fractional number: 4.5"),
        ("", "votes.csv, row 3, votes: no number of votes is given; write 0 where there are none"),
    ],
)
def test_a_wrong_cell_is_named(
    votes: Write, capsys: pytest.CaptureFixture[str], cell: str, said: str
) -> None:
    file = votes(f"choice,votes\na,10\nb,{cell}\n")
    assert refusal(capsys, file, "--rules", "kz-2023") == said


def test_no_votes_are_refused(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes("choice,votes\na,0\nb,0\n")
    said = "votes.csv, votes: there are no votes for any list or candidate"
    assert refusal(capsys, file, "--rules", "kz-2023") == said


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("--rules", "kz-1999"), "--rules: there is no such rule pack: kz-1999; there are: "),
        (("--rules", "nowhere.toml"), "--rules: there is no such rule pack: nowhere.toml"),
        ((), "--rules, --method: name one of the two"),
        (("--rules", "kz-2023", "--method", "hare"), "--rules, --method: name one of the two"),
        (("--method", "hare"), "--seats: the number of seats must be given"),
        (("--method", "hare", "--seats", "0"), "--seats: the number of seats can be from 1 to 3"),
        (("--method", "hare", "--seats", "4"), "--seats: the number of seats can be from 1 to 3"),
        (("--method", "hare", "--seats", "2", "--threshold", "1,5"), "--threshold: a share is written"),
        (("--method", "hare", "--seats", "2", "--threshold", "5/0"), "--threshold: a share is written"),
        (("--method", "hare", "--seats", "2", "--threshold", "101%"), "--threshold: a share is written"),
        (("--method", "hare", "--seats", "2", "--contest", "president"), "--contest: this option goes with"),
        (("--method", "hare", "--seats", "2", "--first-divisor", "7/5"), "--first-divisor: this option"),
        (("--method", "modified_sainte_lague", "--seats", "2", "--first-divisor", "0"), "--first-divisor"),
        (("--rules", "kz-2019", "--contest", "party_list"), "--contest: the pack has no rules"),
        (("--rules", "kz-2019", "--seats", "2"), "--seats: this option goes with party_list"),
        (("--rules", "kz-2019", "--threshold", "5/100"), "--threshold: this option goes with party_list"),
        (("--rules", "kz-2022-referendum"), "votes.csv, choice: a referendum has two rows, for, against"),
    ],
)
def test_a_call_that_cannot_be_is_refused_by_name(
    votes: Write, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], begins: str
) -> None:
    said = refusal(capsys, votes("choice,votes\na,1\nb,1\nc,1\n"), *words)
    assert said.startswith(begins)


def test_a_file_that_is_not_there_is_refused_in_the_readers_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = refusal(capsys, "nowhere.csv", "--rules", "kz-2023", language="kk")
    assert said.startswith("nowhere.csv: файлды оқу мүмкін емес")


def test_the_command_needs_nothing_but_the_standard_library(votes: Write) -> None:
    program = (
        "import sys\n"
        "from hattama.cli.outcome import register\n"
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "register(parser, 'en')\n"
        "args = parser.parse_args(sys.argv[1:])\n"
        "args.language = 'en'\n"
        "code = args.run(args)\n"
        "ours = ('hattama',)\n"
        "foreign = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - set(ours)\n"
        "print(sorted(name for name in foreign if not name.startswith('_')), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    words = [sys.executable, "-S", "-c", program, votes(YEAR_2023), "--rules", "kz-2023"]
    source = str(Path(__file__).resolve().parents[2] / "src")
    done = subprocess.run(words, capture_output=True, text=True, env={"PYTHONPATH": source}, check=False)
    assert done.returncode == 0, done.stderr
    assert "amanat – 40" in done.stdout
    assert done.stderr.strip() == "[]"


def test_how_near_the_outcome_is_stands_beside_it(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes(YEAR_2023)
    first = answer(capsys, file, "--rules", "kz-2023", "--margins")["margins"]["changes"][0]
    assert (first["change"], first["votes"], first["source"]) == ("moved", 12_736, "nsdp")
    assert first["seats"] == {"amanat": 2, "respublica": 1, "aq_zhol": 1, "nsdp": -4}
    assert main(["outcome", file, "--rules", "kz-2023", "--margins", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "Moved from nsdp to amanat  12\u202f736  amanat +2, respublica +1, aq_zhol +1, nsdp −4" in printed
    assert "votes of each" in refusal(capsys, votes(REFERENDUM), "--rules", "kz-2022-referendum", "--margins")


def test_how_near_a_referendum_without_regions_is(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes("choice,votes\nfor,6000000\nagainst,4000000\ninvalid,100000\nregistered,12000000\n")
    told = answer(capsys, file, "--rules", "kz-2024-referendum", "--margins")["margins"]
    first = told["changes"][0]
    assert (first["votes"], first["source"], first["target"]) == (950_000, "for", "against")


def test_of_one_seat_it_tells_what_would_come_out(votes: Write, capsys: pytest.CaptureFixture[str]) -> None:
    file = votes("choice,votes\na,40\nb,38\nc,12\n")
    rules = ("--rules", "kz-2023", "--contest", "single_mandate", "--margins")
    assert main(["outcome", file, *rules, "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "Moved from a to b      1  Nobody is elected: repeat voting is held. Contenders: a, b." in printed


def test_the_last_seat_goes_to_whom_a_lot_drew_first(
    votes: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for name, table in (
        ("open", "choice,votes\na,70\nb,30\nc,30\n"),
        ("drawn", "choice,votes,lot\na,70,\nb,30,2\nc,30,1\n"),
    ):
        call = ["outcome", votes(table), "--method", "dhondt", "--seats", "3", "--format", "json"]
        assert main(call) == 0
        told[name] = json.loads(capsys.readouterr().out)
    assert (told["open"]["status"], told["open"]["contenders"]) == ("tie", ["b", "c"])
    assert told["drawn"]["status"] == "decided"
    assert {one["choice"]: one["seats"] for one in told["drawn"]["choices"]} == {"a": 2, "b": 0, "c": 1}


def test_persons_of_open_lists_receive_the_seats_by_their_votes(
    votes: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    table = (
        "choice,votes,list,name\nplough,300,,The Plough\nada,20,plough,Ada\nben,10,plough,Ben\n"
        "cora,90,plough,Cora\nlantern,150,,\neva,100,lantern,=Eva\nanchor,50,,\n"
    )
    call = ["outcome", votes(table), "--rules", str(OPEN_LISTS)]
    assert main([*call, "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^List +Place +Name +Votes +Elected$", printed, re.MULTILINE)
    assert re.search(r"^The Plough +3 +Cora +90 +yes$", printed, re.MULTILINE)
    assert main([*call, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["choice"] for row in rows][:5] == ["plough", "ada", "ben", "cora", "lantern"]
    cora, eva = ({row["choice"]: row for row in rows}[code] for code in ("cora", "eva"))
    told = [cora[name] for name in ("list", "place", "votes", "seats", "elected", "elected_by")]
    assert told == ["plough", "3", "90", "", "true", "votes"]
    assert eva["name"] == "'=Eva"
