import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import NO_WORDS, Message, Words, fill

languages = st.sampled_from(["kk", "ru", "en", "ka", "ro"])


def test_a_text_is_said_in_the_language_that_was_asked_for():
    assert Words.of({"kk": "хаттама", "ru": "протокол"}).say("ru") == "протокол"


def test_where_a_language_is_absent_kazakh_and_russian_stand_in_for_each_other_and_english_for_the_rest():
    assert Words.of({"en": "protocol", "ru": "протокол", "kk": "хаттама"}).say("ka") == "protocol"
    assert Words.of({"en": "protocol", "ru": "протокол"}).say("ka") == "protocol"
    assert Words.of({"en": "protocol", "ru": "протокол"}).say("kk") == "протокол"
    assert Words.of({"en": "protocol", "kk": "хаттама"}).say("ru") == "хаттама"
    assert Words.of({"ru": "протокол", "kk": "хаттама"}).say("en") == "хаттама"
    assert Words.of({"ro": "proces-verbal", "en": "protocol"}).say("ka") == "protocol"


def test_a_language_the_interface_does_not_have_is_said_rather_than_nothing():
    assert Words.of({"ro": "proces-verbal"}).say("kk") == "proces-verbal"


def test_no_words_say_nothing():
    assert NO_WORDS.say("kk") == ""
    assert len(NO_WORDS) == 0


def test_an_absent_language_is_a_key_error():
    with pytest.raises(KeyError):
        Words.of({"kk": "хаттама"})["ru"]


@given(st.dictionaries(languages, st.text()))
def test_words_are_the_mapping_they_were_made_of_whatever_its_order(texts):
    backwards = dict(reversed(texts.items()))
    assert dict(Words.of(texts)) == texts
    assert Words.of(texts) == Words.of(backwards)
    assert hash(Words.of(texts)) == hash(Words.of(backwards))


def test_a_name_is_filled_and_one_without_a_value_stays_visible():
    assert fill("{list}: {only_first} of {n2}", {"list": "L1", "only_first": "3"}) == "L1: 3 of {n2}"


@given(st.text())
def test_what_was_found_comes_out_as_it_was_even_with_braces(found):
    assert fill("<{found}>", {"found": found, "expected": "x"}) == f"<{found}>"


def test_a_message_keeps_the_values_that_it_was_given_and_is_itself_unchanged():
    plain = Message("{n} of {all}")
    assert plain.given(n=1).given(all=2) == Message("{n} of {all}", values=(("n", 1), ("all", 2)))
    assert plain.values == ()


def test_the_same_english_in_another_context_is_another_message():
    assert Message("Check", "verb") != Message("Check")
