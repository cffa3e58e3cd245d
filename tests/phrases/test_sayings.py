"""One message, said in every language of the interface, by the catalogue that the pages use, too."""

import subprocess
import sys

import pytest

from hattama.core.vocabulary import Message, Words
from hattama.phrases import LANGUAGES, LOCALE, in_every_language, say

ROW = Message("row {row}")


def test_a_message_is_said_by_the_catalogue_and_in_english_as_it_is_written() -> None:
    said = [say(ROW.given(row=7), language) for language in LANGUAGES]
    assert said == ["7-жол", "строка 7", "row 7"]


def test_a_language_without_a_catalogue_gets_the_english() -> None:
    assert say(ROW, "ka") == "row {row}"


def test_a_context_tells_two_meanings_of_one_text_apart() -> None:
    assert say(Message("Check", "verb"), "ru") == "Проверить"
    assert say(Message("Check"), "ru") == "Проверка"


def test_a_value_may_be_a_text_and_is_said_in_the_same_language() -> None:
    area = Words.of({"kk": "Түрген", "ru": "Турген"})
    assert say(ROW.given(row=area), "ru") == "строка Турген"
    assert say(ROW.given(row=ROW.given(row=2)), "kk") == "2-жол-жол"


def test_braces_in_a_value_come_out_as_they_were() -> None:
    assert say(ROW.given(row="{row} {x}"), "en") == "row {row} {x}"


def test_words_of_an_election_are_said_in_their_own_languages() -> None:
    assert say(Words.of({"ka": "არჩევნები", "en": "Elections"}), "ru") == "Elections"


def test_what_is_published_holds_every_language_of_the_interface() -> None:
    assert dict(in_every_language(ROW.given(row=7))) == {"kk": "7-жол", "ru": "строка 7", "en": "row 7"}
    own = Words.of({"ka": "არჩევნები"})
    assert in_every_language(own) is own


def test_what_was_given_to_a_sentence_stands_before_what_is_filled_in_later() -> None:
    reason = ROW.given(row=Message("{n} min").given(n=2))
    assert say(reason, "ru", row=7) == "строка 2 мин"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_language_but_english_has_its_compiled_catalogue(language: str) -> None:
    """`make catalogues` and every installation compile it; without it all would be said in English."""
    assert (LOCALE / language / "LC_MESSAGES" / "django.mo").is_file()


def test_nothing_beyond_the_standard_library_is_needed_to_speak() -> None:
    program = "import sys, hattama.phrases; print(sorted({'django', 'babel'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_from_right_to_left_tears_no_number_beside_it_apart():
    told = say(Message("{place}, No. {number}"), "en", place="حزب", number="12-А")
    assert told == "\u2068حزب\u2069, No. 12-А"
    assert say(Message("{place}"), "en", place=Words.of({"kk": "Дала"})) == "Дала"
