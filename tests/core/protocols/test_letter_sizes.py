from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols.letter_sizes import count_lines, height_of_lines, lines_held, text_width


def test_capital_and_bold_letters_take_more_room():
    assert text_width("АБВ") > text_width("абв")
    assert text_width("абв", bold=True) > text_width("абв")


def test_each_text_begins_a_line_and_a_long_one_takes_several():
    assert count_lines(["дауыс", "голос"], 800) == 2
    assert count_lines(["дауыс " * 40], 800) > 2


@given(st.integers(1, 40), st.integers(400, 2000))
def test_a_box_as_high_as_its_lines_holds_them_and_no_more(lines, size):
    height = height_of_lines(lines, size)
    assert lines_held(height, size) == lines
