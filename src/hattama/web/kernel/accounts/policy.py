"""The policy: which role may do which deed in its area, and which duties one person may not hold together.

Values and functions only. ``roles.py`` asks the tables who holds which role; ``docs/operator/rights.md``
is printed from what stands here.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a person is in an election, for one area and everything below it."""

    TYPIST = "typist"
    CHAIR = "chair"
    TERRITORIAL_REVIEWER = "territorial_reviewer"
    TERRITORIAL_HEAD = "territorial_head"
    CENTRAL_REVIEWER = "central_reviewer"
    CENTRAL_HEAD = "central_head"
    AUDITOR = "auditor"
    READER = "reader"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """What can be done at the desk."""

    ENTER_PROTOCOL = "submit_protocol"
    ATTACH_SCAN = "attach_scan"
    CONFIRM_PROTOCOL = "confirm_protocol"
    DECIDE_DIFFERENCES = "decide_differences"
    OPEN_INVESTIGATION = "open_investigation"
    CLOSE_INVESTIGATION = "close_investigation"
    CORRECT_PROTOCOL = "correct_protocol"
    RECOUNT_PROTOCOL = "recount_protocol"
    ANNUL_PROTOCOL = "annul_protocol"
    RECORD_STEP = "record_step"
    RECORD_CUSTODY = "record_custody"
    RECORD_CLAIM = "record_claim"
    REVIEW_REPORT = "review_report"
    DRAW_PAPERS = "draw_papers"
    READ_PAPER = "read_paper"
    JUDGE_FIGURE = "judge_figure"
    SEE_DESK = "see_desk"
    SEE_PROGRESS = "see_progress"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_SETTINGS = "manage_settings"


PRECINCT = frozenset({Role.TYPIST, Role.CHAIR})
HEADS = frozenset({Role.TERRITORIAL_HEAD, Role.CENTRAL_HEAD})
REVIEWERS = frozenset({Role.TERRITORIAL_REVIEWER, Role.CENTRAL_REVIEWER}) | HEADS
"""Whoever looks after the protocols of others; a head may do all that a reviewer may."""

ABOVE_TYPIST = frozenset(Role) - {Role.TYPIST, Role.READER}
"""The roles that open the desk only to a person with a second factor. A volunteer reader sees only
papers that are published, and settles nothing alone."""

ALLOWED: dict[Deed, frozenset[Role]] = {
    Deed.ENTER_PROTOCOL: PRECINCT,
    Deed.ATTACH_SCAN: PRECINCT,
    Deed.CONFIRM_PROTOCOL: REVIEWERS | {Role.CHAIR},
    Deed.DECIDE_DIFFERENCES: REVIEWERS,
    Deed.OPEN_INVESTIGATION: REVIEWERS,
    Deed.CLOSE_INVESTIGATION: HEADS,
    Deed.CORRECT_PROTOCOL: HEADS,
    Deed.RECOUNT_PROTOCOL: HEADS,
    Deed.ANNUL_PROTOCOL: HEADS,
    Deed.RECORD_STEP: PRECINCT,
    Deed.RECORD_CUSTODY: REVIEWERS | {Role.CHAIR},
    Deed.RECORD_CLAIM: REVIEWERS,
    Deed.REVIEW_REPORT: REVIEWERS,
    # Whoever draws does not belong to a commission that could wish for another draw.
    Deed.DRAW_PAPERS: frozenset({Role.AUDITOR}),
    Deed.READ_PAPER: frozenset({Role.READER}),
    Deed.JUDGE_FIGURE: REVIEWERS,
    # An administrator keeps accounts and settings, a reader reads published papers: neither sees figures
    # before the public does.
    Deed.SEE_DESK: frozenset(Role) - {Role.ADMINISTRATOR, Role.READER},
    Deed.SEE_PROGRESS: REVIEWERS | {Role.AUDITOR},
    Deed.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Deed.MANAGE_SETTINGS: frozenset({Role.ADMINISTRATOR}),
}

DECISIONS = frozenset(
    {
        Deed.DECIDE_DIFFERENCES,
        Deed.CLOSE_INVESTIGATION,
        Deed.CORRECT_PROTOCOL,
        Deed.RECOUNT_PROTOCOL,
        Deed.ANNUL_PROTOCOL,
    }
)
"""The deeds by which a commission decides about a precinct, and which its own people are kept from."""


class NotYours(Exception):
    """The person holds no role that allows this act for this area."""


class DutiesNotSeparate(NotYours):
    """The role would allow the act, but not to a person who has acted here before; the subclass says why."""


class EntersTwice(DutiesNotSeparate):
    """The person has entered this protocol already: the second entry needs another person."""


class ConfirmsOwnEntry(DutiesNotSeparate):
    """The person has entered this protocol and would confirm what they typed."""


class DecidesOwnEntry(DutiesNotSeparate):
    """The person has entered this protocol and would decide about what they typed."""


class DecidesOwnPrecinct(DutiesNotSeparate):
    """The person is a typist or the chair of this precinct and would decide about it from above."""


class ChangesOwnRights(DutiesNotSeparate):
    """The person would give, take away or change a role of their own."""


def refuse_second_entry(person: int, entered_by: Collection[int]) -> None:
    """Raise EntersTwice when `person` is among those who entered the protocol (row ids of users)."""
    if person in entered_by:
        raise EntersTwice


def refuse_joined_duties(
    deed: Deed, person: int, *, entered_by: Collection[int], precinct_people: Collection[int]
) -> None:
    """Raise when `person` may not do `deed` on this protocol because of what they did or are there.

    `entered_by`: whoever typed a version of the protocol; `precinct_people`: the typists and the chair of the
    precinct (both row ids of users). A new first entry and deeds that join nothing pass.
    Raises ConfirmsOwnEntry, DecidesOwnEntry or DecidesOwnPrecinct.
    """
    if deed is Deed.CONFIRM_PROTOCOL and person in entered_by:
        raise ConfirmsOwnEntry
    if deed in DECISIONS and person in entered_by:
        raise DecidesOwnEntry
    if deed in DECISIONS and person in precinct_people:
        raise DecidesOwnPrecinct


def refuse_own_rights(person: int, whose: int) -> None:
    """Raise ChangesOwnRights when the person whose rights are changed is the one who changes them."""
    if person == whose:
        raise ChangesOwnRights
