"""Records said to people: shares that miss a bar, ranges, amounts, sealed values, the line of a list."""

import datetime
from fractions import Fraction

import pytest

from hattama.core.records import Field, FieldType, Money, NamedFile, Range, RecordRule, Said, Sealed
from hattama.core.records.clocks import Standing
from hattama.core.records.kinds import Visibility
from hattama.core.vocabulary import Share, Words
from hattama.phrases.of_rooms.records import (
    FIELD_TYPES,
    RULES,
    STANDINGS,
    VISIBILITIES,
    say_logged,
    say_share_of,
    say_summary,
    say_value,
)
from tests.core.records.small_register import items, registry, statement, words


@pytest.mark.parametrize(
    ("part", "whole", "bar", "said"),
    [
        (58, 128, None, "58 of 128 (45.3 %)"),
        (1, 8, None, "1 of 8 (12.5 %)"),
        (2499, 10000, "1/4", "2\u202f499 of 10\u202f000 (24.99 %)"),
        (1, 4, "1/4", "1 of 4 (25.0 %)"),
    ],
)
def test_a_share_names_its_whole_and_never_reads_as_a_bar_that_it_misses(
    part: int, whole: int, bar: str | None, said: str
) -> None:
    share = Share(part, whole, words("of"), Fraction(bar) if bar else None)
    assert say_share_of(share, "en") == said


def test_russian_and_kazakh_have_a_comma_and_their_own_order() -> None:
    share = Share(58, 128, words("of"))
    assert [say_share_of(share, language) for language in ("kk", "ru")] == [
        "128 ішінен 58 (45,3 %)",
        "58 из 128 (45,3 %)",
    ]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (None, "none stated"),
        (Sealed("ab" * 32), "sealed"),
        (Range(1, 2), "from 1 to 2"),
        (Range(None, 2), "at most 2"),
        (Range(2, None), "at least 2"),
        (Money(105_000_000, "KZT"), "1\u202f050\u202f000\u202fKZT"),
        (Money(-50, "EUR"), "-0.50\u202fEUR"),
        (datetime.date(2023, 3, 19), "19.03.2023"),
        (datetime.datetime(2023, 3, 19, 17, 59, tzinfo=datetime.UTC), "19.03.2023 17:59"),
        (Words.of({"en": "text"}), "text"),
        (NamedFile("ab" * 32, "act.pdf", "application/pdf"), "act.pdf"),
        ("b", "b"),
        ("other", "other"),
    ],
)
def test_a_value_is_said_by_what_it_is(said: Said, text: str) -> None:
    assert say_value(Field("a", FieldType.CODE, words("a"), items=items("b")), said, "en") == text


def test_the_line_of_a_record_says_its_fields_and_a_dash_where_none_is_stated() -> None:
    told = registry()
    told.say(statement({"title": "a road"}))
    told.say(statement({"topic": "roads"}, "rec-002"))
    assert [say_summary(record, "en") for record in told.records.values()] == ["a road", "–"]


def test_everything_that_can_be_found_or_stand_has_its_words() -> None:
    assert set(RULES) == set(RecordRule) and set(STANDINGS) == set(Standing)
    assert set(FIELD_TYPES) == set(FieldType) and set(VISIBILITIES) == set(Visibility)


def test_what_the_log_holds_of_a_field_is_said_in_words_and_stands_as_it_is_where_it_does_not_fit() -> None:
    code = Field("what", FieldType.CODE, words("what"), items=items("given", "refused"))
    assert say_logged(code, {"value": "refused"}, None, "en") == code.item("refused").words.say("en")
    told = Field("told", FieldType.WORDS, words("told"))
    sealed = {"digest": "0" * 64}
    assert say_logged(told, sealed, '{"value":{"kk":"бас тартты","ru":"отказал"}}', "kk") == "бас тартты"
    assert say_logged(told, sealed, "not JSON", "kk") == "not JSON"
    assert say_logged(told, {"value": 7}, None, "kk") == "{'value': 7}"
    at = Field("at", FieldType.DATETIME, words("at"))
    assert say_logged(at, {"value": "2021-01-10T14:50:00+06:00"}, None, "kk") == "2021-01-10T14:50:00+06:00"
