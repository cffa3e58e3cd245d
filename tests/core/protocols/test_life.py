"""The life of a protocol, deed by deed."""

from dataclasses import replace

import pytest

from hattama.core.protocols import (
    SET_ASIDE,
    SIGNED_AT,
    Confirmed,
    EnteredOnce,
    EnteredTwice,
    EntriesDiffer,
    Expected,
    Protocol,
    Ruling,
    Source,
    annul,
    close_investigation,
    confirm,
    correct,
    current_protocol,
    decide,
    end_rounds,
    enter,
    entered_by,
    open_investigation,
    publish,
    recount,
    retype,
)
from hattama.core.protocols.life_refusals import (
    AlreadyRereadThisRound,
    ConfirmationNeedsAPerson,
    CountsAgainAsItStood,
    EntriesStillDiffer,
    NobodyEnteredYet,
    NothingChanges,
    NotInThisState,
    NotYourEntry,
    OnlyDifferingFields,
    OtherProtocol,
    ProtocolAlreadyEntered,
    ReasonNeeded,
    RoundsAreOver,
    RoundsNotOver,
    SecondEntryMissing,
)
from hattama.core.protocols.life_states import Annulled, Corrected, Published, Recounted, UnderInvestigation
from hattama.core.vocabulary import EntryRules
from hattama.core.vocabulary.deeds import ConfirmsOwnEntry, DecidesOwnEntry, EntersTwice
from tests.core.protocols.life_walks import (
    DECISION,
    EVENING,
    ONE_AND_A_PERSON,
    TWO,
    TWO_AND_A_PERSON,
    paper,
    part,
)

ONE = EntryRules()
AIGUL, BERIK, CHIEF = 1, 2, 3


def differing(first=None, second=None):
    state = enter(Expected(), first or paper(), AIGUL, TWO)
    return enter(state, second or paper(invalid=30), BERIK, TWO)


def out_of_rounds(first=None, second=None):
    first, second = first or paper(), second or paper(invalid=30)
    state = differing(first, second)
    for _ in range(2):
        state = retype(state, part(first, state.keys), AIGUL)
        state = retype(state, part(second, state.keys), BERIK)
    return state


def published(figures=None):
    return publish(confirm(enter(Expected(), figures or paper(), AIGUL, ONE), None, ONE))


def test_one_entry_confirms_itself_where_the_election_asks_for_one():
    once = enter(Expected(), paper(), AIGUL, ONE)
    assert isinstance(once, EnteredOnce)
    assert confirm(once, None, ONE) == Confirmed(paper(), frozenset({AIGUL}))
    with pytest.raises(ProtocolAlreadyEntered):
        enter(once, paper(), BERIK, ONE)


def test_the_second_entry_is_another_persons():
    once = enter(Expected(), paper(), AIGUL, TWO)
    with pytest.raises(EntersTwice):
        enter(once, paper(), AIGUL, TWO)
    with pytest.raises(SecondEntryMissing):
        confirm(once, None, TWO)
    with pytest.raises(OtherProtocol):
        enter(once, replace(paper(), area_id="002"), BERIK, TWO)


def test_two_equal_entries_confirm_each_other_or_a_person_does_who_entered_neither():
    twice = enter(enter(Expected(), paper(), AIGUL, TWO), paper(), BERIK, TWO)
    assert isinstance(twice, EnteredTwice)
    assert isinstance(confirm(twice, None, TWO), Confirmed)
    with pytest.raises(ConfirmationNeedsAPerson):
        confirm(twice, None, TWO_AND_A_PERSON)
    with pytest.raises(ConfirmsOwnEntry):
        confirm(twice, BERIK, TWO_AND_A_PERSON)
    assert isinstance(confirm(twice, CHIEF, TWO_AND_A_PERSON), Confirmed)
    once = enter(Expected(), paper(), AIGUL, ONE_AND_A_PERSON)
    with pytest.raises(ConfirmsOwnEntry):
        confirm(once, AIGUL, ONE_AND_A_PERSON)


def test_only_the_differing_fields_are_typed_again():
    state = differing()
    assert state.keys == ("invalid",)
    with pytest.raises(OnlyDifferingFields):
        retype(state, paper(invalid=30), AIGUL)
    with pytest.raises(NotYourEntry):
        retype(state, part(paper(), state.keys), CHIEF)
    settled = retype(state, Protocol("001", "party_list", {"invalid": 30}), AIGUL)
    assert isinstance(settled, EnteredTwice)
    assert settled.first.protocol == settled.second.protocol == paper(invalid=30)


def test_a_field_may_be_reread_as_blank_as_illegible_and_the_moment_of_signing_too():
    first = replace(paper(outside=4), signed_at=EVENING)
    state = differing(first, replace(paper(invalid=30), illegible=frozenset({"outside"})))
    assert state.keys == (SIGNED_AT, "invalid", "outside")
    reread = Protocol("001", "party_list", {"invalid": 30}, frozenset({"outside"}))
    settled = retype(state, reread, AIGUL)
    assert isinstance(settled, EnteredTwice)
    assert settled.first.protocol.signed_at is None


