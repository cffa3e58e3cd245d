"""Canonical JSON: one spelling for one value, checked against an independent RFC 8785 library."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import LogRefusal, canonical_bytes, parse_canonical
from hattama.core.transparency_log import refusals as why

KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=8)
SAFE = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-SAFE, SAFE) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_bytes_equal_those_of_an_independent_library(value: Any) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert parse_canonical(canonical_bytes(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_give_a_value_or_a_named_refusal(data: bytes) -> None:
    _accepts_only_its_own_spelling(data)


@given(st.text('{}[]",:\\u0aA19.-+eE tfn/\n\ud800\x00', max_size=30))
def test_any_json_like_text_gives_a_value_or_a_named_refusal(text: str) -> None:
    _accepts_only_its_own_spelling(text.encode("utf-8", "surrogatepass"))


@given(VALUES, st.data())
def test_a_damaged_entry_is_refused_or_is_another_entry(value: Any, data: st.DataObject) -> None:
    good = canonical_bytes(value)
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255))
    _accepts_only_its_own_spelling(good[:place] + bytes([byte]) + good[place + 1 :])


def _accepts_only_its_own_spelling(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except LogRefusal:
        return
    assert canonical_bytes(value) == data
    assert rfc8785.dumps(value) == data


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":1,"a":2}', why.DuplicateKey),
        ('{"a":{"b":1,"b":1}}', why.DuplicateKey),
        (r'{"a":"\"","a":2}', why.DuplicateKey),
        ('{"b":1,"a":2}', why.NotCanonical),
        ('{"a": 1}', why.NotCanonical),
        ('{"a":1 }', why.NotCanonical),
        ('["a", "b"]', why.NotCanonical),
        ("[\n1]", why.NotCanonical),
        ("[-0]", why.NotCanonical),
        ('{"a":-0}', why.NotCanonical),
        ("-0", why.NotCanonical),
        (r'"\u0041"', why.NotCanonical),
        (r'"\/"', why.NotCanonical),
        (r'"\u001F"', why.NotCanonical),
        (r'"\ud83d\ude00"', why.NotCanonical),
        (r'"\ud800"', why.LoneSurrogate),
        ("1.0", why.FloatNotAllowed),
        ("1e2", why.FloatNotAllowed),
        ('{"a":[0.5]}', why.FloatNotAllowed),
        (str(2**53), why.IntegerOutOfRange),
        (str(-(2**53)), why.IntegerOutOfRange),
        ("9" * 5000, why.IntegerOutOfRange),
        ("NaN", why.NotJson),
        ("-Infinity", why.NotJson),
        ("", why.NotJson),
        (" 1", why.NotJson),
        ("1 ", why.NotJson),
        ("01", why.NotJson),
        ("+1", why.NotJson),
        ("{'a':1}", why.NotJson),
        ('"\t"', why.NotJson),
        ("\ufeff1", why.NotJson),
        ('{"A":1}', why.KeyNotAllowed),
        ('{"":1}', why.KeyNotAllowed),
        ('{"ключ":1}', why.KeyNotAllowed),
        ('{"a-b":1}', why.KeyNotAllowed),
        ('{"a\\n":1}', why.KeyNotAllowed),
        ("[" * 33 + "]" * 33, why.NestedTooDeep),
        ("[" * 30_000 + "]" * 30_000, why.NestedTooDeep),
        ('"' + "a" * 65_534 + '"', why.EntryTooLong),
    ],
)
def test_each_bad_text_is_refused_for_its_own_reason(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_canonical(text.encode())
    assert type(caught.value) is reason


@pytest.mark.parametrize("data", [b"\xff", b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xf4\x90\x80\x80"'])
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    with pytest.raises(why.NotUtf8):
        parse_canonical(data)


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: (1, 2), why.ValueNotAllowed),
        (lambda: b"bytes", why.ValueNotAllowed),
        (lambda: Colour.RED, why.ValueNotAllowed),
        (lambda: {1, 2}, why.ValueNotAllowed),
        (lambda: 1.0, why.FloatNotAllowed),
        (lambda: float("nan"), why.FloatNotAllowed),
        (lambda: 2**53, why.IntegerOutOfRange),
        (lambda: -(2**53), why.IntegerOutOfRange),
        (lambda: {1: 2}, why.KeyNotAllowed),
        (lambda: {None: 2}, why.KeyNotAllowed),
        (lambda: {"Key": 2}, why.KeyNotAllowed),
        (lambda: {"a\n": 2}, why.KeyNotAllowed),
        (lambda: "\ud800", why.LoneSurrogate),
        (lambda: _circle(), why.NestedTooDeep),
        (lambda: "a" * 65_534, why.EntryTooLong),
    ],
)
def test_each_bad_value_is_refused_for_its_own_reason(
    make: Callable[[], object], reason: type[LogRefusal]
) -> None:
    with pytest.raises(LogRefusal) as caught:
        canonical_bytes(make())
    assert type(caught.value) is reason


def _circle() -> list[Any]:
    circle: list[Any] = []
    circle.append(circle)
    return circle


def test_the_longest_entry_is_65535_bytes() -> None:
    longest = "a" * 65_533
    assert len(canonical_bytes(longest)) == 65_535
    assert parse_canonical(canonical_bytes(longest)) == longest


def test_the_deepest_entry_has_32_levels() -> None:
    deepest = b"[" * 32 + b"]" * 32
    assert canonical_bytes(parse_canonical(deepest)) == deepest


def test_the_largest_integers_are_read_and_written() -> None:
    assert parse_canonical(canonical_bytes([SAFE, -SAFE])) == [SAFE, -SAFE]
    assert canonical_bytes(SAFE) == b"9007199254740991"


def test_kazakh_text_is_written_as_itself() -> None:
    assert canonical_bytes({"name": "Әліпби Ңұ"}) == '{"name":"Әліпби Ңұ"}'.encode()
