"""Times that commissions of the demonstration state: one in eight does, most in order, a few as in life."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from hattama.core.norms import Calendar
from hattama.core.protocols import RecordedStep, check_steps
from hattama.demonstration import demonstration_election, stated_times
from hattama.demonstration.timelines import ONE_IN
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack

SEED = 2023
CALENDAR = Calendar(ZoneInfo("Asia/Almaty"), {})
STEPS = parse_rulepack(read_rulepack("kz-2023"), "kz-2023").steps
LATER = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def night():
    made = demonstration_election(1000, SEED)
    return [(item.protocol, stated_times(item.protocol, SEED)) for item in made.protocols()]


def codes(stated):
    known = {**stated.of_precinct, **stated.of_contest}
    recorded = {step: RecordedStep(at, LATER, stated.places.get(step)) for step, at in known.items()}
    found = check_steps(STEPS, recorded, polling_on=datetime.date(2023, 3, 19), calendar=CALENDAR)
    return {finding.code for finding in found}


def test_one_commission_in_eight_states_its_times_with_all_its_protocols(night):
    stating = {protocol.area_id for protocol, stated in night if stated}
    silent = {protocol.area_id for protocol, stated in night if not stated}
    assert not stating & silent
    assert abs(len(stating) * ONE_IN - 1000) < 250


def test_the_steps_are_those_of_the_rule_pack(night):
    known = {step.code for step in STEPS}
    assert all(
        {*stated.of_precinct, *stated.of_contest} <= known for _, stated in night if stated is not None
    )


def test_the_paper_and_the_commission_agree_on_when_it_was_signed(night):
    assert all(stated.of_contest["signed"] == protocol.signed_at for protocol, stated in night if stated)


def test_most_nights_are_in_order_and_a_few_are_not(night):
    told = [codes(stated) for _, stated in night if stated]
    assert set().union(*told) == {"STEP-LATE", "STEP-EARLY", "STEP-ORDER", "STEP-PLACE"}
    assert 0.8 < sum(not found for found in told) / len(told) < 0.99


def test_the_same_seed_states_the_same_times(night):
    protocol, stated = next(pair for pair in night if pair[1])
    assert stated_times(protocol, SEED) == stated
