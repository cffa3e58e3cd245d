import numpy as np

from hattama.scanning.digits import ReadAs, load_card, read_figures
from tests.scanning.digits.written_boxes import digits_of, written_box


def boxes(text: str) -> list[np.ndarray]:
    """Boxes of a figure: a digit each, a space for a blank box, x for one that is struck out."""
    return [_box(character) for character in text]


def _box(character: str) -> np.ndarray:
    if character == " ":
        return written_box(None)
    if character == "x":
        scribble = np.zeros((40, 40), np.float32)
        scribble[::4] = scribble[:, ::5] = 1
        return written_box(scribble)
    return written_box(digits_of(int(character), 1)[0])


def test_digits_side_by_side_are_one_figure():
    reading = read_figures([boxes("1360")])[0]
    assert (reading.read_as, reading.value) == (ReadAs.VALUE, 1360)
    assert reading.confidence >= load_card().threshold


def test_blank_boxes_may_stand_before_the_digits_or_after_them():
    assert read_figures([boxes("  136")])[0].value == 136
    assert read_figures([boxes("136  ")])[0].value == 136


def test_a_zero_is_a_zero_and_blank_boxes_are_blank():
    assert read_figures([boxes("   0")])[0].value == 0
    blank = read_figures([boxes("    ")])[0]
    assert (blank.read_as, blank.value) == (ReadAs.BLANK, None)


def test_a_gap_between_digits_is_not_read():
    reading = read_figures([boxes("1 36")])[0]
    assert (reading.read_as, reading.value) == (ReadAs.UNREAD, None)


def test_one_box_that_holds_no_digit_makes_the_figure_unread():
    reading = read_figures([boxes("1x6")])[0]
    assert reading.value is None or reading.confidence < load_card().threshold


def test_many_figures_are_read_as_each_alone():
    figures = [boxes("12"), boxes("   "), boxes("98")]
    assert [reading.value for reading in read_figures(figures)] == [12, None, 98]