def test_figures_in_words_go_with_their_digits():
    first = replace(paper(), words={"invalid": "twenty", "listed": "nine hundred"})
    second = replace(paper(invalid=30), words={"invalid": "thirty"})
    state = differing(first, second)
    reread = Protocol("001", "party_list", {"invalid": 30}, words={"invalid": "three tens"})
    settled = retype(state, reread, AIGUL)
    assert settled.first.protocol.words == {"invalid": "three tens", "listed": "nine hundred"}
    with pytest.raises(OnlyDifferingFields):
        retype(state, replace(reread, words={"listed": "nine"}), AIGUL)
    decided = decide(out_of_rounds(first, second), [Ruling("invalid", Source.SECOND, "clear")], CHIEF)
    assert decided.protocol.words == {"invalid": "thirty", "listed": "nine hundred"}
    reread_once_more = Ruling("invalid", Source.PAPER, "both misread it", 25)
    assert "invalid" not in decide(out_of_rounds(first, second), [reread_once_more], CHIEF).protocol.words


def test_the_one_who_rereads_second_is_asked_for_the_same_fields_as_the_first():
    first, second = paper(), paper(invalid=30, issued=510)
    state = differing(first, second)
    after = retype(state, Protocol("001", "party_list", {"invalid": 30, "issued": 500}), AIGUL)
    assert isinstance(after, EntriesDiffer)
    assert (after.keys, after.round, after.reread_by) == (state.keys, 1, frozenset({AIGUL}))
    with pytest.raises(AlreadyRereadThisRound):
        retype(after, part(first, state.keys), AIGUL)
    following = retype(after, part(second, state.keys), BERIK)
    assert (following.keys, following.round, following.reread_by) == (("issued",), 2, frozenset())


def test_after_two_rounds_a_third_person_decides_field_by_field():
    state = out_of_rounds(paper(), paper(invalid=30, issued=510, listed=910))
    assert state.is_for_reviewer
    with pytest.raises(RoundsAreOver):
        retype(state, part(paper(), state.keys), AIGUL)
    rulings = [
        Ruling("invalid", Source.SECOND, "the digit is a 3"),
        Ruling("issued", Source.FIRST, "500 in words"),
        Ruling("listed", Source.PAPER, "both misread the line", 901),
    ]
    with pytest.raises(DecidesOwnEntry):
        decide(state, rulings, BERIK)
    with pytest.raises(OnlyDifferingFields):
        decide(state, rulings[:2], CHIEF)
    with pytest.raises(ReasonNeeded):
        decide(state, [*rulings[:2], replace(rulings[2], reason=" ")], CHIEF)
    decided = decide(state, rulings, CHIEF)
    assert decided.protocol.figures == {"listed": 901, "issued": 500, "invalid": 30}
    assert decided.entered_by == {AIGUL, BERIK, CHIEF}


def test_nobody_decides_before_the_two_have_reread():
    with pytest.raises(RoundsNotOver):
        decide(differing(), [Ruling("invalid", Source.FIRST, "clear")], CHIEF)
    with pytest.raises(EntriesStillDiffer):
        confirm(differing(), CHIEF, TWO)


def test_who_entered_neither_ends_the_rounds_with_a_reason_and_then_decides():
    ended = end_rounds(differing(), CHIEF, "the second typist fell ill")
    assert ended == replace(differing(), round=3)
    assert ended.is_for_reviewer
    for typist in (AIGUL, BERIK):
        with pytest.raises(RoundsAreOver):
            retype(ended, part(paper(invalid=30), ended.keys), typist)
    decided = decide(ended, [Ruling("invalid", Source.SECOND, "the digit is a 3")], CHIEF)
    assert decided == Confirmed(paper(invalid=30), frozenset({AIGUL, BERIK, CHIEF}))


def test_rounds_ended_half_way_leave_to_decide_only_what_still_differs():
    state = differing(paper(), paper(invalid=30, issued=510))
    half = retype(state, Protocol("001", "party_list", {"invalid": 30, "issued": 500}), AIGUL)
    ended = end_rounds(half, CHIEF, "the second typist's phone is dead")
    assert (ended.keys, ended.round, ended.reread_by) == (("issued",), 3, frozenset())
    assert isinstance(decide(ended, [Ruling("issued", Source.SECOND, "510 in words")], CHIEF), Confirmed)


def test_rounds_are_ended_by_none_of_the_two_nor_without_a_reason_nor_when_they_are_over():
    for typist in (AIGUL, BERIK):
        with pytest.raises(DecidesOwnEntry):
            end_rounds(differing(), typist, "I am tired")
    with pytest.raises(ReasonNeeded):
        end_rounds(differing(), CHIEF, " ")
    for over in (out_of_rounds(), end_rounds(differing(), CHIEF, "asleep")):
        with pytest.raises(RoundsAreOver):
            end_rounds(over, CHIEF, "asleep")
    with pytest.raises(NotInThisState):
        end_rounds(published(), CHIEF, "asleep")


