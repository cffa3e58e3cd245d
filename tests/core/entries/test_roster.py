"""`roster`: the parts of the list of expected protocols."""

import datetime

from hattama.core.entries import check_entry_schema, roster_body

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
PRECINCT = {"area": "P001", "contests": ["party"], "registered": None}


def test_a_part_fits_its_schema():
    assert check_entry_schema(roster_body(1, 2, [PRECINCT], NOW)) == ()


def test_there_is_no_part_after_the_last():
    assert [problem.place for problem in check_entry_schema(roster_body(3, 2, [PRECINCT], NOW))] == ["part"]
