"""Answers with a probability, on published elections."""

import random

from hattama.core.forensics.calibrated import (
    ask_last_digits,
    ask_spikes,
    ask_too_even,
    ask_totals_rounding,
    ask_whole_percentages,
)
from tests.core.forensics.elections import election


def test_georgia_deviates_from_no_model_of_counting() -> None:
    figures = election("ge_2024")
    for answer in (
        ask_whole_percentages(figures),
        ask_last_digits(figures),
        ask_too_even(figures, random.Random(1)),
        ask_spikes(figures),
        ask_totals_rounding(figures),
    ):
        assert answer.p is not None
        assert answer.p > 0.05
        assert answer.stations + answer.left_out == len(figures.stations) or answer.left_out == 0
        assert answer.tables


def test_regions_are_corrected_within_their_question() -> None:
    regions = ask_whole_percentages(election("mx_guanajuato_2012")).tables[1]
    assert len(regions.rows) == 22
    assert all(float(after or 0) >= float(p or 0) for *_, p, after in regions.rows)
