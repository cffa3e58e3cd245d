"""Second schemas: what entries about a protocol's life say besides, and what they may not."""

from typing import Any

import pytest

from hattama.core.entries import check_entry_schema
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from tests.core.entries.entry_examples import LIFE_FIELDS, example

kinds = pytest.mark.parametrize("kind", LIFE_FIELDS)


def places(body: object) -> list[str]:
    return [problem.place for problem in check_entry_schema(body)]


@kinds
def test_an_example_fits_and_stays_itself_as_canonical_bytes(kind: str) -> None:
    body = example(kind)
    assert check_entry_schema(body) == ()
    assert parse_canonical(canonical_bytes(body)) == body


@kinds
def test_every_key_is_demanded_and_no_other_is_taken(kind: str) -> None:
    for key in example(kind).keys() - {"kind", "schema"}:
        body = example(kind)
        del body[key]
        assert places(body) == [key]
    assert places(example(kind, beside=1)) == ["beside"]


@kinds
@pytest.mark.parametrize("wrong", [True, -1, "", [[]], {"Z": 1}, 0.5])
def test_no_key_takes_just_anything(kind: str, wrong: Any) -> None:
    for key in example(kind).keys() - {"kind", "schema"}:
        assert key in places(example(kind, **{key: wrong})), key


def test_a_preliminary_protocol_is_a_first_version() -> None:
    assert places(example("protocol", status="preliminary")) == []
    assert places(example("protocol", version=2, replaces=7)) == []
    assert places(example("protocol", version=2, replaces=7, status="preliminary")) == ["status"]
    assert places(example("protocol", version=2)) == ["replaces"]
    assert places(example("protocol", replaces=7)) == ["replaces"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "final"),
        ("reread", ["LOOK-TURNOUT", "LOOK-REGISTER"]),
        ("reread", ["LOOK-TURNOUT", "LOOK-TURNOUT"]),
        ("reread", ["look"]),
        ("reread", [7]),
        ("done_by", [{"deed": "enter", "role": "typist"}]),
        ("done_by", [{"deed": "enter", "role": "Typist", "area": None}]),
        ("done_by", [{"deed": "enter", "role": "typist", "area": ""}]),
        ("done_by", [{"deed": "enter", "role": "typist", "area": None, "at": "2023-03-20T02:10:05"}]),
        ("done_by", [{"deed": "enter", "role": "typist", "at": "2023-03-20T02:10:05+06:00"}]),
        ("done_by", {"deed": "enter"}),
    ],
)
def test_a_value_of_the_wrong_shape_is_found_where_it_stands(key: str, value: Any) -> None:
    assert places(example("protocol", **{key: value})) == [key]


def test_when_a_device_says_a_deed_was_done_may_stand_beside_it() -> None:
    stated = {"deed": "enter", "role": "typist", "area": None, "at": "2023-03-20T02:10:05+06:00"}
    for kind in ("protocol", "confirmation"):
        make = example
        assert places(make(kind, done_by=[stated, {**stated, "deed": "confirm"}])) == []


def test_no_more_is_preliminary_than_is_counted() -> None:
    assert places(example("total", preliminary=3)) == []
    assert places(example("total", preliminary=4)) == ["preliminary"]


def test_figures_are_illegible_or_given_in_every_schema() -> None:
    assert places(example("protocol", illegible=["voters_listed"])) == ["illegible"]
