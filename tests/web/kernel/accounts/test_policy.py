"""Which role may do which deed."""

import pytest

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.policy import ABOVE_TYPIST, ALLOWED, Role

# Written out a second time, from the issue and not from the code: a role that gains or loses a deed changes
# this table by hand.
PRECINCT_DEEDS = {"enter", "retype", "attach_scan", "record_step", "keep_register", "see_desk"}
REVIEW = {
    "confirm",
    "end_rounds",
    "decide",
    "open_investigation",
    "record_custody",
    "record_claim",
    "review_report",
    "judge_figure",
    "publish_recording",
    "count_batch",
    "keep_register",
    "import_records",
    "see_desk",
    "see_progress",
    "see_typing",
    "propose_change",
}
HEAD = REVIEW | {
    "close_investigation",
    "correct",
    "recount",
    "annul",
    "withdraw",
    "record_lot",
    "erase_text",
    "change_precinct",
}
EXPECTED = {
    "typist": PRECINCT_DEEDS,
    "chair": PRECINCT_DEEDS | {"confirm", "record_custody", "publish_recording"},
    "district_member": {
        *("record_custody", "record_claim", "keep_register", "see_desk", "see_progress", "count_batch"),
        "publish_recording",
    },
    "territorial_reviewer": REVIEW,
    "territorial_head": HEAD,
    "central_reviewer": REVIEW,
    "central_head": HEAD,
    "auditor": {"see_desk", "see_progress", "draw_papers", "conduct_audit", "count_batch"},
    "reader": {"read_paper"},
    "observation": {"observe"},
    "administrator": {"manage_accounts", "confirm_role", "manage_settings"},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role) -> None:
    assert {deed.value for deed in Deed if role in ALLOWED[deed]} == EXPECTED[role.value]


def test_every_deed_is_somebodys_but_the_operators_and_the_logs() -> None:
    assert set(ALLOWED) == set(Deed)
    assert {deed.value for deed, roles in ALLOWED.items() if not roles} == {"import", "publish"}


def test_everyone_above_typist_but_a_volunteer_reader_needs_a_second_factor() -> None:
    assert {role.value for role in ABOVE_TYPIST} == set(EXPECTED) - {"typist", "reader"}
