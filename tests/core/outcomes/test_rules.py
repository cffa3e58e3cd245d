"""Rules as values: plain methods, and the same rules under another threshold."""

from fractions import Fraction

from hattama.core.outcomes import Method, decide, plain_method, with_threshold
from tests.core.outcomes.samples import kazakh_lists, votes_for


def test_quotas_and_divisors_are_told_apart() -> None:
    assert [method for method in Method if method.uses_quota] == [Method.HARE, Method.DROOP]


def test_a_modified_method_has_its_usual_first_divisor() -> None:
    rules = plain_method(Method.MODIFIED_SAINTE_LAGUE)
    assert rules.first_divisor is not None
    assert rules.first_divisor.value == Fraction(7, 5)
    assert plain_method(Method.SAINTE_LAGUE).first_divisor is None


def test_another_threshold_changes_nothing_else() -> None:
    rules = with_threshold(kazakh_lists(), Fraction(1, 10))
    assert rules.threshold.value == Fraction(1, 10)
    assert not rules.threshold.cited
    assert rules.lone_list == kazakh_lists().lone_list


def test_a_threshold_of_nothing_lets_in_everyone_with_a_vote() -> None:
    outcome = decide(plain_method(Method.HARE), votes_for({"a": 99, "b": 1, "c": 0}), seats=5)
    assert [line.admitted for line in outcome.lines] == [True, True, False]
