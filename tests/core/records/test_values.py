"""Values: what each type of field holds, written and read back."""

import datetime
from typing import Any

import pytest

from hattama.core.records.statements import read_said, said_body
from hattama.core.records.values import FieldType, Money, NamedFile, Range, Sealed, UnfitValue
from hattama.core.vocabulary import Words

EXAMPLES: dict[FieldType, Any] = {
    FieldType.TEXT: "a text",
    FieldType.WORDS: Words.of({"kk": "мәтін", "en": "text"}),
    FieldType.WHOLE_NUMBER: 128,
    FieldType.MONEY: Money(105_000_000, "KZT", datetime.date(2023, 2, 18)),
    FieldType.DATE: datetime.date(2023, 3, 19),
    FieldType.DATETIME: datetime.datetime.fromisoformat("2023-03-19T17:59:00+06:00"),
    FieldType.CODE: "roads",
    FieldType.AREA: "KZ-ALA",
    FieldType.ORGANISATION: "made for a test",
    FieldType.PERSON: "Made for a test",
    FieldType.NORM: "kz-elections/20(9)",
    FieldType.LINK: "rec-001",
    FieldType.FILE: NamedFile("ab" * 32, "act.pdf", "application/pdf"),
}


@pytest.mark.parametrize("type_", FieldType)
def test_what_every_type_holds_can_be_written_and_read_back(type_: FieldType) -> None:
    value = EXAMPLES[type_]
    assert read_said(type_, said_body(value)) == value
    assert read_said(type_, said_body(None)) is None
    assert read_said(type_, said_body(Sealed("ab" * 32))) == Sealed("ab" * 32)


@pytest.mark.parametrize("type_", FieldType)
@pytest.mark.parametrize("wrong", [True, "", 1.5, [], {}, {"minor": True, "currency": "KZT", "on": None}])
def test_no_type_holds_just_anything(type_: FieldType, wrong: Any) -> None:
    with pytest.raises(UnfitValue):
        read_said(type_, {"value": wrong})


@pytest.mark.parametrize("type_", [FieldType.TEXT, FieldType.ORGANISATION, FieldType.PERSON])
@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_no_text_holds_what_no_feed_can_tell(type_: FieldType, sign: str) -> None:
    """XML 1.0, section 2.2: one such text, which a log never forgets, and a feed of records is none."""
    with pytest.raises(UnfitValue):
        read_said(type_, {"value": f"a{sign}b"})
    assert read_said(type_, {"value": "a\tb\r\nc"}) == "a\tb\r\nc"


def test_a_range_is_for_what_has_an_order() -> None:
    assert read_said(FieldType.WHOLE_NUMBER, {"least": 1, "most": None}) == Range(1, None)
    with pytest.raises(UnfitValue):
        read_said(FieldType.TEXT, {"least": "a", "most": "b"})
