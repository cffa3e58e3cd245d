"""Whatever alphabet and keyboard a name is typed with, its row is found."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hattama.web.kernel.languages.search_text import (
    LONGEST_TERM,
    MOST_TERMS,
    normalise_search_text,
    romanise_word,
    search_terms,
)
from hattama.web.kernel.languages.sort_keys import KAZAKH_ALPHABET


def finds(query: str, text: str) -> bool:
    """What a database does with a stored column: every piece must occur in it."""
    column, terms = normalise_search_text(text), search_terms(query)
    return bool(terms) and all(term in column for term in terms)


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Қостанай облысы", ["қостанай", "ҚОСТ", "костанай", "Qostanai", "Qostanay", "kostanay", "обл кост"]),
        ("Алматы қаласы", ["алматы", "almaty", "ALMA", "кала", "қала"]),
        ("Өскемен", ["оскемен", "Öskemen", "oskemen"]),
        ("Маңғыстау облысы", ["мангыстау", "Mañğystau", "Mangystau", "Mangghystau"]),
        ("Жезқазған", ["жезказган", "Jezqazğan", "Zhezkazgan", "Jezqazgan"]),
        ("Жаңаөзен", ["жанаозен", "Jañaözen", "Zhanaozen", "Zhangaozen"]),
        ("Шымкент", ["Şymkent", "shymkent", "шым"]),
        ("Ұлытау", ["улытау", "үлытау", "Ulytau"]),
        ("Екібастұз", ["экибастуз", "Ekibastūz", "Yekibastuz", "Ekibastuz"]),
        ("Атырау", ["Atyraw", "atyrau"]),
        ("Үржар", ["уржар", "Urzhar", "Ürjar"]),
        ("Щучинск", ["shchuchinsk", "шучинск"]),
        ("Семей, Шәкәрім көшесі, 12б", ["шакарим 12б", "Shakarim", "Shákárim"]),
        ("Әл-Фараби атындағы мектеп", ["ал фараби", "Әл-Фараби", "al-farabi", "Farabi"]),
        ("Ёлкино", ["елкино", "ЁЛКИНО"]),
        ("Усть-Каменогорск", ["усть каменогорск", "ust-kamenogorsk", "каменог"]),
        ("Iaşi", ["iasi", "Iaşi"]),
        ("თბილისი", ["თბილისი", "თბი"]),
        ("«Аманат» партиясы", ["аманат", "amanat partiyasy"]),
    ],
)
def test_a_name_is_found_however_it_is_typed(text: str, queries: list[str]) -> None:
    assert [query for query in queries if not finds(query, text)] == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("кост", "Акқостау"),
        ("алма ата", "Алматы қаласы"),
        ("7", "№ 712 учаске"),
        ("71", "№ 712 учаске"),
        ("", "Абай"),
    ],
)
def test_what_is_not_there_is_not_found(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.django_db
def test_the_database_finds_what_the_pieces_promise() -> None:
    column = normalise_search_text("Қостанай облысы, № 007 учаске")
    with connection.cursor() as cursor:
        for query in ("ҚОСТ", "kostanay 7", "учаске облыс"):
            patterns = [f"%{term}%" for term in search_terms(query)]
            question = " AND ".join(["%s LIKE %s"] * len(patterns))
            cursor.execute(
                f"SELECT {question}", [value for pattern in patterns for value in (column, pattern)]
            )
            assert cursor.fetchone() in {(1,), (True,)}


@pytest.mark.parametrize("query", ["7", "007", "№7", "№ 007", "07", "учаске 7"])
def test_a_precinct_is_found_by_its_number_with_and_without_zeros(query: str) -> None:
    assert finds(query, "№ 007 сайлау учаскесі")


def test_leading_zeros_are_kept_beside_the_bare_number() -> None:
    assert normalise_search_text("№ 007") == " 007 7 "
    assert normalise_search_text("0") == " 0 "


def test_a_latin_letter_in_a_kazakh_word_is_taken_for_the_one_it_looks_like() -> None:
    assert finds("Кoкшетaу", "Көкшетау")
    assert finds("iле", "Іле")
    assert finds("Cемей", "Семей")
    assert finds("Aтырay", "Атырау")


@given(st.text(alphabet=KAZAKH_ALPHABET, min_size=1, max_size=30))
def test_the_russian_keyboard_finds_every_kazakh_word(word: str) -> None:
    typed = word.translate(str.maketrans("әғқңөұүһіё", "агкноуухие"))
    assert search_terms(typed) == search_terms(word)


@given(st.text(alphabet=KAZAKH_ALPHABET, min_size=1, max_size=30), st.data())
def test_every_beginning_of_a_word_finds_it(word: str, data: st.DataObject) -> None:
    beginning = word[: data.draw(st.integers(1, len(word)))]
    is_held = len(beginning) > 1 and len(set(map(romanise_word, beginning))) == 1
    assert finds(beginning, word) or search_terms(beginning) == [] or is_held


def test_a_letter_held_down_is_one_in_either_alphabet_and_finds_no_word_that_begins_with_it() -> None:
    assert search_terms("аа") == search_terms("әа") == search_terms("Аа") == [" aa"]
    assert not finds("ааа", "Алматы")


@given(st.text(), st.text())
def test_upper_and_lower_case_are_one(text: str, query: str) -> None:
    assert normalise_search_text(text) == normalise_search_text(text.casefold())
    assert search_terms(query) == search_terms(query.casefold())


@given(st.text())
def test_the_column_is_separated_and_framed_by_single_spaces(text: str) -> None:
    column = normalise_search_text(text)
    assert column == "" or column == f" {' '.join(column.split())} "


@given(st.text(min_size=1, max_size=500))
def test_questions_stay_short_and_hold_no_wildcard(query: str) -> None:
    terms = search_terms(query)
    assert len(terms) <= MOST_TERMS
    assert all(len(term) <= LONGEST_TERM + 2 and term.strip() for term in terms)
    assert not set("%_*'\"\\") & set("".join(terms))
