"""The measurement of statistical questions draws the very law that ours computes."""

import pytest

from bench.bench_forensics import drawn_hits, repeated
from hattama.core.forensics.whole_percentages import whole_percentages
from tests.core.forensics.made import clean_figures


def test_elections_drawn_as_published_have_the_mean_and_deviation_that_are_exact_here() -> None:
    figures = repeated(list(clean_figures(150).stations), 400)
    ours = whole_percentages(figures).either
    observed, mean, deviation = drawn_hits(figures, 2_000)
    assert observed == ours.observed
    assert mean == pytest.approx(ours.expected, abs=5 * ours.sd / 2_000**0.5)
    assert deviation == pytest.approx(ours.sd, rel=0.1)
