"""Percentages that are true are left alone in whatever words they stand; false ones are named."""

import pytest

from hattama.core.documents import SourceText, check_documents
from tests.core.documents.found_codes import codes


@pytest.mark.parametrize(
    "sentence",
    [
        "Observers saw 33 of the 120 stations (28 per cent) open late.",
        "Observers saw 28 per cent (33 of 120 stations) open late.",
        "Of the list of 281 people, including 80 women (28 %), all came.",
        "Парламентте 107 орынның 28-ін (26 пайыз) әйелдер иеленді.",
        "Комиссия 121 АСК-ның 43-інде (36 пайыз) болды.",
        "Из 64 жалоб отклонены 40 из 64 (63 %).",
        "В списке 281 кандидат, в том числе 80 женщин (28 %) и 56 молодых (20 %).",
        # Not shares of what stands before them.
        "Observers visited 128 stations and were hindered in 3 (5 per cent in the capital).",
        "The threshold fell from 7 to 5 per cent for 98 seats.",
        "The 12 women (more than 40 per cent of 28 members) spoke.",
        "About 1,500 of 12,000 voters (about 13 per cent) asked.",
    ],
)
def test_an_innocent_share_is_not_accused(sentence):
    assert codes(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Observers saw 33 of the 120 stations (38 per cent) open late.",
        "Observers saw 38 per cent (33 of 120 stations) open late.",
        "Парламентте 107 орынның 38-ін (26 пайыз) әйелдер иеленді.",
        "Отклонены 40 из 64 жалоб (36 %).",
        "В списке 281 кандидат, в том числе 80 женщин (28 %) и 56 молодых (25 %).",
    ],
)
def test_a_false_share_is_named(sentence):
    assert codes(sentence) == ["DOC-SHARE"]


def test_a_share_cut_off_instead_of_rounded_is_a_question():
    (found,) = check_documents([SourceText("made-up", "Observers saw 43 of the 121 stations (35 per cent).")])
    assert found.weight == "question" and (found.found, found.expected) == ("35", "35.5")


@pytest.mark.parametrize(
    "text",
    [
        "Палата 98 депутаттан тұрады. Палатаның үштен екісі (65 депутат) тізіммен сайланады.",
        "Совет состоит из 90 депутатов. Более двух третей совета (70 депутатов) избраны.",
        "The hall has 90 doors. Two thirds of the guests (12 people) left.",
    ],
)
def test_an_innocent_fraction_is_not_accused(text):
    assert codes(text) == []
