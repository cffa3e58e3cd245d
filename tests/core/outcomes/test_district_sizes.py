"""Districts against the average, and the limits of ten and fifteen percent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import SPECIAL_LIMIT, district_sizes
from hattama.core.outcomes.district_sizes import NoDistricts


def test_a_district_exactly_at_a_limit_is_within_it() -> None:
    (at_limit,) = district_sizes({"a": 110}, average=Fraction(100))
    (beyond,) = district_sizes({"b": 111}, average=Fraction(100))
    assert not at_limit.is_beyond(Fraction(1, 10))
    assert beyond.is_beyond(Fraction(1, 10))
    assert not beyond.is_beyond(SPECIAL_LIMIT)


def test_without_districts_or_voters_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(NoDistricts):
        district_sizes({})
    with pytest.raises(NoDistricts):
        district_sizes({"a": 0})


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 10**6), min_size=1, max_size=40))
def test_deviations_from_the_districts_own_average_cancel_out(voters: dict[str, int]) -> None:
    assert sum(size.deviation for size in district_sizes(voters)) == 0
