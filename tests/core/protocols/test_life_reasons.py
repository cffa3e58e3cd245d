"""Reasons come from fixed lists, each with its words."""

import pytest

from hattama.core.protocols import CHANGE_REASONS, CLOSING_REASONS, INVESTIGATION_REASONS, OTHER
from hattama.core.vocabulary import is_code


@pytest.mark.parametrize("listed", [CHANGE_REASONS, INVESTIGATION_REASONS, CLOSING_REASONS])
def test_every_reason_has_a_code_and_another_reason_comes_last(listed):
    codes = [reason.code for reason in listed]
    assert len(set(codes)) == len(codes)
    assert all(is_code(code) for code in codes)
    assert codes[-1] == OTHER


def test_no_reason_of_every_country_cites_the_law_of_one():
    assert all(not reason.cited for reason in CHANGE_REASONS)
