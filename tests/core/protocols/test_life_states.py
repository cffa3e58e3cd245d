"""What states say of themselves."""

import datetime
from dataclasses import replace

from hattama.core.protocols import (
    SIGNED_AT,
    Confirmed,
    EnteredOnce,
    EntriesDiffer,
    Expected,
    current_protocol,
    differing_keys,
    entered_by,
)
from hattama.core.protocols.life_states import Published, TypedEntry, UnderInvestigation
from tests.core.protocols.life_walks import EVENING, paper

FIRST, SECOND = TypedEntry(paper(), 1), TypedEntry(paper(invalid=30), 2)


def test_blank_illegible_and_zero_are_three_readings():
    blank, zero = paper(), paper(outside=0)
    illegible = replace(paper(), illegible=frozenset({"outside"}))
    assert differing_keys(blank, zero) == ("outside",)
    assert differing_keys(blank, illegible) == ("outside",)
    assert differing_keys(zero, illegible) == ("outside",)
    assert differing_keys(paper(), replace(paper(invalid=30), signed_at=EVENING)) == (SIGNED_AT, "invalid")
    elsewhere = EVENING.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    assert differing_keys(replace(paper(), signed_at=EVENING), replace(paper(), signed_at=elsewhere)) == ()


def test_a_state_knows_who_had_a_hand_in_its_figures():
    assert entered_by(Expected()) == frozenset()
    assert entered_by(EnteredOnce(FIRST)) == {1}
    assert entered_by(EntriesDiffer(FIRST, SECOND, ("invalid",))) == {1, 2}
    assert entered_by(UnderInvestigation(Published(paper(), frozenset({1, 2})), "complaint")) == {1, 2}


def test_figures_are_current_only_once_they_stand():
    assert current_protocol(EnteredOnce(FIRST)) is None
    assert current_protocol(EntriesDiffer(FIRST, SECOND, ("invalid",))) is None
    assert current_protocol(Confirmed(paper(), frozenset({1}))) == paper()


def test_a_third_person_decides_after_the_second_round():
    assert not EntriesDiffer(FIRST, SECOND, ("invalid",), round=2).is_for_reviewer
    assert EntriesDiffer(FIRST, SECOND, ("invalid",), round=3).is_for_reviewer
