"""A line of JSON has the same bytes, and a proven one the same value, with orjson and without."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import canonical_bytes
from hattama.core.transparency_log.refusals import LoneSurrogate
from hattama.publish.json_lines import (
    read_proven,
    read_proven_plainly,
    render_line,
    render_line_plainly,
    spell,
)

orjson = pytest.importorskip("orjson")

WHOLE_TEXTS = st.text() | st.sampled_from(['"', "\\", "\x00\x1f\x7f\x80", "\u2028", "ә\U0001f5f3"])
TEXTS = WHOLE_TEXTS | st.text(st.characters())  # halves of surrogate pairs, too
NUMBERS = st.integers() | st.integers(-(2**65), 2**65)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner) | st.tuples(inner, inner),
    max_leaves=20,
)
ENTRY_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WHOLE_TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(st.from_regex(r"[a-z0-9_]+", fullmatch=True), inner),
    max_leaves=20,
)


def line_of(render: Any, document: Any) -> bytes | str:
    try:
        return render(document)
    except (TypeError, UnicodeEncodeError) as trouble:
        return type(trouble).__name__


@given(st.dictionaries(TEXTS, VALUES))
def test_a_line_has_the_same_bytes_with_orjson_and_without(document: dict[str, Any]) -> None:
    assert line_of(render_line, document) == line_of(render_line_plainly, document)


@pytest.mark.parametrize(
    "member", ["\ud800", 2**64, -(2**63) - 1, {1: 2}, {"ӱ": 1, "\U0001f5f3": 2, "\uffff": 3}, object(), b""]
)
def test_what_orjson_cannot_say_is_said_or_refused_as_without_it(member: object) -> None:
    document = {"member": member}
    assert line_of(render_line, document) == line_of(render_line_plainly, document)


@given(st.dictionaries(st.from_regex(r"[a-z0-9_]+", fullmatch=True), ENTRY_VALUES))
def test_an_entry_is_spelled_with_orjson_as_it_is_signed(body: dict[str, Any]) -> None:
    assert canonical_bytes(body, spell) == canonical_bytes(body)


def test_half_of_a_surrogate_pair_is_refused_by_its_name_with_orjson_too() -> None:
    with pytest.raises(LoneSurrogate):
        canonical_bytes({"note": "\ud800"}, spell)


@given(ENTRY_VALUES)
def test_a_canonical_entry_reads_the_same_with_orjson_and_without(value: Any) -> None:
    entry = canonical_bytes(value)
    assert read_proven(entry) == read_proven_plainly(entry) == json.loads(entry)
    assert canonical_bytes(read_proven(entry)) == entry
