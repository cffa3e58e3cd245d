"""Tails of the laws that the questions compare with, and corrections for asking many questions at once.

Plain sums and continued fractions: agreement with tables to about 1e-10 relative where a tail is not below
1e-300. Decisions on a boundary are never taken here: they are taken in whole numbers by whoever counts.
"""

from collections.abc import Sequence
from math import erfc, exp, lgamma, log, log1p, pi, sqrt

_TINY = 1e-300
_STEPS = 10_000
_CLOSE = 1e-15


def normal_at_least(x: float) -> float:
    """P(Z ≥ x) of the standard normal law."""
    return erfc(x / sqrt(2)) / 2


def normal_density(x: float) -> float:
    """Density of the standard normal law."""
    return exp(-x * x / 2) / sqrt(2 * pi)


def chi_squared_at_most(x: float, df: int) -> float:
    """P(χ² ≤ x) with `df` degrees: the regularised lower incomplete gamma function of df/2 and x/2."""
    if x <= 0:
        return 0.0
    return _lower_series(df / 2, x / 2) if x < df + 2 else 1 - _upper_fraction(df / 2, x / 2)


def chi_squared_at_least(x: float, df: int) -> float:
    """P(χ² ≥ x) with `df` degrees."""
    if x <= 0:
        return 1.0
    return 1 - _lower_series(df / 2, x / 2) if x < df + 2 else _upper_fraction(df / 2, x / 2)


def _lower_series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, _STEPS):
        term *= x / (a + step)
        total += term
        if term < total * _CLOSE:
            break
    return total * exp(-x + a * log(x) - lgamma(a))


def _upper_fraction(a: float, x: float) -> float:
    # Lentz's evaluation of the continued fraction (Abramowitz and Stegun 6.5.31).
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    result = d
    for step in range(1, _STEPS):
        numerator = -step * (step - a)
        b += 2
        d = 1 / _not_zero(numerator * d + b)
        c = _not_zero(b + numerator / c)
        result *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return result * exp(-x + a * log(x) - lgamma(a))


def _not_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY


def log_binomial(k: int, n: int, p: float) -> float:
    """Logarithm of the binomial density at k, for 0 < p < 1."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p)


def binomial_at_least(k: int, n: int, p: float) -> float:
    """P(X ≥ k) of Bin(n, p), 0 < p < 1: the shorter of both tails, summed from its largest term."""
    if k <= 0:
        return 1.0
    if k > n * p:
        return _binomial_upper(k, n, p)
    return 1 - _binomial_upper(n - k + 1, n, 1 - p)


def binomial_at_most(k: int, n: int, p: float) -> float:
    """P(X ≤ k) of Bin(n, p), 0 < p < 1."""
    return binomial_at_least(n - k, n, 1 - p)


def _binomial_upper(k: int, n: int, p: float) -> float:
    if k > n:
        return 0.0
    odds = p / (1 - p)
    term = total = 1.0
    for step in range(k, n):
        term *= (n - step) / (step + 1) * odds
        total += term
        if term < total * _CLOSE:
            break
    return total * exp(log_binomial(k, n, p))


def sign_test(up: int, down: int) -> float:
    """Two-sided p of the sign test: `up` against `down` under Bin(up + down, ½)."""
    if up + down == 0:
        return 1.0
    return min(1.0, 2 * binomial_at_least(max(up, down), up + down, 0.5))


def poisson_at_least(k: int, mean: float) -> float:
    """P(N ≥ k) of Poisson(mean)."""
    if k <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    below = _upper_fraction(k, mean) if mean >= k + 1 else None
    return _lower_series(k, mean) if below is None else 1 - below


def student_quantile(p: float, df: int) -> float:
    """The t with P(T ≤ t) = p for `df` degrees, 0.5 < p < 1, by halving."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if student_at_least(middle, df) > 1 - p else (low, middle)
    return (low + high) / 2


def student_at_least(t: float, df: int) -> float:
    """P(T ≥ t) for `df` degrees, t ≥ 0."""
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result = d
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for numerator in (even, odd):
            d = 1 / _not_zero(1 + numerator * d)
            c = _not_zero(1 + numerator / c)
            result *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return front * result


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Each p corrected by Holm's step-down rule, in the order given: at most one error in the family."""
    corrected = [1.0] * len(probabilities)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(probabilities)), key=lambda at: probabilities[at])):
        largest = max(largest, min(1.0, (len(probabilities) - rank) * probabilities[place]))
        corrected[place] = largest
    return tuple(corrected)


def benjamini_hochberg(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Each p corrected by Benjamini and Hochberg, in order: the share of errors among the marked."""
    corrected = [1.0] * len(probabilities)
    smallest = 1.0
    order = sorted(range(len(probabilities)), key=lambda at: probabilities[at])
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        smallest = min(smallest, probabilities[place] * (len(order) / rank))
        corrected[place] = smallest
    return tuple(corrected)
