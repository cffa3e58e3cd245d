"""Recognition by form is a shortcut only: it never accepts what spelling again would refuse."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given

from hattama.core.transparency_log import canonical_bytes, parse_canonical
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.canonical import has_canonical_form

from .test_canonical import VALUES


@given(VALUES)
def test_what_is_recognised_by_its_form_is_canonical_the_slower_way_too(value: Any) -> None:
    loose = json.dumps({"a": value, "b": value}, ensure_ascii=False, separators=(",", ":"))
    if has_canonical_form(loose):
        assert loose.encode() == rfc8785.dumps({"a": value, "b": value})


@pytest.mark.parametrize(
    "text",
    [
        '{"a":[1,-5,0],"b":{"c":"x y","d":null,"e":true}}',
        '{"a":"Әліпби: {, } [, ] 9999999999999999 -0","b":999999999999999}',
        '[[{"a":1,"b":2},{"a":3,"b":{"a":4}}]]',
        '{"a":1,"b":' + "[" * 31 + "]" * 31 + "}",
    ],
)
def test_ordinary_entries_are_recognised_by_their_form(text: str) -> None:
    assert has_canonical_form(text)
    assert canonical_bytes(parse_canonical(text.encode())) == text.encode()


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1, "b":2}',
        '{"a":1,\n"b":2}',
        '{"b":1,"a":2}',
        '{"a":1,"a":2}',
        '{"a":-0,"b":2}',
        '{"a":1,"b":[{"d":1,"c":2}]}',
        '{"a":1,"B":2}',
        '{"a":1,"":2}',
        '{"a":1,"b-c":2}',
        '{"aB":1}',
        '{"a":9007199254740992,"b":2}',
        '{"a":"\\u0041","b":2}',
        '{"a":1,"b":' + "[" * 32 + "]" * 32 + "}",
    ],
)
def test_no_loose_text_is_recognised_and_all_are_refused(text: str) -> None:
    assert not has_canonical_form(text)
    with pytest.raises(why.EntryRefused):
        parse_canonical(text.encode())
