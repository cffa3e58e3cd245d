"""The table of a protocol's life held against the functions, by walks of which nobody chose the steps."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hattama.core.protocols import (
    EntriesDiffer,
    Expected,
    LifeDeed,
    LifeRefusal,
    Protocol,
    Source,
    current_protocol,
    deeds_open_to,
    entered_by,
    state_code,
)
from hattama.core.protocols.life_refusals import NobodyEnteredYet
from hattama.core.protocols.life_table import STATES, TRANSITIONS, Who, allowed_deeds, find_transition
from hattama.core.vocabulary import ConfirmedBy, EntryRules
from tests.core.protocols.life_walks import EVENING, Attempt, attempt, paper

PEOPLE = frozenset(Who) - {Who.THE_LOG, Who.OPERATOR}
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
    st.sampled_from(LifeDeed),
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
        row = find_transition(self.state, wanted.deed)
        try:
            after = attempt(self.state, wanted, self.rules)
        except LifeRefusal:
            return
        assert row is not None, f"{wanted.deed} was done in {state_code(self.state)}"
        assert type(after) in row.to
        if row.who in (Who.NOBODY_WHO_ENTERED, Who.NOT_THE_FIRST):
            assert wanted.by not in entered_by(self.state)
        if row.who is Who.ONE_OF_THE_TWO:
            assert wanted.by in entered_by(self.state)
        if wanted.deed is LifeDeed.ENTER:
            self.typists.add(wanted.by)
        if row.who in PEOPLE and not wanted.by_the_rule:
            assert wanted.deed in deeds_open_to(self.state, wanted.by, self.rules)
        self.imported = self.imported or wanted.deed is LifeDeed.IMPORT
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


def test_in_no_state_is_a_deed_done_that_the_table_does_not_know():
    reached = every_state()
    for state in reached:
        for deed in LifeDeed:
            if deed in allowed_deeds(state):
                continue
            for by in (1, 2, 3):
                refusal = refused(state, Attempt(deed, by, paper()))
                assert refusal is not None, f"{deed} in {state_code(state)}"
                if isinstance(state, Expected) and deed is not LifeDeed.IMPORT:
                    assert isinstance(refusal, NobodyEnteredYet)


def test_every_arrow_of_the_table_is_walked():
    walked = {(type(before), deed, type(after)) for before, deed, after in every_step()}
    assert walked == {(row.state, row.deed, after) for row in TRANSITIONS for after in row.to}


def test_every_state_is_reached_and_every_state_but_the_last_ones_leads_on():
    assert {type(state) for state in every_state()} == set(STATES)


def refused(state, wanted):
    try:
        attempt(state, wanted, EntryRules(2))
    except LifeRefusal as refusal:
        return refusal
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
                except LifeRefusal:
                    continue
                steps.append((state, wanted.deed, after))
                if repr(after) not in known and depth < 8:
                    known.add(repr(after))
                    waiting.append((after, depth + 1))
    return steps


def every_state():
    return [Expected(), *{repr(after): after for _, _, after in every_step()}.values()]


def tries():
    for deed in LifeDeed:
        by_the_rule = deed is LifeDeed.CONFIRM
        for by in (1, 2) if deed in (LifeDeed.ENTER, LifeDeed.RETYPE) else (3,):
            for invalid in (0, 1):
                yield Attempt(deed, by, paper(invalid=invalid), by_the_rule=by_the_rule)
