import pytest

from hattama.core.documents.stems import language_of, stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("kk", "шағым шағымның шағымды шағымдар шағымдардың"),
        ("kk", "үміткер үміткердің үміткерлер үміткерлердің"),
        ("ru", "жалоба жалобы жалоб жалобами жалобу"),
        ("en", "complaint complaints"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms.split()}) == 1


def test_voters_and_an_election_are_two_things():
    assert stem("сайлаушы", "kk") != stem("сайлау", "kk")


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Комиссия шешімдерін бірден жариялайды және отырыстарын көрсетеді.", "kk"),
        ("Комиссия публикует решения и показывает заседания в сети.", "ru"),
        ("The commission publishes its decisions at once.", "en"),
        ("Baytaq, Respublica, Amanat", ""),
    ],
)
def test_a_sentence_tells_its_language(sentence, language):
    assert language_of(sentence) == language
