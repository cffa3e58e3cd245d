import pytest

from hattama.core.documents import SourceText, check_documents
from tests.core.documents.found_codes import codes

KAZAKH = (
    "Комиссия шешімдерін бірден жариялайды. Отырыстар ашық өтеді және көрсетіледі. Барлық мүшелер қатысты. "
    "Хаттамалар уақытында берілді. Бақылаушылар үшін орындар болды. "
)
RUSSIAN = (
    "Комиссия публикует свои решения. Заседания проходят открыто. Протоколы выданы в срок. "
    "Для наблюдателей были места. Жалоб на это не поступало. "
)


@pytest.mark.parametrize(
    "text",
    [
        KAZAKH + "Ол «комиссия является постоянно действующим органом» деп жазды.",
        KAZAKH + "Baytaq, Respublica, Amanat және The Voice of the People партиялары келді.",
        RUSSIAN + "Партии «Ақ жол», «Ауыл» и «Amanat» пришли на заседание.",
        KAZAKH + RUSSIAN,
    ],
)
def test_names_quotations_and_documents_in_two_languages_are_not_strays(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        KAZAKH + "Комиссия является постоянно действующим органом.",
        RUSSIAN + "Комиссия шешімдерін бірден жариялайды және көрсетеді.",
        RUSSIAN + "The commission publishes all of its decisions at once.",
    ],
)
def test_a_sentence_in_another_language_is_named(text):
    assert codes(text) == ["DOC-LANGUAGE"]


def test_letters_of_two_alphabets_are_one_question_with_abbreviations_first():
    (found,) = check_documents([SourceText("made-up", KAZAKH + "Бұл күнi CОРК келді.")])
    assert found.rule.code == "DOC-LETTERS" and found.found == "СОРК, күні"


def test_a_doubled_schwa_is_a_question():
    (found,) = check_documents([SourceText("made-up", KAZAKH + "Нəәтиже белгілі.")])
    assert (found.rule.code, found.found) == ("DOC-LETTERS", "1")
