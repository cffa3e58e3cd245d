"""Second schemas: what entries about a protocol's life say besides, and what they may not."""

from typing import Any

import pytest

from hattama.core.tabulation import check_entry_schema
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from tests.core.tabulation.entry_examples import SECOND_FIELDS, example, second_example

kinds = pytest.mark.parametrize("kind", SECOND_FIELDS)


def places(body: object) -> list[str]:
    return [problem.place for problem in check_entry_schema(body)]


@kinds
def test_an_example_fits_and_stays_itself_as_canonical_bytes(kind: str) -> None:
    body = second_example(kind)
    assert check_entry_schema(body) == ()
    assert parse_canonical(canonical_bytes(body)) == body


@kinds
def test_every_key_is_demanded_and_no_other_is_taken(kind: str) -> None:
    for key in second_example(kind).keys() - {"kind", "schema"}:
        body = second_example(kind)
        del body[key]
        assert places(body) == [key]
    assert places(second_example(kind, beside=1)) == ["beside"]


@kinds
def test_what_the_second_schema_adds_stands_in_no_entry_of_the_first(kind: str) -> None:
    assert set(places(second_example(kind, schema=1))) == SECOND_FIELDS[kind].keys()
    assert set(places(example(kind, schema=2))) == SECOND_FIELDS[kind].keys()


@kinds
@pytest.mark.parametrize("wrong", [True, -1, "", [[]], {"Z": 1}, 0.5])
def test_no_key_takes_just_anything(kind: str, wrong: Any) -> None:
    for key in second_example(kind).keys() - {"kind", "schema"}:
        assert key in places(second_example(kind, **{key: wrong})), key


def test_a_preliminary_protocol_is_a_first_version() -> None:
    assert places(second_example("protocol", status="preliminary")) == []
    assert places(second_example("protocol", version=2, replaces=7)) == []
    assert places(second_example("protocol", version=2, replaces=7, status="preliminary")) == ["status"]
    assert places(second_example("protocol", version=2)) == ["replaces"]
    assert places(second_example("protocol", replaces=7)) == ["replaces"]


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
    assert places(second_example("protocol", **{key: value})) == [key]


def test_when_a_device_says_a_deed_was_done_may_stand_beside_it() -> None:
    stated = {"deed": "enter", "role": "typist", "area": None, "at": "2023-03-20T02:10:05+06:00"}
    for kind in ("protocol", "confirmation"):
        make = second_example if kind in SECOND_FIELDS else example
        assert places(make(kind, done_by=[stated, {**stated, "deed": "confirm"}])) == []


def test_no_more_is_preliminary_than_is_counted() -> None:
    assert places(second_example("total", preliminary=3)) == []
    assert places(second_example("total", preliminary=4)) == ["preliminary"]


def test_figures_are_illegible_or_given_in_every_schema() -> None:
    assert places(second_example("protocol", illegible=["voters_listed"])) == ["illegible"]
