from hypothesis import given
from hypothesis import strategies as st

from hattama.publish.paper.sheet_items import fitting_size, fitting_texts, text_width

LETTERS = st.text(
    alphabet="аәбвгғдеёжзиіклмнңоөпрстуұүфхһцчшщыэюя АӘБ№«»,.0123456789abcdefghmw", max_size=300
)


@given(st.lists(LETTERS, max_size=3), st.integers(100, 2000), st.integers(20, 300))
def test_a_larger_box_never_makes_the_text_smaller(texts, width, height):
    size = fitting_size(texts, width, height, most=1200)
    assert 400 <= size <= 1200
    assert fitting_size(texts, width + 50, height, most=1200) >= size
    assert fitting_size(texts, width, height + 20, most=1200) >= size


def test_a_short_text_is_as_large_as_it_may_be_and_a_long_one_is_small():
    assert fitting_size(["дауыс"], 800, 70, most=800) == 800
    assert 400 < fitting_size(["дауыс " * 20], 800, 70, most=800) < 800
    assert fitting_size(["дауыс " * 500], 800, 70, most=800) == 400


def test_capital_and_bold_letters_take_more_room():
    assert text_width("АБВ") > text_width("абв")
    assert text_width("абв", bold=True) > text_width("абв")


@given(st.lists(LETTERS, min_size=1, max_size=3), st.integers(100, 2000))
def test_texts_are_cut_to_what_the_box_holds_and_only_where_they_must(texts, width):
    shown = fitting_texts(texts, width, 20 * len(texts), size=400)
    assert fitting_size(shown, width, 20 * len(texts), most=400, least=375) == 400
    for text, part in zip(texts, shown, strict=True):
        assert part == text or (part.endswith("…") and text.startswith(part[:-1]))


def test_a_short_text_is_not_cut():
    assert fitting_texts(["дауыс", "голос"], 800, 70, size=400) == ["дауыс", "голос"]
