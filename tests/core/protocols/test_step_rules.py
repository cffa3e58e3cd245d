"""Every rule about times: its failing example breaks exactly it, its passing example breaks nothing."""

import pytest

from hattama.core.protocols import STEP_RULES, StepPlace
from tests.core.protocols.test_chronometry import MORNING, at, check

EXAMPLES = {
    "STEP-ORDER": (
        {"opened": at("20:50"), "completed": at("23:10")},
        {"opened": at("20:50"), "completed": at("20:30")},
    ),
    "STEP-EARLY": (
        {"counted": at("22:40"), "signed": at("23:20")},
        {"counted": at("22:40"), "signed": at("21:15")},
    ),
    "STEP-LATE": (
        {"closed": at("20:00"), "counted": at("23:40")},
        {"closed": at("20:00"), "counted": at("32:25")},
    ),
    "STEP-PLACE": (
        {"completed": at("23:00", StepPlace.PREMISES)},
        {"completed": at("23:00", StepPlace.TERRITORIAL)},
    ),
    "STEP-FUTURE": (
        {"opened": at("20:50", reported_at=at("23:05").at)},
        {"opened": at("23:55", reported_at=at("23:05").at)},
    ),
}


@pytest.mark.parametrize("code", sorted(STEP_RULES))
def test_a_rule_holds_in_its_passing_example_and_breaks_alone_in_its_failing_one(code):
    passing, failing = EXAMPLES[code]
    assert check(**passing) == ()
    assert [finding.code for finding in check(**failing)] == [code]


def test_no_example_is_reported_before_the_morning_unless_it_says_so():
    assert at("20:00").reported_at == MORNING
