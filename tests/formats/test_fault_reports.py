import csv
import io

import pytest

from hattama.formats.faults import render_fault_report
from hattama.formats.whole_numbers import NEGATIVE, NOT_A_NUMBER

FAULTS = [
    NOT_A_NUMBER.at("t.csv", row=12, field="votes, A", found='one "two"\nthree'),
    NEGATIVE.at("t.csv", row=13, field="votes", found="-5"),
    NOT_A_NUMBER.at("t.csv", found="=HYPERLINK(1)"),
]


@pytest.mark.parametrize(
    ("language", "header", "sentence"),
    [
        ("kk", "түсіндірме", "теріс сан: -5"),
        ("ru", "объяснение", "отрицательное число: -5"),
        ("en", "explanation", "a negative number: -5"),
    ],
)
def test_a_report_is_a_table_in_the_reader_s_language(language, header, sentence):
    text = render_fault_report(FAULTS, language).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0][-1] == header
    assert rows[1][:5] == ["t.csv", "12", "votes, A", "NUMBER-TEXT", 'one "two"\nthree']
    assert rows[2][-1] == sentence
    assert len(rows) == 4


def test_no_cell_of_a_report_is_taken_for_a_formula():
    text = render_fault_report(FAULTS, "en").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert "'=HYPERLINK(1)" in cells
