"""Reasons come from fixed lists, each with its words."""

import pytest

from hattama.core.protocols import (
    CHANGE_REASONS,
    CLOSING_REASONS,
    INVESTIGATION_REASONS,
    OTHER,
    REASONED_DEEDS,
    SET_ASIDE,
)
from hattama.core.vocabulary import Deed, is_code


@pytest.mark.parametrize("listed", [CHANGE_REASONS, INVESTIGATION_REASONS, CLOSING_REASONS])
def test_every_reason_has_a_code_and_another_reason_comes_last(listed):
    codes = [reason.code for reason in listed]
    assert len(set(codes)) == len(codes)
    assert all(is_code(code) for code in codes)
    assert codes[-1] == OTHER


def test_no_reason_of_every_country_cites_the_law_of_one():
    assert all(not reason.cited for reason in CHANGE_REASONS)


@pytest.mark.parametrize(
    ("deed", "codes"),
    [
        (Deed.CORRECT, {"counting_error", "transcription_error", SET_ASIDE, "court_decision", OTHER}),
        (Deed.RECOUNT, {"counting_error", "court_decision", OTHER}),
        (Deed.ANNUL, {"breach_of_law", "court_decision", OTHER}),
    ],
)
def test_a_deed_is_done_for_reasons_that_are_reasons_for_it(deed, codes):
    assert deed in REASONED_DEEDS
    assert {reason.code for reason in CHANGE_REASONS if reason.is_given_for(deed)} == codes
