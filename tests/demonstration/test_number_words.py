import pytest

from hattama.demonstration.papers.number_words import number_words


@pytest.mark.parametrize(
    ("number", "kazakh", "russian"),
    [
        (0, "нөл", "ноль"),
        (7, "жеті", "семь"),
        (10, "он", "десять"),
        (12, "он екі", "двенадцать"),
        (40, "қырық", "сорок"),
        (100, "жүз", "сто"),
        (219, "екі жүз он тоғыз", "двести девятнадцать"),
        (1000, "бір мың", "одна тысяча"),
        (2043, "екі мың қырық үш", "две тысячи сорок три"),
        (3000, "үш мың", "три тысячи"),
        (5101, "бес мың жүз бір", "пять тысяч сто один"),
        (12_012, "он екі мың он екі", "двенадцать тысяч двенадцать"),
        (21_000, "жиырма бір мың", "двадцать одна тысяча"),
    ],
)
def test_numbers_are_said_as_people_say_them(number: int, kazakh: str, russian: str) -> None:
    assert " ".join(number_words(number, "kk")) == kazakh
    assert " ".join(number_words(number, "ru")) == russian
