"""Wholes: what they are made of, and that a missing part never makes one smaller."""

import pytest

from hattama.core.outcomes import DENOMINATORS, PARTS, measure
from hattama.core.outcomes.denominators import PART_WORDS
from tests.core.outcomes.samples import votes_for

EVERYTHING = votes_for(
    {"for": 60, "against": 30},
    {"against_all": 5, "both_marked": 3, "invalid": 2, "registered": 200, "ballots_found": 100},
)


@pytest.mark.parametrize(
    ("code", "total"),
    [("choices", 90), ("valid", 95), ("ballots", 100), ("for_and_against", 90), ("registered", 200)],
)
def test_each_whole_is_the_sum_of_its_parts(code: str, total: int) -> None:
    assert measure(DENOMINATORS[code], EVERYTHING).total == total


def test_a_required_part_that_is_missing_leaves_the_whole_unknown() -> None:
    found = measure(DENOMINATORS["ballots"], votes_for({"a": 60}, {"against_all": 5}))
    assert (found.total, found.missing) == (None, ("invalid",))
    assert found.missing_words == (PART_WORDS["invalid"],)


def test_an_optional_part_that_is_missing_is_named() -> None:
    found = measure(DENOMINATORS["valid"], votes_for({"a": 60}))
    assert (found.total, found.left_out) == (60, ("against_all",))


def test_a_figure_for_the_whole_stands_in_for_parts_that_are_missing() -> None:
    found = measure(DENOMINATORS["ballots"], votes_for({"a": 60}, {"ballots_found": 70}))
    assert (found.total, found.missing, found.stated) == (70, (), None)


def test_a_figure_for_the_whole_that_disagrees_is_kept_beside_the_sum() -> None:
    found = measure(DENOMINATORS["ballots"], votes_for({"a": 60}, {"ballots_found": 70, "invalid": 9}))
    assert (found.total, found.stated) == (69, 70)
    agreeing = measure(DENOMINATORS["ballots"], votes_for({"a": 60}, {"ballots_found": 69, "invalid": 9}))
    assert agreeing.stated is None


def test_the_register_is_a_whole_without_votes() -> None:
    found = measure(DENOMINATORS["registered"], votes_for({"a": 60}))
    assert (found.total, found.missing) == (None, ("registered",))


def test_every_part_and_every_whole_has_a_name_of_its_own() -> None:
    assert set(PART_WORDS) == set(PARTS)
    names = [*PART_WORDS.values(), *(whole.words for whole in DENOMINATORS.values())]
    assert len(set(names)) == len(names)
