"""Kinds as values: what the log hides of a field, and what is found by its code."""

import pytest

from hattama.core.records import Field, FieldType, Visibility
from tests.core.records.small_register import KIND, items, register, words


@pytest.mark.parametrize("type_", FieldType)
def test_the_log_hides_what_may_name_people_and_whatever_is_not_for_all(type_: FieldType) -> None:
    free = {FieldType.TEXT, FieldType.WORDS, FieldType.PERSON, FieldType.FILE}
    assert Field("a", type_, words("a")).is_sealed is (type_ in free)
    for visibility in (Visibility.AGGREGATE, Visibility.NEVER):
        assert Field("a", type_, words("a"), visibility).is_sealed


def test_what_a_pack_does_not_have_is_none() -> None:
    pack = register()
    assert (pack.kind("x"), pack.measure("x"), pack.body("x"), KIND.field("x"), KIND.clock("x")) == (
        None,
    ) * 5
    assert pack.precedence == ("office", "mission", "press")
    assert Field("a", FieldType.CODE, words("a"), items=items("b")).item("c") is None
