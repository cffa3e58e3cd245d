"""Figures in words in an entry: nested like figures; what cannot be read is null."""

import pytest

from hattama.core.entries import LONGEST_WORDS, check_entry_schema
from hattama.core.entries.nesting import flatten_words, is_words, nest_words
from tests.core.entries.entry_examples import WORDS, example

FLAT = {"voters_listed": "бір мың", "votes[dala]": "үш жүз жетпіс", "votes[ozen]": ""}


def test_words_are_nested_by_row_and_come_back():
    given = {key: text or None for key, text in FLAT.items()}
    assert nest_words(given) == WORDS
    assert flatten_words(WORDS) == FLAT
    assert flatten_words({}) == nest_words({}) == {}


@pytest.mark.parametrize("value", [{}, WORDS, {"listed": None}, {"listed": "а" * LONGEST_WORDS}])
def test_words_of_the_right_shape_are_taken(value):
    assert is_words(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, [], {"Listed": "бес"}, {"listed": ""}, {"listed": 5}, {"votes": {}}, {"votes": {"A": "бес"}}),
        *({"votes": {"a": 5}}, {"listed": "а" * (LONGEST_WORDS + 1)}, {"votes": {"a": {"b": "бес"}}}),
    ],
)
def test_words_of_another_shape_are_not(value):
    assert not is_words(value)


@pytest.mark.parametrize("kind", ["protocol", "correction", "recount"])
def test_words_stand_in_whatever_carries_figures(kind):
    assert check_entry_schema(example(kind, words={})) == ()
    (problem,) = check_entry_schema(example(kind, words={"listed": 5}))
    assert problem.place == "words"


def test_words_that_cannot_be_read_do_not_stand_beside_those_of_rows() -> None:
    with pytest.raises(ValueError, match="votes stands both alone and with rows"):
        nest_words({"votes": None, "votes[a]": "ten"})
