"""What an observer typed is understood however it was typed, and nothing is made up."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation import (
    ObservationForm,
    Option,
    Question,
    QuestionKind,
    parse_code,
    parse_message,
    tags_agree,
)
from hattama.core.vocabulary import NO_WORDS

NOW = datetime.datetime(2023, 3, 19, 20, 30, tzinfo=ZoneInfo("Asia/Almaty"))
YES_NO = tuple(Option(code, NO_WORDS) for code in ("yes", "no", "not_observed"))


def question(name: str, tag: str, kind: QuestionKind = QuestionKind.WHOLE, options=()) -> Question:
    return Question(name, kind, NO_WORDS, options=options, tag=tag)


FORM = ObservationForm(
    "turnout",
    "1",
    "turnout",
    NO_WORDS,
    (
        question("arrived_at", "A", QuestionKind.MOMENT),
        question("counted", "D"),
        question("on_list", "B"),
        question("list_shown", "K", QuestionKind.CHOICE, YES_NO),
        question("seen", "MT", QuestionKind.CHOICES, YES_NO),
        question("remarks", "@", QuestionKind.TEXT),
        question("untold", ""),
    ),
    "QAT",
)


def understood(text: str, now: datetime.datetime = NOW):
    return parse_message(text, [FORM], now)


def test_the_whole_of_a_message_is_understood():
    one = understood("QAT 123 X2 A1905 D112 K2 MT13 @ Тізім  ілулі\n")
    assert (one.form, one.station, one.serial, one.unclear) == (FORM, "123", "2", ())
    assert one.answers == {
        "arrived_at": "2023-03-19T19:05:00.000+06:00",
        "counted": "112",
        "list_shown": "no",
        "seen": "yes not_observed",
        "remarks": "Тізім ілулі",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "qat l2O dllo k1",
        "QAT12OD11OK1",
        "ҚАТ 12О Д 11О К І",
        "кат.120,д=11o;к:|",
        "QAT 120 D 110 K ١",
        "QAT 120 K1 D110 D110 K01",
    ],
)
def test_digits_typed_as_letters_and_letters_of_another_alphabet_are_repaired(typed):
    one = understood(typed)
    assert (one.station, one.unclear) == ("120", ())
    assert one.answers == {"counted": "110", "list_shown": "yes"}


def test_what_may_mean_two_things_is_told_back_and_never_guessed():
    one = understood("QAT 12 D5 D6 K4 В7 QQ1 B A2561 MT14")
    assert one.answers == {"on_list": "7"}
    assert set(one.unclear) == {"D5", "D6", "K4", "QQ1", "B", "A2561", "MT14"}
    assert understood("QAT 12 K3").answers == {"list_shown": "not_observed"}
    assert understood("QAT 12 D1 234").unclear == ("D1 234",)
    two = ObservationForm(
        "f", "1", "f", NO_WORDS, (question("b", "B"), question("v", "V"), question("d", "D")), "SM"
    )
    read = parse_message("СМ В7 V8 Д9", [two], NOW)
    assert (read.answers, read.unclear) == ({"v": "8", "d": "9"}, ("В7",))
    glued = parse_message("SMD9", [two], NOW)
    assert (glued.station, glued.answers) == ("", {"d": "9"})


def test_an_hour_that_is_not_yet_was_the_day_before():
    after_midnight = NOW.replace(day=20, hour=0, minute=40)
    assert understood("QAT A2350", after_midnight).answers["arrived_at"].startswith("2023-03-19T23:50")
    assert understood("QAT A0:42", after_midnight).answers["arrived_at"].startswith("2023-03-20T00:42")


@pytest.mark.parametrize("text", ["", "@", "Сәлем", "12345", "5 QAT 12 D1", "Q 12 D1"])
def test_what_begins_with_no_keyword_is_no_message(text):
    assert understood(text) is None


def test_a_telephone_is_enrolled_by_a_code_that_stands_alone():
    assert parse_code(" l2345-6789O ") == "1234567890"
    assert parse_code("QAT 1234567890") == parse_code("123456789") == ""


def test_two_versions_agree_where_their_common_tags_mean_the_same():
    more = ObservationForm("t", "2", "t", NO_WORDS, (*FORM.questions[:4], question("new", "E")), "QAT")
    other = ObservationForm("t", "3", "t", NO_WORDS, (question("on_list", "D"),), "QAT")
    fewer = ObservationForm(
        "t", "4", "t", NO_WORDS, (question("list_shown", "K", QuestionKind.CHOICE, YES_NO[:2]),), "QAT"
    )
    assert tags_agree(FORM, more)
    assert not tags_agree(FORM, other)
    assert not tags_agree(FORM, fewer)


NOISE = {
    "0": ["0", "O", "o", "О", "о"],
    "1": ["1", "I", "l", "|", "І"],
    **{a: [a, a.lower(), b, b.lower()] for a, b in zip("ABDKMTQ", "АБДКМТҚ", strict=True)},
}


@given(
    st.dictionaries(st.sampled_from(["D", "B"]), st.integers(0, 999_999), min_size=1),
    st.integers(1, 9999),
    st.data(),
)
def test_any_typing_of_the_same_message_says_the_same(figures, station, data):
    separator = data.draw(st.sampled_from(["", " ", ", ", "\n"]))
    pairs = data.draw(st.permutations([f"{tag}{figure}" for tag, figure in figures.items()]))
    typed = separator.join([f"QAT{station}", *pairs])
    noisy = "".join(data.draw(st.sampled_from(NOISE.get(each, [each]))) for each in typed)
    one = understood(noisy)
    names = {"D": "counted", "B": "on_list"}
    assert one.answers == {names[tag]: str(figure) for tag, figure in figures.items()}
    assert (one.station, one.unclear) == (str(station), ())


@given(st.text(max_size=60), st.sampled_from(["", "QAT", "QAT 12 ", "қат12 D"]))
def test_whatever_is_typed_no_answer_is_more_than_its_question_allows(text, before):
    one = understood(before + text)
    if one is None:
        return
    assert one.station == "" or one.station.isdecimal()
    for name, answer in one.answers.items():
        asked = FORM.by_name[name]
        codes = {option.code for option in asked.options}
        assert answer
        assert asked.kind is not QuestionKind.WHOLE or str(int(answer)) == answer
        assert not codes or set(answer.split()) <= codes
        assert all(each.isprintable() for each in answer)
