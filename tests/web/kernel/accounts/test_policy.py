"""Which role may do which deed, and which duties one person may not hold together."""

import pytest

from hattama.web.kernel.accounts.policy import (
    ABOVE_TYPIST,
    ALLOWED,
    DECISIONS,
    ChangesOwnRights,
    ConfirmsOwnEntry,
    DecidesOwnEntry,
    DecidesOwnPrecinct,
    Deed,
    EntersTwice,
    NotYours,
    Role,
    refuse_joined_duties,
    refuse_own_rights,
    refuse_second_entry,
)

# Written out a second time, from the issue and not from the code: a role that gains or loses a deed changes
# this table by hand.
PRECINCT_DEEDS = {"submit_protocol", "attach_scan", "record_step", "see_desk"}
REVIEW = {
    "confirm_protocol",
    "decide_differences",
    "open_investigation",
    "record_custody",
    "record_claim",
    "review_report",
    "judge_figure",
    "see_desk",
    "see_progress",
}
HEAD = REVIEW | {"close_investigation", "correct_protocol", "recount_protocol", "annul_protocol"}
EXPECTED = {
    "typist": PRECINCT_DEEDS,
    "chair": PRECINCT_DEEDS | {"confirm_protocol", "record_custody"},
    "territorial_reviewer": REVIEW,
    "territorial_head": HEAD,
    "central_reviewer": REVIEW,
    "central_head": HEAD,
    "auditor": {"see_desk", "see_progress", "draw_papers"},
    "reader": {"read_paper"},
    "administrator": {"manage_accounts", "manage_settings"},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role) -> None:
    assert {deed.value for deed in Deed if role in ALLOWED[deed]} == EXPECTED[role.value]


def test_every_deed_is_somebodys() -> None:
    assert set(ALLOWED) == set(Deed)
    assert all(ALLOWED.values())


def test_everyone_above_typist_but_a_volunteer_reader_needs_a_second_factor() -> None:
    assert {role.value for role in ABOVE_TYPIST} == set(EXPECTED) - {"typist", "reader"}


def test_nobody_enters_a_protocol_twice() -> None:
    refuse_second_entry(7, [8])
    with pytest.raises(EntersTwice):
        refuse_second_entry(7, [8, 7])


def test_nobody_confirms_what_they_entered() -> None:
    with pytest.raises(ConfirmsOwnEntry):
        refuse_joined_duties(Deed.CONFIRM_PROTOCOL, 7, entered_by=[7], precinct_people=[])


def test_the_chair_confirms_in_the_own_precinct_what_another_person_entered() -> None:
    refuse_joined_duties(Deed.CONFIRM_PROTOCOL, 7, entered_by=[8], precinct_people=[7, 8])


@pytest.mark.parametrize("deed", sorted(DECISIONS))
def test_nobody_decides_about_their_own_entry_or_their_own_precinct(deed: Deed) -> None:
    refuse_joined_duties(deed, 7, entered_by=[8], precinct_people=[8, 9])
    with pytest.raises(DecidesOwnEntry):
        refuse_joined_duties(deed, 7, entered_by=[8, 7], precinct_people=[])
    with pytest.raises(DecidesOwnPrecinct):
        refuse_joined_duties(deed, 7, entered_by=[8], precinct_people=[7])


def test_the_decisions_are_all_that_heads_and_reviewers_settle() -> None:
    assert {deed.value for deed in DECISIONS} == {
        "decide_differences",
        "close_investigation",
        "correct_protocol",
        "recount_protocol",
        "annul_protocol",
    }


def test_whoever_entered_may_still_add_the_scan() -> None:
    refuse_joined_duties(Deed.ATTACH_SCAN, 7, entered_by=[7], precinct_people=[7])


def test_nobody_changes_their_own_rights() -> None:
    refuse_own_rights(7, 8)
    with pytest.raises(ChangesOwnRights):
        refuse_own_rights(7, 7)


def test_joined_duties_are_refused_wherever_a_missing_right_is() -> None:
    for reason in (EntersTwice, ConfirmsOwnEntry, DecidesOwnEntry, DecidesOwnPrecinct, ChangesOwnRights):
        assert issubclass(reason, NotYours)
