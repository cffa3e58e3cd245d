import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import inert_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 727", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋7", "－5", "＠A"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert inert_cell(text) == f"'{text}"


def test_a_plain_name_is_left_alone():
    assert inert_cell("№ 12 сайлау учаскесі") == "№ 12 сайлау учаскесі"
    assert inert_cell("") == ""


@given(st.text())
def test_the_text_can_be_had_back_and_never_begins_as_a_formula(text):
    cell = inert_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert (cell[1:] if cell.startswith("'") else cell) == text
