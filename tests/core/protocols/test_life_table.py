"""The table of a protocol's life held against the functions, by walks of which nobody chose the steps."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hattama.core.protocols import (
    EntriesDiffer,
    Expected,
    Protocol,
    Source,
    current_protocol,
    deeds_in,
    deeds_open_to,
    entered_by,
    life_refusal,
    state_code,
)
from hattama.core.protocols.life_refusals import (
    NobodyEnteredYet,
    NothingChanges,
    OnlyDifferingFields,
    OtherProtocol,
    ProtocolAlreadyEntered,
    ReasonNeeded,
)
from hattama.core.protocols.life_table import STATES, TRANSITIONS
from hattama.core.vocabulary import (
    KEPT_FROM,
    ConfirmedBy,
    Deed,
    DeedRefused,
    DutiesNotSeparate,
    EntryRules,
    Tie,
)
from tests.core.protocols.life_walks import (
    EVENING,
    LIFE_DEEDS,
    ONE_AND_A_PERSON,
    TWO,
    TWO_AND_A_PERSON,
    Attempt,
    attempt,
    paper,
)

OF_WHAT_IS_SAID = (NothingChanges, OnlyDifferingFields, OtherProtocol, ReasonNeeded)
"""Refusals that what is typed brings about, whoever types it."""
BY_NO_PERSON = {Deed.IMPORT, Deed.PUBLISH}
readings = st.builds(
    Protocol,
    st.just("001"),
    st.just("party_list"),
    st.fixed_dictionaries({"listed": st.just(900)}, optional={"invalid": st.integers(0, 2)}),
    st.sampled_from([frozenset(), frozenset({"issued"})]),
    st.sampled_from([None, EVENING]),
)
every_setting = st.builds(EntryRules, st.sampled_from([1, 2]), st.booleans(), st.sampled_from(ConfirmedBy))
attempts = st.builds(
    Attempt,
    st.sampled_from(LIFE_DEEDS),
    st.integers(1, 4),
    readings,
    st.sampled_from(["counting_error", "counting_error", ""]),
    st.sampled_from(Source),
    st.booleans(),
)


class Life(RuleBasedStateMachine):
    """Anybody tries anything: what is done stands in the table and leads where the table says."""

    @initialize(rules=every_setting)
    def begin(self, rules):
        self.rules = rules
        self.state = Expected()
        self.typists = set()
        self.imported = False

    @rule(wanted=attempts)
    def try_it(self, wanted):
        by = None if wanted.by_the_rule and wanted.deed is Deed.CONFIRM else wanted.by
        refusal = life_refusal(self.state, wanted.deed, by, self.rules)
        try:
            after = attempt(self.state, wanted, self.rules)
        except OF_WHAT_IS_SAID:
            assert refusal is None
            return
        except DeedRefused as refused:
            assert type(refused) is refusal
            return
        assert refusal is None
        assert type(after) in leads_to(self.state, wanted.deed)
        if wanted.deed is Deed.ENTER:
            self.typists.add(wanted.by)
        if by is not None and wanted.deed not in BY_NO_PERSON:
            assert wanted.deed in deeds_open_to(self.state, by, self.rules)
        self.imported = self.imported or wanted.deed is Deed.IMPORT
        self.state = after

    @invariant()
    def figures_that_stand_were_entered_by_as_many_as_the_election_asks_for(self):
        if current_protocol(self.state) is not None and not self.imported:
            assert len(self.typists) >= self.rules.entries
            assert self.typists <= entered_by(self.state)

    @invariant()
    def entries_differ_in_the_fields_that_are_asked_for(self):
        if isinstance(self.state, EntriesDiffer):
            assert self.state.keys
            assert self.state.round <= 3


Life.TestCase.settings = settings(stateful_step_count=30, deadline=None)
TestLife = Life.TestCase


@pytest.mark.parametrize(
    "rules", [ONE_AND_A_PERSON, TWO, TWO_AND_A_PERSON], ids=["one", "two", "two and one"]
)
def test_in_every_state_the_rule_of_four_eyes_says_what_everybody_finds_who_tries(rules):
    for state in every_state():
        for deed in LIFE_DEEDS:
            for by in (1, 2, 3, 4):
                wanted = Attempt(deed, by, paper(invalid=77))
                refusal = life_refusal(state, deed, by, rules)
                assert refused(state, wanted, rules) is refusal, (state, wanted)
                offered = deed in deeds_open_to(state, by, rules)
                assert offered is (refusal is None and deed not in BY_NO_PERSON), (state, wanted)


def test_what_the_table_does_not_know_is_refused_by_the_state_alone():
    for state in every_state():
        for deed in set(LIFE_DEEDS) - set(deeds_in(state_code(state), TWO)):
            refusal = life_refusal(state, deed, 3, TWO)
            assert not issubclass(refusal, DutiesNotSeparate)
            if isinstance(state, Expected):
                assert refusal is NobodyEnteredYet
            assert (refusal is ProtocolAlreadyEntered) is (deed in (Deed.ENTER, Deed.IMPORT))


def test_the_people_of_the_precinct_are_kept_from_decisions_and_from_nothing_else():
    for state in every_state():
        for by in (1, 2, 3):
            kept = set(deeds_open_to(state, by, TWO)) - set(deeds_open_to(state, by, TWO, {by}))
            assert kept == set(deeds_open_to(state, by, TWO)) & {
                deed for deed, ties in KEPT_FROM.items() if Tie.PRECINCT in ties
            }


def test_every_arrow_of_the_table_is_walked():
    walked = {(type(before), deed, type(after)) for before, deed, after in every_step()}
    assert walked == {(row.state, row.deed, after) for row in TRANSITIONS for after in row.to}


def test_every_state_is_reached_and_every_state_but_the_last_ones_leads_on():
    assert {type(state) for state in every_state()} == set(STATES)


def leads_to(state, deed):
    return {after for row in TRANSITIONS if row.state is type(state) and row.deed is deed for after in row.to}


def refused(state, wanted, rules):
    try:
        attempt(state, wanted, rules)
    except DeedRefused as refusal:
        return type(refusal)
    return None


def every_step():
    """All steps of short lives in which four people read two figures, breadth first."""
    known, waiting, steps = {repr(Expected())}, [(Expected(), 0)], []
    while waiting:
        state, depth = waiting.pop(0)
        for rules in (EntryRules(1), EntryRules(2)):
            for wanted in tries():
                try:
                    after = attempt(state, wanted, rules)
                except DeedRefused:
                    continue
                steps.append((state, wanted.deed, after))
                if repr(after) not in known and depth < 8:
                    known.add(repr(after))
                    waiting.append((after, depth + 1))
    return steps


def every_state():
    return [Expected(), *{repr(after): after for _, _, after in every_step()}.values()]


def tries():
    for deed in LIFE_DEEDS:
        by_the_rule = deed is Deed.CONFIRM
        for by in (1, 2) if deed in (Deed.ENTER, Deed.RETYPE) else (3,):
            for invalid in (0, 1):
                yield Attempt(deed, by, paper(invalid=invalid), by_the_rule=by_the_rule)
