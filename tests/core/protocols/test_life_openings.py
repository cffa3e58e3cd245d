"""What is open to one person: whatever is offered can be done, and what can be done is offered."""

from hattama.core.protocols import (
    UNKNOWN_TYPIST,
    EnteredOnce,
    Expected,
    Published,
    TypedEntry,
    confirm,
    deeds_open_to,
    end_rounds,
    enter,
    life_refusal,
    retype,
)
from hattama.core.vocabulary import Deed, EntryRules, TypistNotKnown
from tests.core.protocols.life_walks import ONE_AND_A_PERSON, TWO, TWO_AND_A_PERSON, paper, part


def test_the_first_has_nothing_more_to_do_until_the_second_has_entered():
    once = enter(Expected(), paper(), 1, TWO)
    assert deeds_open_to(Expected(), 1, TWO) == (Deed.ENTER,)
    assert deeds_open_to(once, 1, TWO) == ()
    assert deeds_open_to(once, 2, TWO) == (Deed.ENTER,)
    assert deeds_open_to(enter(Expected(), paper(), 1, ONE_AND_A_PERSON), 2, ONE_AND_A_PERSON) == (
        Deed.CONFIRM,
    )


def test_each_of_the_two_is_asked_once_a_round_and_then_only_a_third():
    state = enter(enter(Expected(), paper(), 1, TWO), paper(invalid=30), 2, TWO)
    for _ in range(2):
        assert [deeds_open_to(state, by, TWO) for by in (1, 2, 3)] == [(Deed.RETYPE,)] * 2 + [
            (Deed.END_ROUNDS,)
        ]
        state = retype(state, part(paper(), state.keys), 1)
        assert [deeds_open_to(state, by, TWO) for by in (1, 2, 3)] == [
            (),
            (Deed.RETYPE,),
            (Deed.END_ROUNDS,),
        ]
        state = retype(state, part(paper(invalid=30), state.keys), 2)
    assert [deeds_open_to(state, by, TWO) for by in (1, 2, 3)] == [(), (), (Deed.DECIDE,)]


def test_once_the_rounds_are_ended_only_a_third_has_anything_to_do():
    state = enter(enter(Expected(), paper(), 1, TWO), paper(invalid=30), 2, TWO)
    ended = end_rounds(state, 3, "the second typist is ill")
    assert [deeds_open_to(ended, by, TWO) for by in (1, 2, 3)] == [(), (), (Deed.DECIDE,)]


def test_equal_entries_wait_for_a_person_only_where_the_election_says_so():
    twice = enter(enter(Expected(), paper(), 1, TWO), paper(), 2, TWO)
    assert deeds_open_to(twice, 3, TWO_AND_A_PERSON) == (Deed.CONFIRM,)
    assert deeds_open_to(twice, 2, TWO_AND_A_PERSON) == ()
    assert deeds_open_to(confirm(twice, 3, TWO), 3, TWO) == ()


def test_who_may_have_typed_what_a_copy_of_the_log_brought_does_not_confirm_it():
    once = EnteredOnce(TypedEntry(paper(), UNKNOWN_TYPIST))
    assert deeds_open_to(once, 2, ONE_AND_A_PERSON, {2}) == ()
    assert life_refusal(once, Deed.CONFIRM, 2, ONE_AND_A_PERSON, {2}) is TypistNotKnown
    assert deeds_open_to(once, 3, ONE_AND_A_PERSON, {2}) == (Deed.CONFIRM,)


def test_nobody_is_offered_to_change_what_they_entered_or_what_their_own_precinct_did():
    standing = Published(paper(), frozenset({1}))
    assert deeds_open_to(standing, 2, EntryRules(), {2}) == (Deed.OPEN_INVESTIGATION,)
    assert Deed.CORRECT not in deeds_open_to(standing, 1, EntryRules())
    assert Deed.OPEN_INVESTIGATION in deeds_open_to(standing, 1, EntryRules())
    assert Deed.ANNUL in deeds_open_to(standing, 2, EntryRules())
