"""Places in a law, each written as the reader's language writes it."""

import re

import pytest

from hattama.core.norms.provisions import Provision, cite, is_norm_id, parse_provision
from hattama.core.vocabulary import Words

LAW = Words.of({"kk": "Сайлау туралы заңның", "ru": "Закона о выборах", "en": "of the Law on elections"})

AS_EACH_LANGUAGE_WRITES = [
    ("kz-elections/43", "43-бап", "ст. 43", "art. 43"),
    ("kz-elections/43(4)", "43-баптың 4-тармағы", "п. 4 ст. 43", "art. 43(4)"),
    (
        "kz-elections/43(4-1)2-1",
        "43-баптың 4-1-тармағының 2-1) тармақшасы",
        "пп. 2-1) п. 4-1 ст. 43",
        "art. 43(4-1), subpara. 2-1)",
    ),
    ("kz-elections/9(2)/p2", "9-баптың 2-тармағының екінші бөлігі", "ч. 2 п. 2 ст. 9", "art. 9(2), part 2"),
    ("kz-elections/20-1(1)", "20-1-баптың 1-тармағы", "п. 1 ст. 20-1", "art. 20-1(1)"),
    ("kz-referendum/29/p2", "29-баптың екінші бөлігі", "ч. 2 ст. 29", "art. 29, part 2"),
]


@pytest.mark.parametrize(("norm_id", "kazakh", "russian", "english"), AS_EACH_LANGUAGE_WRITES)
def test_one_place_is_written_in_each_language_as_that_language_does(norm_id, kazakh, russian, english):
    place = parse_provision(norm_id)
    assert [cite(place, language) for language in ("kk", "ru", "en")] == [kazakh, russian, english]


def test_brackets_hold_a_part_where_the_law_numbers_parts():
    place = parse_provision("kz-offences/119(3)", numbered_parts=True)
    assert cite(place, "kk") == "119-баптың үшінші бөлігі"
    assert cite(place, "ru") == "ч. 3 ст. 119"


def test_brackets_hold_a_subparagraph_where_the_article_has_no_paragraphs():
    place = parse_provision("kz-elections/12(16-1)", subparagraphs_of_articles=("12",))
    assert cite(place, "kk") == "12-баптың 16-1) тармақшасы"
    assert cite(place, "ru") == "пп. 16-1) ст. 12"
    assert cite(place, "en") == "art. 12, subpara. 16-1)"


def test_a_law_that_is_named_owns_the_article_in_kazakh():
    place = Provision("43", "4")
    assert cite(place, "kk", LAW) == "Сайлау туралы заңның 43-бабының 4-тармағы"
    assert cite(place, "ru", LAW) == "п. 4 ст. 43 Закона о выборах"
    assert cite(place, "en", LAW) == "art. 43(4) of the Law on elections"
    assert cite(Provision("8"), "kk", LAW) == "Сайлау туралы заңның 8-бабы"


def test_a_part_beyond_the_spelt_ordinals_is_written_in_figures():
    assert cite(Provision("5", part=13), "kk") == "5-баптың 13-бөлігі"


def test_a_language_without_a_way_of_its_own_is_given_the_english_one():
    assert cite(Provision("71", "3", subparagraph="h"), "ka") == "art. 71(3), subpara. h)"


@pytest.mark.parametrize(
    "text", ["43(4)", "kz-elections/", "kz-elections/43(4", "KZ/43", "kz-elections/43 (4)", "?"]
)
def test_what_is_not_written_as_an_identifier_is_none(text):
    assert not is_norm_id(text)
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_provision(text)
