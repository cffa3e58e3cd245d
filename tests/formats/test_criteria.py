"""Criteria of cards: every pack's country has them, cited as of its day; a faulty file is refused whole."""

import datetime

import pytest

from hattama.core.cards import QUESTIONS
from hattama.formats.criteria import load_criteria, parse_criteria
from hattama.formats.faults import InputFaults
from hattama.rulepacks import read_criteria

DAY = datetime.date(2026, 8, 30)


def test_norms_are_those_of_the_country_and_the_day() -> None:
    by_code = {one.code: one for one in load_criteria("KZ", "kz-elections", DAY)}
    assert list(by_code) == list(QUESTIONS)
    assert by_code["arithmetic"].cited.ids
    assert not by_code["video"].cited
    before = {one.code: one for one in load_criteria("KZ", "kz-elections", datetime.date(2023, 3, 19))}
    assert "kz-elections/26(3)" in before["list_inspected"].cited.ids
    # Everyone could see the lists until 2026; the paragraph of that number says something else since.
    assert "kz-elections/26(3)" not in by_code["list_inspected"].cited.ids
    assert all(not one.cited for one in load_criteria("GE", "ge-elections", datetime.date(2024, 10, 26)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "video"', 'code = "weather"'),
        ("kz-elections/14(9)", "kz-elections/999"),
        ("acts =", "points ="),
    ],
)
def test_a_faulty_file_is_refused(old: str, new: str) -> None:
    data = read_criteria().decode()
    assert old in data
    with pytest.raises(InputFaults):
        parse_criteria(data.replace(old, new).encode(), "KZ", "kz-elections", DAY)
