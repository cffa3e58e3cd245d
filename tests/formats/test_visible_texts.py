"""Signs that nobody sees and that make two of one name."""

import pytest

from hattama.formats.visible_texts import hidden_sign, without_hidden_signs


@pytest.mark.parametrize(
    "name",
    [
        "Әлихан Бөкейхан",
        "حزب نیم\u200cفاصله",
        "श्री क\u094d\u200dष",
        "ශ\u0dca\u200dරී ලංකා",
        "ᠮᠣᠩᠭᠣᠯ ᠤᠨ\u180b",
        "葛\U000e0100城",
        "❤\ufe0f 2023",
    ],
)
def test_what_shapes_the_letter_before_it_belongs_to_the_name(name: str) -> None:
    assert hidden_sign(name) == ""
    assert without_hidden_signs(name) == name


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Алма\u200d", "U+200D"),
        ("Al\u200cma", "U+200C"),
        ("\u200dАлма", "U+200D"),
        ("№ 1\ufe0f", "U+FE0F"),
        ("حزب\u200c\u200c", "U+200C"),
        ("А\u034fлма", "U+034F"),
        ("Алма\u3164", "U+3164"),
        ("Алма\U000e0041", "U+E0041"),
        ("Алма\u2069", "U+2069"),
    ],
)
def test_what_makes_two_of_a_name_that_looks_like_one_is_named(name: str, sign: str) -> None:
    assert hidden_sign(name) == hidden_sign(name, several_lines=True) == sign
    assert hidden_sign(without_hidden_signs(name)) == ""
