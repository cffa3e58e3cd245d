"""A made-up election with twelve distortions: which question shows which, and which none can."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.demonstration.planted import DISTORTIONS, Seen, plant, seen, table

NOTHING = Seen(frozenset(), frozenset(), frozenset(), frozenset())
PAGE = Path(__file__).parents[2] / "docs/observer/forensics.md"


def test_without_a_distortion_nothing_is_to_be_seen() -> None:
    assert seen("") == NOTHING


@pytest.mark.parametrize("code", DISTORTIONS)
def test_a_distortion_bends_its_precincts_and_no_others(code: str) -> None:
    base, made = plant("").last, plant(code)
    assert made.places
    assert {area for area, paper in made.last.items() if paper != base[area]} <= made.places


def test_the_page_says_which_question_shows_which_distortion_and_which_none_can() -> None:
    assert "\n".join(table()) in PAGE.read_text("utf-8")


def test_votes_bought_behind_the_curtain_and_lines_that_change_places_are_shown_by_no_figure() -> None:
    figures_say = {code: replace(seen(code), cards=frozenset()) for code in DISTORTIONS}
    assert {code for code, said in figures_say.items() if said == NOTHING} == {"bought", "swapped"}
    assert seen("bought") == NOTHING
    assert "copies_agree" in seen("swapped").cards


def test_what_deviates_under_a_distortion_is_the_question_made_for_it() -> None:
    made_for = {
        "copied": "equal_vectors",
        "rounded": "whole_percentages",
        "changed_late": "preliminary_final",
        "unobserved": "observed",
        "one_share": "too_even",
        "by_percent": "totals_rounding",
    }
    assert {code: {question} for code, question in made_for.items()} == {
        code: set(seen(code).deviating) for code in made_for
    }
