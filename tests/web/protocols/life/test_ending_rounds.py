"""One of the two who differ is gone: a reviewer ends the rounds with a reason, and then decides."""

import pytest

from hattama.core.protocols import Ruling, Source
from hattama.core.protocols.life_refusals import NobodyEnteredYet, NotInThisState, RoundsAreOver
from hattama.core.protocols.life_states import Published
from hattama.core.vocabulary import Deed, NotYours
from hattama.core.vocabulary.deeds import DecidesOwnEntry, DecidesOwnPrecinct
from hattama.web.kernel.log.accept_acts import ReasonTextNeeded
from hattama.web.protocols.enter import decide_differences, end_rounds, enter_protocol, retype_fields
from hattama.web.protocols.overview import load_rows
from hattama.web.protocols.reading import differing_fields, next_deeds, readings_to_decide
from hattama.web.protocols.tables import LifeStep
from tests.web.protocols.life.people import acts, broken, life, paper, reread, swapped
from tests.web.tiny_election import NIGHT, PARTY, area_row

pytestmark = pytest.mark.both_engines

KEYS = ("votes[dala]", "votes[ozen]")
WHY = "The second typist was taken ill at 2 a.m."


def enter(user, read):
    return enter_protocol(user, area_row("P001"), read, now=NIGHT)


def retype(user, read):
    return retype_fields(user, area_row("P001"), reread(read, *KEYS), now=NIGHT)


def end(user, reason=WHY):
    return end_rounds(user, area_row("P001"), PARTY, reason, now=NIGHT)


def deeds(user):
    return next_deeds(user, area_row("P001"), PARTY)


def ended_steps():
    return LifeStep.objects.filter(deed="end_rounds")


@pytest.fixture
def differing(two):
    enter(two.aigul, paper())
    enter(two.berik, swapped())
    return two


def test_a_reviewer_ends_the_rounds_with_a_reason_and_decides_as_ever(differing):
    assert deeds(differing.reviewer) == (Deed.END_ROUNDS,)
    done = end(differing.reviewer, f"  {WHY}\n")
    assert done.act is None and done.state.is_for_reviewer
    assert life() == done.state, "the steps make the same state again"
    assert deeds(differing.reviewer) == (Deed.DECIDE,)
    step = ended_steps().get()
    assert (step.state, step.actor.username, step.role) == (
        "entries_differ",
        "reviewer",
        "territorial_reviewer",
    )
    assert (step.data["note"], step.recorded_at) == (WHY, NIGHT)
    rulings = [Ruling(key, Source.FIRST, "the digits are clear") for key in KEYS]
    decided = decide_differences(differing.reviewer, area_row("P001"), PARTY, rulings, now=NIGHT)
    assert isinstance(decided.state, Published)
    body = acts()[0].body
    assert body["figures"]["votes"] == {"dala": 370, "ozen": 200}
    assert [by["deed"] for by in body["done_by"]] == ["enter", "enter", "end_rounds", "decide"]
    assert body["done_by"][2] == {"deed": "end_rounds", "role": "territorial_reviewer", "area": "R1"}
    assert broken(acts()[0]) == []
    assert WHY not in repr(body), "the reason stays in the archive"


def test_once_ended_neither_of_the_two_reads_again_and_another_reviewer_may_decide(differing):
    end(differing.reviewer)
    for typist in (differing.aigul, differing.berik):
        assert deeds(typist) == ()
        with pytest.raises(RoundsAreOver):
            retype(typist, swapped())
    assert deeds(differing.central) == (Deed.DECIDE,)
    with pytest.raises(RoundsAreOver):
        end(differing.central)
    assert ended_steps().count() == 1


def test_rounds_are_ended_half_way_too_and_what_agrees_by_then_is_not_asked_for(differing):
    half = reread(swapped(), *KEYS)
    half = type(half)(half.area_id, half.contest, {"votes[dala]": 371, "votes[ozen]": 200})
    retype_fields(differing.aigul, area_row("P001"), half, now=NIGHT)
    assert differing_fields(differing.reviewer, area_row("P001"), PARTY) == KEYS
    end(differing.reviewer)
    assert readings_to_decide(differing.reviewer, area_row("P001"), PARTY).keys == ("votes[ozen]",)


def test_readings_are_nobodys_to_see_before_the_rounds_are_ended(differing):
    assert readings_to_decide(differing.reviewer, area_row("P001"), PARTY) is None
    done = end(differing.reviewer)
    assert done.act is None
    for user in (differing.aigul, differing.berik, differing.chair, differing.auditor):
        assert readings_to_decide(user, area_row("P001"), PARTY) is None


def test_neither_the_two_nor_the_precinct_nor_who_only_looks_ends_the_rounds(differing):
    for user in (differing.aigul, differing.chair, differing.auditor, differing.administrator):
        with pytest.raises(NotYours):
            end(user)
        assert Deed.END_ROUNDS not in deeds(user)
    differing.reviewer.memberships.create(area=area_row("P001"), role="chair")
    with pytest.raises(DecidesOwnPrecinct):
        end(differing.reviewer)
    assert deeds(differing.reviewer) == ()
    assert not ended_steps().exists()


def test_who_entered_and_became_a_reviewer_meanwhile_does_not_end_the_rounds(differing):
    differing.berik.memberships.all().delete()
    differing.berik.memberships.create(area=area_row("R1"), role="territorial_reviewer")
    with pytest.raises(DecidesOwnEntry):
        end(differing.berik)
    assert Deed.END_ROUNDS not in deeds(differing.berik)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 4001])
def test_without_a_reason_in_words_nothing_is_recorded(differing, reason):
    with pytest.raises(ReasonTextNeeded):
        end(differing.reviewer, reason)
    assert not ended_steps().exists()
    assert not life().is_for_reviewer


def test_there_are_no_rounds_to_end_before_two_entries_differ_nor_after_they_agree(two):
    with pytest.raises(NobodyEnteredYet):
        end(two.reviewer)
    enter(two.aigul, paper())
    with pytest.raises(NotInThisState):
        end(two.reviewer)
    enter(two.berik, paper())
    with pytest.raises(NotInThisState):
        end(two.reviewer)


def test_an_overview_knows_that_the_rounds_were_ended_until_it_is_decided(differing):
    def told():
        return [(row.state, row.is_for_reviewer) for row in load_rows([area_row("P001").pk], PARTY)]

    assert told() == [("entries_differ", False)]
    end(differing.reviewer)
    assert told() == [("entries_differ", True)]
    rulings = [Ruling(key, Source.SECOND, "the digits are clear") for key in KEYS]
    decide_differences(differing.reviewer, area_row("P001"), PARTY, rulings, now=NIGHT)
    assert told() == [("published", False)]
