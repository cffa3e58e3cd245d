"""Tables of higher commissions: sums about areas above the precincts, all of them or none."""

import datetime

import pytest

from hattama.core.entries import Stage
from hattama.formats.claim_tables import claim_form, read_claims
from hattama.formats.faults import InputFaults
from tests.formats.importing_examples import areas, election, mapped, pack
from tests.formats.table_files import write_csv

RULES = {contest.code: pack.rules_for(contest) for contest in election.contests}
HEADER = ["code", "on the list", "took part", "valid", "votes A", "votes B", "stated"]
MAPPING = """\
[numbers]
illegible = ["?"]

[protocol]
area = "code"
contest = { constant = "lists" }

[figures]
listed = "on the list"
participants = "took part"
valid = "valid"

[votes]
columns = { a = "votes A", b = "votes B" }

[times.signed_at]
value = "stated"
"""


def claims(folder, *rows, mapping=MAPPING):
    path = write_csv(folder / "t.csv", [HEADER, *rows])
    said = {"source": "central_commission", "stage": Stage.FINAL}
    return read_claims(path, mapped(mapping), election, areas, RULES, **said)


def said(folder, *rows, mapping=MAPPING):
    with pytest.raises(InputFaults) as refusal:
        claims(folder, *rows, mapping=mapping)
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_a_row_is_a_claim_of_its_source_about_its_area(tmp_path):
    first, second = claims(
        tmp_path,
        ["kz", "2000", "900", "880", "500", "380", "2024-03-18 06:00"],
        ["01", "1000", "", "?", "300", "0", ""],
    )
    assert (first.row, second.row) == (2, 3)
    assert (first.claim.area_id, first.claim.contest, first.claim.source) == (
        "kz",
        "lists",
        "central_commission",
    )
    assert first.claim.stage is Stage.FINAL
    assert first.stated_at == datetime.datetime(2024, 3, 18, 1, tzinfo=datetime.UTC)
    assert dict(first.claim.figures)["valid"] == 880
    # Empty and illegible cells claim nothing; zero is a figure.
    assert dict(second.claim.figures) == {"listed": 1000, "votes[a]": 300, "votes[b]": 0}
    assert second.stated_at is None


def test_one_wrong_row_and_nothing_is_taken(tmp_path):
    good = ["kz", "2000", "900", "880", "500", "380", ""]
    assert said(
        tmp_path,
        good,
        ["01-001", "10", "9", "8", "5", "3", ""],
        ["09", "10", "9", "8", "5", "3", ""],
        ["", "10", "9", "8", "5", "3", ""],
        ["02", "10", "-9", "8.5", "5", "3", ""],
        good,
    ) == [
        ("CLAIM-TWICE", 2, ""),
        ("CLAIM-PRECINCT", 3, ""),
        ("CLAIM-UNKNOWN", 4, ""),
        ("CLAIM-NOAREA", 5, ""),
        ("NUMBER-NEGATIVE", 6, "took part"),
        ("NUMBER-FRACTION", 6, "valid"),
        ("CLAIM-TWICE", 7, ""),
    ]


def test_a_contest_of_a_part_of_the_country_is_claimed_there_and_above(tmp_path):
    mapping = """\
[protocol]
area = "code"
contest = { constant = "district" }

[votes]
columns = { c = "votes A" }
"""
    rows = [[code, "", "", "", "7", "", ""] for code in ("kz", "01")]
    assert [stated.claim.area_id for stated in claims(tmp_path, *rows, mapping=mapping)] == ["kz", "01"]
    assert said(tmp_path, ["02", "", "", "", "7", "", ""], mapping=mapping) == [("CLAIM-HERE", 2, "")]


def test_the_form_of_sums_has_no_rows_of_groups_and_knows_derived_quantities():
    form = claim_form(RULES["lists"])
    assert [(line.code, line.group) for line in form.figures] == [
        ("listed", ""),
        ("participants", ""),
        ("votes", "choices"),
        ("valid", ""),
    ]