def test_the_commissions_word_is_kept_whoever_of_the_two_typed_it():
    twice = enter(
        enter(Expected(), paper(), AIGUL, TWO), replace(paper(), explanation="a spoiled pack"), BERIK, TWO
    )
    assert confirm(twice, None, TWO).protocol.explanation == "a spoiled pack"


def test_a_reviewer_never_types_into_a_protocol_that_nobody_entered():
    ruling = Ruling("invalid", Source.PAPER, "from the scan", 20)
    for refused in (
        lambda: decide(Expected(), [ruling], CHIEF),
        lambda: correct(Expected(), paper(), CHIEF, "counting_error", DECISION),
        lambda: recount(Expected(), paper(), CHIEF, "counting_error", DECISION),
        lambda: annul(Expected(), CHIEF, "court_decision", DECISION),
        lambda: confirm(Expected(), CHIEF, ONE),
        lambda: publish(Expected()),
        lambda: retype(Expected(), paper(), CHIEF),
        lambda: end_rounds(Expected(), CHIEF, "asleep"),
        lambda: open_investigation(Expected(), "complaint"),
    ):
        with pytest.raises(NobodyEnteredYet):
            refused()


def test_a_correction_takes_the_place_of_what_stood_and_says_why():
    corrected = correct(published(), paper(invalid=21), CHIEF, "transcription_error", DECISION)
    assert isinstance(corrected, Corrected)
    assert (corrected.reason, corrected.decision) == ("transcription_error", DECISION)
    assert current_protocol(corrected) == paper(invalid=21)
    again = correct(corrected, paper(invalid=22), CHIEF, "transcription_error", DECISION)
    assert current_protocol(again) == paper(invalid=22)


def test_a_correction_that_changes_nothing_is_refused_and_a_recount_that_finds_the_same_is_not():
    with pytest.raises(NothingChanges):
        correct(published(), paper(), CHIEF, "counting_error", DECISION)
    assert isinstance(recount(published(), paper(), CHIEF, "recount", DECISION), Recounted)


def test_nobody_changes_what_they_entered_and_nobody_changes_anything_without_a_reason():
    for refusal, by, reason in ((DecidesOwnEntry, AIGUL, "counting_error"), (ReasonNeeded, CHIEF, "")):
        with pytest.raises(refusal):
            correct(published(), paper(invalid=21), by, reason, DECISION)
        with pytest.raises(refusal):
            recount(published(), paper(), by, reason, DECISION)
        with pytest.raises(refusal):
            annul(published(), by, reason, DECISION)
    with pytest.raises(OtherProtocol):
        correct(published(), replace(paper(), contest="mayor"), CHIEF, "counting_error", DECISION)


def test_an_investigation_leaves_the_protocol_as_it_stands_unless_it_changes_it():
    under = open_investigation(published(), "two scans disagree")
    assert isinstance(under, UnderInvestigation)
    assert close_investigation(under, CHIEF) == published()
    with pytest.raises(DecidesOwnEntry):
        close_investigation(under, AIGUL)
    with pytest.raises(ReasonNeeded):
        open_investigation(published(), "")
    with pytest.raises(NotInThisState):
        open_investigation(under, "once more")
    assert isinstance(correct(under, paper(invalid=1), CHIEF, "counting_error", DECISION), Corrected)
    assert annul(under, CHIEF, "court_decision", DECISION).standing == published()


def test_an_annulled_protocol_keeps_its_figures_and_comes_back_only_as_a_new_version():
    annulled = annul(published(), CHIEF, "court_decision", DECISION)
    assert isinstance(annulled, Annulled)
    assert current_protocol(annulled) == paper()
    assert entered_by(annulled) == {AIGUL}
    with pytest.raises(NotInThisState):
        annul(annulled, CHIEF, "court_decision", DECISION)
    assert isinstance(correct(annulled, paper(), CHIEF, "court_decision", DECISION), Corrected)


def test_where_an_annulment_is_set_aside_the_protocol_counts_again_as_it_stood_and_not_otherwise():
    annulled = annul(published(), CHIEF, "court_decision", DECISION)
    again = correct(annulled, paper(), CHIEF, SET_ASIDE, DECISION)
    assert isinstance(again, Corrected) and current_protocol(again) == paper()
    with pytest.raises(CountsAgainAsItStood):
        correct(annulled, paper(invalid=21), CHIEF, SET_ASIDE, DECISION)
    with pytest.raises(NotInThisState):
        correct(published(), paper(invalid=21), CHIEF, SET_ASIDE, DECISION)


def test_what_is_published_is_entered_no_more():
    with pytest.raises(ProtocolAlreadyEntered):
        enter(published(), paper(), BERIK, TWO)
    with pytest.raises(NotInThisState):
        confirm(published(), CHIEF, TWO)
    assert isinstance(published(), Published)
