"""The stored key puts names in the order of the Kazakh alphabet on any database."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hattama.web.kernel.languages.sort_keys import SORT_KEY_LENGTH, kazakh_sort_key

ALPHABET = [*"АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"]


def in_order(names: list[str]) -> bool:
    keys = [kazakh_sort_key(name) for name in names]
    return keys == sorted(keys) and len(set(keys)) == len(keys)


def test_the_alphabet_stands_in_its_own_order() -> None:
    assert len(ALPHABET) == 42
    assert in_order(ALPHABET)


@pytest.mark.parametrize(
    "names",
    [
        ["Абай", "Ақмола", "Ақтөбе", "Алматы", "Атырау", "Батыс Қазақстан", "Жамбыл", "Жетісу", "Қарағанды"],
        ["Қарағанды", "Қостанай", "Қызылорда", "Маңғыстау", "Павлодар", "Солтүстік Қазақстан", "Түркістан"],
        ["Түркістан", "Ұлытау", "Шығыс Қазақстан"],
        ["Орал", "Ояш", "Өскемен", "Павлодар"],
        ["Урал", "Учаске", "Ұлытау", "Үржар", "Форт"],
        ["№ 2 учаске", "№ 10 учаске", "№ 100 учаске"],
        ["Мектеп", "Мектеп 2", "Мектеп 10", "Мектеп интернаты", "Мектепке"],
        ["Абай", "Абай ауданы", "Абайский"],
        ["9", "Абай", "Яссы", "Astana", "Zona", "თბილისი"],
        ["Iași", "Ib"],
        ["0", "1", "9", "10", "99999999999999999999", "100000000000000000000"],
    ],
)
def test_names_stand_as_in_a_printed_list(names: list[str]) -> None:
    assert in_order(names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("«Аманат»", "АМАНАТ"),
        ("№ 007", "7"),
        ("Қызыл-Жар", "қызыл   жар"),
        ("  Абай.", "Абай"),
        ("й", "й"),
    ],
)
def test_case_punctuation_and_leading_zeros_do_not_part_names(one: str, other: str) -> None:
    assert kazakh_sort_key(one) == kazakh_sort_key(other)


@given(st.text())
def test_keys_are_short_plain_and_the_same_every_time(text: str) -> None:
    key = kazakh_sort_key(text)
    assert len(key) <= SORT_KEY_LENGTH
    assert set(key) <= set("0123456789abcdef")
    assert key == kazakh_sort_key(text)


@given(st.integers(min_value=0), st.integers(min_value=0), st.sampled_from(["", "Учаске ", "№ "]))
def test_numbers_stand_by_their_value(one: int, other: int, name: str) -> None:
    keys = kazakh_sort_key(f"{name}{one}"), kazakh_sort_key(f"{name}{other}")
    assert (keys[0] < keys[1]) == (one < other)


@given(
    st.lists(st.sampled_from([letter.lower() for letter in ALPHABET]), max_size=20),
    st.lists(st.sampled_from([letter.lower() for letter in ALPHABET]), max_size=20),
)
def test_words_compare_letter_by_letter(one: list[str], other: list[str]) -> None:
    places = [[ALPHABET.index(letter.upper()) for letter in word] for word in (one, other)]
    keys = [kazakh_sort_key("".join(word)) for word in (one, other)]
    assert (keys[0] < keys[1]) == (places[0] < places[1])


@pytest.mark.django_db
def test_the_database_orders_keys_as_python_does_whatever_its_collation() -> None:
    names = [*ALPHABET, "Абай 2", "Абай 10", "Абай", "Абайский", "Zona", "თბილისი", "7", "12", "Қ-1", "ҚА"]
    keys = [kazakh_sort_key(name) for name in names]
    rows = " UNION ALL ".join(["SELECT %s AS sort_key"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sort_key FROM ({rows}) AS names ORDER BY sort_key", keys[::-1])
        assert [key for (key,) in cursor.fetchall()] == sorted(keys)
