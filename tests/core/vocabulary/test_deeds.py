"""The rule of four eyes: who is kept from a deed by what they did or are."""

import pytest

from hattama.core.vocabulary import (
    KEPT_FROM,
    Deed,
    DutiesNotSeparate,
    NotYours,
    ReadsTwice,
    Tie,
    joined_duty,
    refusals_under,
    refuse_joined_duty,
)
from hattama.core.vocabulary.deeds import (
    ChangesOwnRights,
    ConfirmsOwnEntry,
    ConfirmsOwnProposal,
    CountsOwnPrecinct,
    CountsTwice,
    DecidesOwnEntry,
    DecidesOwnPrecinct,
    EntersTwice,
    PublishesOwnRecording,
    ReadsOwnPaper,
    SignsOwnProposal,
    TypistNotKnown,
)

DECISIONS = ("end_rounds", "decide", "close_investigation", "correct", "recount", "annul")
# Written out a second time, from the issue and not from the code.
KEPT = {
    "enter": {"ENTERED": EntersTwice},
    "confirm": {"ENTERED": ConfirmsOwnEntry},
    **{deed: {"ENTERED": DecidesOwnEntry, "PRECINCT": DecidesOwnPrecinct} for deed in DECISIONS},
    "review_report": {"PRECINCT": DecidesOwnPrecinct},
    "read_paper": {"ENTERED": ReadsOwnPaper, "PRECINCT": ReadsOwnPaper, "READ": ReadsTwice},
    "judge_figure": {"PRECINCT": DecidesOwnPrecinct},
    "count_batch": {"ENTERED": CountsOwnPrecinct, "PRECINCT": CountsOwnPrecinct, "COUNTED": CountsTwice},
    "propose_change": {"PRECINCT": DecidesOwnPrecinct},
    "change_precinct": {"PRECINCT": DecidesOwnPrecinct, "PROPOSED": SignsOwnProposal},
    "publish_recording": {"PROPOSED": PublishesOwnRecording},
    "manage_accounts": {"SELF": ChangesOwnRights},
    "confirm_role": {"SELF": ChangesOwnRights, "PROPOSED": ConfirmsOwnProposal},
}


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("tie", list(Tie))
def test_a_tie_keeps_from_a_deed_as_the_table_says_and_from_no_other(deed: Deed, tie: Tie) -> None:
    tied = {other: {7} if other is tie else {8} for other in Tie}
    assert joined_duty(deed, 7, tied) is KEPT.get(deed.value, {}).get(tie.name)
    assert joined_duty(deed, 9, tied) is None


def test_who_is_kept_by_two_ties_is_told_of_the_entry_first() -> None:
    with pytest.raises(DecidesOwnEntry, match="annul"):
        refuse_joined_duty(Deed.ANNUL, 7, {Tie.ENTERED: {7, 8}, Tie.PRECINCT: {7}})
    refuse_joined_duty(Deed.ANNUL, 9, {Tie.ENTERED: {7, 8}, Tie.PRECINCT: {7}})


def test_a_tie_that_is_not_told_is_no_leave() -> None:
    for deed in KEPT_FROM:
        with pytest.raises(KeyError):
            joined_duty(deed, 7, {})


def test_joined_duties_are_refused_wherever_a_missing_right_is() -> None:
    reasons = {reason for ties in KEPT_FROM.values() for reason in ties.values()}
    assert {*reasons, DutiesNotSeparate, NotYours, TypistNotKnown} == set(refusals_under(NotYours))
