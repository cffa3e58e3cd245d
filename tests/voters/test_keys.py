"""Names of one person in three spellings, and numbers with their control digit."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.voters.finding import control_holds
from hattama.voters.keys import control_digit, is_identity_number, name_key, patronymic_key, surname_key

DIGITS = st.text("0123456789", min_size=11, max_size=11)


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


@given(DIGITS)
def test_one_wrong_digit_is_seen_where_the_first_weights_give_the_control(first: str) -> None:
    digit = control_digit(first)
    if digit is None:
        assert not any(is_identity_number(first + last) for last in "0123456789")
        return
    assert is_identity_number(first + str(digit))
    assert not is_identity_number(first + str((digit + 1) % 10))


def test_the_database_judges_numbers_as_the_function_does() -> None:
    numbers = [f"{start:011d}{last}" for start in range(85010130000, 85010130300) for last in range(10)]
    numbers += ["", "12", "85010130012x", "٨50101300126", "8501013001260", " 50101300126"]
    with duckdb.connect() as connection:
        answers = connection.execute(
            f"SELECT n, {control_holds('n')} FROM (SELECT unnest(?) AS n)", [numbers]
        )
        judged = dict(answers.fetchall())
    assert judged == {number: is_identity_number(number) for number in numbers}
    assert sum(judged.values()) > 290
