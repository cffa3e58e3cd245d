"""Entries of counting night: what may stand in them, and what contradicts itself."""

import pytest

from hattama.core.entries import check_entry_schema
from tests.core.entries.entry_examples import HASH, MOMENT, example

UNSHOWN = {"shown_to": None}
RECEIVED = {"event": "received", "attachment": None, "document": None} | UNSHOWN


def places(kind, **changes):
    return [problem.place for problem in check_entry_schema(example(kind, **changes))]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("steps", {"contest": None, "places": {}, "corrects": {}}),
        ("custody", {"contest": None, "replaces": None, "holder_sha256": None, "document": None} | UNSHOWN),
        (
            "custody",
            {"event": "carried", "attachment": None, "document": None, "holder": None, "holder_sha256": None}
            | UNSHOWN,
        ),
        ("custody", RECEIVED | {"pages": 3, "seal": "intact"}),
        ("custody", {"paper": "7"}),
    ],
)
def test_what_may_be_absent_may_be_absent(kind, changes):
    assert places(kind, **changes) == []


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("steps", "times", {}),
        ("steps", "times", {"Signed": MOMENT}),
        ("steps", "times", {"signed": "2023-03-19T23:30:00"}),
        ("steps", "places", {"completed": "at home"}),
        ("steps", "corrects", {"signed": None}),
        ("steps", "method", "guessed"),
        ("custody", "number", 0),
        ("custody", "paper", "000123-а"),
        ("custody", "paper", "-1"),
        ("custody", "paper", "A" * 41),
        ("custody", "event", "lost"),
        ("custody", "holder", "a neighbour"),
        ("custody", "holder_sha256", HASH[:-1]),
        ("custody", "attachment", "letter"),
        ("custody", "shown_to", "nobody"),
        ("custody", "pages", 0),
        ("custody", "seal", "torn"),
    ],
)
def test_a_value_of_the_wrong_shape_is_found_where_it_stands(kind, key, value):
    assert places(kind, **{key: value}) == [key]


@pytest.mark.parametrize(
    ("kind", "changes", "place"),
    [
        ("steps", {"places": {"posted": "premises"}}, "places"),
        ("steps", {"corrects": {"posted": MOMENT}}, "corrects"),
        ("custody", {"event": "carried"}, "attachment"),
        ("custody", {"attachment": None, "document": None}, "attachment"),
        ("custody", {"event": "carried", "attachment": None}, "document"),
        ("custody", {"holder": None}, "holder"),
        ("custody", {"document": None}, "shown_to"),
        ("custody", {"pages": 2}, "pages"),
        ("custody", {"seal": "broken"}, "seal"),
    ],
)
def test_what_contradicts_itself_is_refused(kind, changes, place):
    assert places(kind, **changes) == [place]
