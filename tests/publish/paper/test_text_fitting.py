from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import LEAST_LETTERS, count_lines, height_of_lines
from hattama.publish.paper.sheet_items import fitting_size, fitting_texts

LETTERS = st.text(
    alphabet="аәбвгғдеёжзиіклмнңоөпрстуұүфхһцчшщыэюя АӘБ№«»,.0123456789abcdefghmw", max_size=300
)


@given(st.lists(LETTERS, max_size=3), st.integers(100, 2000), st.integers(20, 300))
def test_a_larger_box_never_makes_the_text_smaller(texts, width, height):
    size = fitting_size(texts, width, height, most=1200)
    assert LEAST_LETTERS <= size <= 1200
    assert fitting_size(texts, width + 50, height, most=1200) >= size
    assert fitting_size(texts, width, height + 20, most=1200) >= size


def test_a_short_text_is_as_large_as_it_may_be_and_a_long_one_is_small():
    assert fitting_size(["дауыс"], 800, 70, most=800) == 800
    assert LEAST_LETTERS < fitting_size(["дауыс " * 16], 800, 70, most=800) < 800
    assert fitting_size(["дауыс " * 500], 800, 70, most=800) == LEAST_LETTERS


@given(st.lists(LETTERS, min_size=1, max_size=3), st.integers(100, 2000))
def test_texts_are_cut_to_what_the_box_holds_and_only_where_they_must(texts, width):
    height = height_of_lines(len(texts))
    shown = fitting_texts(texts, width, height, size=LEAST_LETTERS)
    assert count_lines(shown, width) <= len(texts)
    for text, part in zip(texts, shown, strict=True):
        assert part == text or (part.endswith("…") and text.startswith(part[:-1]))


def test_what_a_text_ends_with_is_left_whole_where_the_text_is_cut():
    (shown,) = fitting_texts(["партия " * 30 + "(шықты)"], 800, 30, size=LEAST_LETTERS, ends=["(шықты)"])
    assert shown.endswith("…(шықты)") and count_lines([shown], 800) == 1


def test_a_short_text_is_not_cut():
    assert fitting_texts(["дауыс", "голос"], 800, 70, size=LEAST_LETTERS) == ["дауыс", "голос"]
