"""`hattama claims`: a table of a commission into the log, and held against what the log adds up to."""

import json
from pathlib import Path

import pytest

from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.tables import LogEntry
from tests.web.tiny_election import protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

MAPPING = """
[protocol]
area = "area"
contest = { constant = "party" }

[figures]
participants = "came"
valid = "valid"
invalid = "invalid"

[votes]
columns = { dala = "Dala", ozen = "Ozen" }
"""
HEADER = "area,came,valid,invalid,Dala,Ozen\n"
ALL = ("P001", "P002", "P003", "P101", "P201", "P202")


def load(run, folder: Path, *rows: str, stage: str = "final", source: str = "central_commission"):
    (folder / "map.toml").write_text(MAPPING, "utf-8")
    table = folder / f"{stage}.csv"
    table.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    mapping = folder / "map.toml"
    return run("claims", "load", "tiny", table, "--mapping", mapping, "--source", source, "--stage", stage)


def lines(run, *options: str) -> list[dict[str, object]]:
    return json.loads(run("claims", "check", "tiny", "--format", "json", *options).out)


@pytest.fixture
def complete(tiny: ElectionRow) -> ElectionRow:
    publish(*(protocol(precinct) for precinct in ALL))
    return tiny


def test_a_table_that_is_the_sum_of_the_protocols_agrees_in_every_cell(complete, run, tmp_path) -> None:
    loaded = load(run, tmp_path, "KZ,3600,3600,72,2220,1200", "R1,2400,2400,48,1480,800")
    assert loaded.told.strip() == (
        "Areas appended to the log of tiny: 2 (in the place of earlier claims: 0); there already: 0."
    )
    checked = run("claims", "check", "tiny")
    assert (checked.code, checked.told.strip()) == (
        0,
        # Two areas of five cells; the country also against its regions, of which one has not spoken.
        "Cells that agree: 10; differ: 0; cannot be compared yet: 5.",
    )


def test_a_cell_that_differs_is_named_with_both_sides(complete, run, tmp_path) -> None:
    load(run, tmp_path, "KZ,3600,3600,72,2220,1200", "R1,2400,2400,48,1490,790", "R2,1200,1200,24,740,400")
    checked = run("claims", "check", "tiny")
    assert checked.code == 1
    found = [line for line in lines(run) if line["verdict"] == "differs"]
    told = [
        (f["area_id"], f["figure"], f["against"], f["claimed"], f["other"], f["difference"]) for f in found
    ]
    assert told == [
        ("KZ", "votes[dala]", "claims_below", 2220, 2230, -10),
        ("KZ", "votes[ozen]", "claims_below", 1200, 1190, 10),
        ("R1", "votes[dala]", "protocols", 1490, 1480, 10),
        ("R1", "votes[ozen]", "protocols", 790, 800, -10),
    ]


def test_stages_stand_side_by_side_and_a_later_claim_takes_the_place_of_its_own(
    complete, run, tmp_path
) -> None:
    load(run, tmp_path, "KZ,3610,3610,75,2227,1203", stage="preliminary")
    load(run, tmp_path, "KZ,3600,3600,72,2221,1200")
    again = load(run, tmp_path, "KZ,3600,3600,72,2220,1200")
    assert "tiny: 1 (in the place of earlier claims: 1)" in again.told
    assert "tiny: 0 (" in load(run, tmp_path, "KZ,3600,3600,72,2220,1200").told
    assert PublishedClaim.objects.count() == LogEntry.objects.filter(kind="claim").count() == 3
    first, replaced, current = PublishedClaim.objects.all()
    assert (first.replaced_by, replaced.replaced_by, current.replaced_by) == (None, current.entry_index, None)
    changes = {line["figure"]: line["difference"] for line in lines(run) if line["against"] == "claim"}
    assert changes == {"participants": -10, "valid": -10, "invalid": -3, "votes[dala]": -7, "votes[ozen]": -3}


def test_while_protocols_are_missing_only_what_is_wrong_already_differs(tiny, run, tmp_path) -> None:
    publish(protocol("P001"))
    load(run, tmp_path, "R1,599,600,12,370,200")
    assert [(line["figure"], line["verdict"], line["lacking"]) for line in lines(run)] == [
        ("participants", "differs", 3),
        ("votes[dala]", "cannot_be_compared", 3),
        ("votes[ozen]", "cannot_be_compared", 3),
        ("invalid", "cannot_be_compared", 3),
        ("valid", "cannot_be_compared", 3),
    ]


def test_one_wrong_cell_and_nothing_is_loaded(tiny, run, tmp_path) -> None:
    refused = load(run, tmp_path, "KZ,3600,3600,72,2220,1200", "P001,1,1,1,1,1", "R9,1,1,1,1,x")
    assert refused.code == 2
    assert [line.split(":")[0] for line in refused.told.strip().splitlines()] == [
        "final.csv, row 3",
        "final.csv, row 4",
        "final.csv, row 4, Ozen",
    ]
    assert not LogEntry.objects.filter(kind="claim").exists()


def test_an_election_that_is_not_open_takes_none(draft, run, tmp_path) -> None:
    assert "is not open" in load(run, tmp_path, "KZ,1,1,1,1,1").told


@pytest.mark.parametrize(
    ("language", "heads", "cells"),
    [
        ("kk", ("Мәлімделген", "Айырма"), ("Орталық сайлау комиссиясы", "түпкілікті", "айырмасы бар")),
        (
            "ru",
            ("Заявлено", "Разница"),
            ("Центральная избирательная комиссия", "окончательные", "различается"),
        ),
        ("en", ("Declared", "Difference"), ("Central Election Commission", "final", "differs")),
    ],
)
def test_the_table_of_cells_speaks_the_language_of_the_reader(
    complete, run, tmp_path, language, heads, cells
) -> None:
    load(run, tmp_path, "R1,2400,2400,48,1490,790")
    told = run("--lang", language, "claims", "check", "tiny").out
    first, *rows = told.splitlines()
    assert all(head in first for head in heads)
    assert any(all(cell in row for cell in cells) for row in rows)
    assert "area_id" not in told and "central_commission" not in told


def test_a_table_may_claim_the_votes_of_one_choice_alone(complete, run, tmp_path, client) -> None:
    lone = MAPPING[: MAPPING.index("[figures]")] + '[votes]\ncolumns = { dala = "Dala" }\n'
    (tmp_path / "map.toml").write_text(lone, "utf-8")
    (tmp_path / "dala.csv").write_text("area,Dala\nKZ,2300\nR1,1480\n", "utf-8")
    words = ("--mapping", tmp_path / "map.toml", "--source", "press", "--stage", "preliminary")
    assert run("claims", "load", "tiny", tmp_path / "dala.csv", *words).code == 0
    assert [row.figures for row in PublishedClaim.objects.order_by("area__code")] == [
        {"votes[dala]": 2300},
        {"votes[dala]": 1480},
    ]
    told = {(one["area_id"], one["figure"]) for one in lines(run, "--all") if one["against"] == "protocols"}
    assert told == {("KZ", "votes[dala]"), ("R1", "votes[dala]")}
    page = client.get("/en/e/tiny/results/party/claims/").content.decode()
    assert "2,300" in page.replace("\xa0", ",") and "2,220" in page.replace("\xa0", ",")
