"""Types of the schemas: what each check takes, whatever it is handed."""

from collections.abc import Callable
from typing import Any

import pytest

from hattama.core.entries import schema_types
from hattama.core.entries.schema_types import is_moment, is_origin, is_precincts, optional

checks = [
    getattr(schema_types, name)
    for name in dir(schema_types)
    if name.startswith("is_") and name not in {"is_text", "is_area_id", "is_election_id", "is_rule_code"}
    if name not in {"is_code", "is_key_name"}
]


@pytest.mark.parametrize("check", checks)
@pytest.mark.parametrize("value", [None, True, -1, "", "é", [None], [[]], {}, {"": {}}, {"a": [1]}, 1.5])
def test_a_check_answers_whatever_it_is_handed(check: Callable[[Any], object], value: Any) -> None:
    check(value)


@pytest.mark.parametrize("text", ["2024-02-29T00:00:00+00:00", "2023-03-19T23:59:59-11:30"])
def test_a_real_moment_is_one(text: str) -> None:
    assert is_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2023-02-29T00:00:00+00:00", "2023-03-19T24:00:00+00:00", "2023-03-19T23:59:60+00:00"),
        *(
            "2023-03-19",
            "9999-12-31T23:59:59-14:00",
            "0001-01-01T00:00:00+14:00",
            "1899-12-31T23:59:59+00:00",
        ),
    ],
)
def test_a_moment_that_never_was_is_none(text: str) -> None:
    assert not is_moment(text)


def test_an_origin_is_a_name_that_a_key_may_bear() -> None:
    assert is_origin("log.example.org/kz/2026")
    assert not is_origin("log example")
    assert not is_origin("a+b")


def test_a_part_of_the_roster_names_precincts_in_their_order_and_each_once() -> None:
    row = {"contests": ["party"], "registered": None}
    part = [{"area": f"P{number:04}", **row} for number in range(500)]
    assert is_precincts(part)
    assert not is_precincts([*part, part[-1]])
    assert not is_precincts(part[::-1])
    assert not is_precincts([])


@pytest.mark.parametrize(
    "wrong",
    [
        {"contests": None},
        {"contests": ["party", "party"]},
        {"contests": ["Party"]},
        {"contests": "party"},
        {"contests": [["party"]]},
        {"registered": -1},
        {"registered": True},
        {"area": ""},
        {"area": 7},
        {"more": 1},
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_precinct_of_a_part_of_the_roster_may_be_wrong(wrong: dict[str, Any], place: int) -> None:
    part: list[dict[str, Any]] = [
        {"area": f"P{number}", "contests": ["party"], "registered": number} for number in range(3)
    ]
    part[place] |= wrong
    assert not is_precincts(part)
    assert not is_precincts([*part[:place], None, *part[place + 1 :]])
    assert not is_precincts([part[place]])


def test_null_is_taken_only_where_it_is_said() -> None:
    assert optional(is_moment)(None)
    assert not is_moment(None)
