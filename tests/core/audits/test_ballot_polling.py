"""ALPHA: the published numbers, ballots drawn from a list of them included."""

from fractions import Fraction
from typing import Any

import pytest

from hattama.core.audits.assertions import over, pairs_of_lists
from hattama.core.audits.ballot_polling import Guess, alpha_risks, polled_value
from hattama.core.audits.record_draw import numbers_of
from tests.core.audits.published import SEED, vectors

CASES: dict[int, str] = {
    0: "fixed",
    1: "without replacement",
    2: "shrinking",
    3: "threshold",
    4: "pair of lists",
}


def order(population: int, draws: int) -> list[int]:
    seen: dict[int, None] = {}
    for number in numbers_of(SEED):
        seen.setdefault(number % population)
        if len(seen) == draws:
            return list(seen)
    raise AssertionError


def values(number: int, case: dict[str, Any]) -> list[float]:
    if number < 3:
        return [1.0] * 72 + [0.0] * 47
    if number == 3:
        piles = (("a", 800), ("others", 8700), (None, 500))
        assertion = over("a", Fraction(5, 100), frozenset({"a", "others"}))
    else:
        piles = (("a", 5200), ("b", 3200), ("c", 1100), (None, 300))
        pairs = pairs_of_lists({"a": 3, "b": 2, "c": 0})
        [assertion] = [one for one in pairs if (one.choice, one.other) == ("c", "b")]
    ballots = [choice for choice, many in piles for _ in range(many)]
    assert float(assertion.upper) == pytest.approx(case["upper_bound"])
    return [polled_value(assertion, ballots[one]) for one in order(case["population"], case["draws"])]


@pytest.mark.parametrize("number", CASES, ids=CASES.values())
def test_the_risk_after_so_many_ballots_is_the_published_one(number: int) -> None:
    case = vectors("alpha.json")["cases"][number]
    guess = Guess(case["eta"], case["d"], case["c"] or 0.0)
    risks = list(alpha_risks(values(number, case), case["upper_bound"], guess, case["population"]))
    for draws, told in case["p_after"].items():
        assert risks[int(draws) - 1] == pytest.approx(told, rel=1e-9)
    assert min(risks) == pytest.approx(case["smallest_p_so_far_at_end"], rel=1e-9)
