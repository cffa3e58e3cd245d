"""Names of one person in three spellings, and numbers with their control digit."""

import operator
import re

import duckdb
import pytest

from hattama.voters.finding import control_holds
from hattama.voters.keys import WEIGHTS, name_key, patronymic_key, surname_key


@pytest.mark.parametrize(
    "spellings",
    [
        "Қанат Канат Qanat Kanat",
        "Әйгүл Айгуль Aigul Aygul Äigül",
        "Жұмабай Джумабай Zhumabay Jumabai",
        "Ерлан Yerlan Erlan",
        "Нұрғиса Нургиса Nurgisa",
        "Пётр Петр Pyotr",
        "Шыңғыс Shyngys Şyñğys",
    ],
)
def test_a_given_name_has_one_key_in_every_spelling(spellings: str) -> None:
    assert len({name_key(name) for name in spellings.split()}) == 1


def test_names_that_are_two_have_two_keys() -> None:
    names = "Асан Үсен Айгүл Айгерім Ержан Ерлан Мария Марина".split()  # noqa: SIM905 -- a list of names
    assert len({name_key(name) for name in names}) == len(names)


def test_brother_and_sister_have_one_surname_and_one_father() -> None:
    assert surname_key("Жүнісов") == surname_key("Жүнісова") == surname_key("Zhunissova")
    assert surname_key("Ивановский") == surname_key("Ivanovskaya")
    fathers = {patronymic_key(name) for name in ("Әлімұлы", "Әлімқызы", "Алимович", "Алимовна", "Alimuly")}
    assert fathers == {"alim"}


def test_a_name_that_is_nothing_but_an_ending_is_kept() -> None:
    assert patronymic_key("Улы") == "uli"


def has_its_control_digit(text: str) -> bool:
    """Are these twelve digits, the last one the control digit of the others?"""
    if not re.fullmatch("[0-9]{12}", text):
        return False
    rests = (sum(map(operator.mul, weights, map(int, text[:11]))) % 11 for weights in WEIGHTS)
    return next((rest for rest in rests if rest < 10), None) == int(text[11])


def test_the_database_judges_numbers_by_their_control_digit() -> None:
    numbers = [f"{start:011d}{last}" for start in range(85010130000, 85010130300) for last in range(10)]
    numbers += ["", "12", "85010130012x", "٨50101300126", "8501013001260", " 50101300126"]
    with duckdb.connect() as connection:
        answers = connection.execute(
            f"SELECT n, {control_holds('n')} FROM (SELECT unnest(?) AS n)", [numbers]
        )
        judged = dict(answers.fetchall())
    assert judged == {number: has_its_control_digit(number) for number in numbers}
    assert sum(judged.values()) > 290
