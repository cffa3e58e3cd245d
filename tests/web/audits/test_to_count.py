"""What was drawn is taken from the public page, filled in by a spreadsheet, and judged by the command."""

import csv
import io
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.web.kernel.accounts.roles import Role
from tests.web.audits.steps import PUBLIC, SAME, begin, commit, draw, in_role, send, throw, told
from tests.web.kernel.pages.reading import read_page

pytestmark = pytest.mark.django_db
FILES = "/data/tiny/audits/1/"
Row = dict[str, str]


def filled_in(folder: Path, fill: Callable[[Row], str], name: str = "to-count.csv") -> Path:
    """The public file as a spreadsheet of another country saves it: a mark, semicolons, ends of Windows."""
    answer = Client().get(FILES + "to-count.csv")
    table = csv.DictReader(io.StringIO(answer.content.decode(), newline=""))
    columns = table.fieldnames or []
    empty = columns[2]
    saved = io.StringIO(newline="")
    out = csv.DictWriter(saved, columns, delimiter=";", quoting=csv.QUOTE_ALL)
    out.writeheader()
    out.writerows(row | {empty: fill(row)} for row in table)
    (folder / name).write_bytes(b"\xef\xbb\xbf" + saved.getvalue().encode())
    return folder / name


def judge(folder: Path, counted: Path) -> int:
    """The line of the page, with the file that was filled in."""
    (folder / "batches.csv").write_bytes(Client().get(FILES + "batches.csv").content)
    words = shlex.split(told()["command"])[3:]
    return main(["audit", str(folder / "batches.csv"), *words, "--counted", str(counted), "--lang", "en"])


def test_the_file_of_the_page_filled_in_by_a_spreadsheet_gives_the_risk_that_the_site_measured(
    counted, auditor: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(auditor)
    page = read_page(Client().get(PUBLIC))
    assert f"{FILES}to-count.csv" in [one.attributes["href"] for one in page.all("a")]
    for name in ("one", "two"):
        client = in_role(Role.CENTRAL_REVIEWER, name)
        for area, *_ in auditor.get("/en/desk/tiny/audits/1/").context["awaited"]:
            send(client, area.code)
    risk = [one["risk"] for one in told()["draws"] if one["risk"] is not None][-1]
    file = filled_in(tmp_path, lambda row: f"{SAME[row['choice']]}")
    assert judge(tmp_path, file) in (0, 1)
    last = [line for line in capsys.readouterr().out.splitlines() if "%" in line and "P" in line][-1]
    assert f"{risk * 100:.2f}" in last


def test_a_place_left_empty_is_not_counted_yet_and_one_half_filled_in_is_refused_at_its_row(
    counted, auditor: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin(auditor)
    first = told()["draws"][0]["area"]
    some = filled_in(
        tmp_path, lambda row: f"{SAME[row['choice']]}" if row["area_key"] == f"tiny:{first}" else ""
    )
    assert judge(tmp_path, some) == 1
    assert "To be counted next" in capsys.readouterr().out
    nothing = filled_in(tmp_path, lambda row: "")
    assert judge(tmp_path, nothing) == 2
    assert "to-count.csv: nothing is filled in" in capsys.readouterr().err
    half = filled_in(tmp_path, lambda row: "" if row["choice"] == "ozen" else f"{SAME[row['choice']]}")
    assert judge(tmp_path, half) == 2
    assert "to-count.csv, row 3, votes: no number of votes is given" in capsys.readouterr().err
    words = filled_in(tmp_path, lambda row: "many")
    assert judge(tmp_path, words) == 2
    assert "to-count.csv, row 2, votes: a number of votes is a whole number" in capsys.readouterr().err


def test_single_ballots_are_filled_in_by_the_codes_that_the_page_names(
    counted, auditor: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(auditor, "ballots")
    throw(auditor)
    draw(auditor, "60")
    assert "dala ozen against_all invalid not_found" in read_page(Client().get(PUBLIC)).text
    three = filled_in(tmp_path, lambda row: ("dala", "ozen", "not_found")[int(row["ballot"]) % 3])
    assert judge(tmp_path, three) in (0, 1)
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.endswith("%")]
    assert {one[-3] for one in rows} <= {"dala", "ozen", "not_found"} and len(rows) > 1
    assert judge(tmp_path, filled_in(tmp_path, lambda row: "Dala")) == 2
    said = capsys.readouterr().err
    assert "to-count.csv, row 2, choice" in said and "one of dala ozen against_all invalid not_found" in said


def test_the_file_says_in_words_what_each_row_is_of_and_nothing_that_was_reported(
    counted, auditor: Client
) -> None:
    begin(auditor)
    table = csv.DictReader(io.StringIO(Client().get(FILES + "to-count.csv").content.decode(), newline=""))
    rows = list(table)
    assert {row["votes"] for row in rows} == {""}
    [one] = [row for row in rows if row["area_key"] == "tiny:P101" and row["choice"] == "invalid"]
    assert one["place_en"] == "Almaty region · Talghar district · Polling station No. 101"
    assert "Талгарский район" in one["place_ru"] and one["name_ru"] and one["name_kk"]
