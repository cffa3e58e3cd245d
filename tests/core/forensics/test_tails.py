"""Tails agree with exact fractions and with tables, and corrections keep their order."""

from fractions import Fraction
from itertools import pairwise
from math import comb, exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.forensics.tails import (
    benjamini_hochberg,
    binomial_at_least,
    chi_squared_at_least,
    chi_squared_at_most,
    holm,
    normal_at_least,
    poisson_at_least,
    sign_test,
    student_quantile,
)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 19))
def test_a_binomial_tail_is_the_sum_of_exact_fractions(n: int, k: int, twentieths: int) -> None:
    p = Fraction(twentieths, 20)
    exact = sum((comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1)), Fraction(0))
    assert binomial_at_least(k, n, float(p)) == pytest.approx(float(exact), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(("x", "df", "p"), [(16.9190, 9, 0.05), (3.8415, 1, 0.05), (124.342, 100, 0.05)])
def test_chi_squared_agrees_with_the_tables(x: float, df: int, p: float) -> None:
    assert chi_squared_at_least(x, df) == pytest.approx(p, rel=1e-4)
    assert chi_squared_at_most(x, df) == pytest.approx(1 - p, rel=1e-4)


@given(st.floats(0.1, 40), st.integers(0, 60))
def test_a_poisson_tail_falls_by_its_density(mean: float, k: int) -> None:
    density = exp(-mean)
    for step in range(1, k + 1):
        density *= mean / step
    fall = poisson_at_least(k, mean) - poisson_at_least(k + 1, mean)
    assert fall == pytest.approx(density, rel=1e-6, abs=1e-12)


def test_normal_student_and_sign_agree_with_the_tables() -> None:
    assert normal_at_least(1.959963985) == pytest.approx(0.025)
    assert student_quantile(0.975, 10) == pytest.approx(2.228138852)
    assert student_quantile(0.975, 323) == pytest.approx(1.967336, rel=1e-5)
    assert sign_test(3, 0) == pytest.approx(0.25)
    assert sign_test(0, 0) == 1


@given(st.lists(st.floats(0, 1), max_size=12))
def test_corrections_never_lower_a_probability_and_keep_the_order(chances: list[float]) -> None:
    for correct in (holm, benjamini_hochberg):
        corrected = correct(chances)
        assert all(p <= after <= 1 for p, after in zip(chances, corrected, strict=True))
        ordered = sorted(zip(chances, corrected, strict=True))
        assert all(a <= b for (_, a), (_, b) in pairwise(ordered))


def test_holm_counts_the_questions_and_benjamini_hochberg_the_marked() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert benjamini_hochberg([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
