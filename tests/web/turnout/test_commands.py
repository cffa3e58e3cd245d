"""`hattama turnout load`: into the log, or refused with the cell named."""

from pathlib import Path

import pytest

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import LogEntry

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "area,time,notion,voters,registered,share,contest\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "turnout.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_a_series_is_loaded_and_loading_it_again_adds_nothing(tiny: ElectionRow, run, tmp_path) -> None:
    path = write(
        tmp_path,
        "R1,2023-03-19T16:10+06:00,ballots_issued,500,1000,,",
        "R1,2023-03-19T18:10Z,ballots_issued,,,51,",
    )
    first = run("turnout", "load", "tiny", path)
    assert (first.code, first.told.strip().splitlines()[-1]) == (
        0,
        "Appended to the log of tiny: 2 new, 0 stated anew; 0 were there already.",
    )
    again = run("turnout", "load", "tiny", path)
    assert again.told.strip().endswith("0 new, 0 stated anew; 2 were there already.")
    assert LogEntry.objects.filter(kind="turnout").count() == 2


def test_a_row_about_nowhere_is_named_and_nothing_is_loaded(tiny: ElectionRow, run, tmp_path) -> None:
    path = write(
        tmp_path,
        "R1,2023-03-19T16:10+06:00,ballots_issued,500,,,",
        "R9,2023-03-19T16:10+06:00,participants,7,,,",
    )
    ran = run("turnout", "load", "tiny", path)
    assert (ran.code, ran.told.strip()) == (
        2,
        "turnout.csv, row 3, area: the election has no such area: R9",
    )
    assert not LogEntry.objects.filter(kind="turnout").exists()


def test_a_wrong_cell_is_named(tiny: ElectionRow, run, tmp_path) -> None:
    ran = run("turnout", "load", "tiny", write(tmp_path, "R1,16:10,ballots_issued,500,,,"))
    assert ran.code == 2
    assert ran.told.startswith("turnout.csv, row 2, time: a time with its offset is needed")


def test_an_election_that_is_not_open_takes_none(draft: ElectionRow, run, tmp_path) -> None:
    ran = run("turnout", "load", "tiny", write(tmp_path, "R1,2023-03-19T16:10Z,ballots_issued,500,,,"))
    assert (ran.code, ran.told.splitlines()[-1]) == (2, "Election tiny is not open: it has no log.")
