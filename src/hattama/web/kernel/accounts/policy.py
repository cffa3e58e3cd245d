"""The policy: which role may do which deed in its area.

Values only. ``roles.py`` asks the tables who holds which role; ``docs/operator/rights.md`` is printed from
what stands here, and from what the core says of duties that one person may not hold together.
"""

from enum import StrEnum

from hattama.core.entries import DECIDING_ROLES
from hattama.core.vocabulary import Deed


class Role(StrEnum):
    """What a person is in an election, for one area and everything below it."""

    TYPIST = "typist"
    CHAIR = "chair"
    DISTRICT_MEMBER = "district_member"
    TERRITORIAL_REVIEWER = "territorial_reviewer"
    TERRITORIAL_HEAD = "territorial_head"
    CENTRAL_REVIEWER = "central_reviewer"
    CENTRAL_HEAD = "central_head"
    AUDITOR = "auditor"
    READER = "reader"
    OBSERVATION = "observation"
    ADMINISTRATOR = "administrator"


PRECINCT = frozenset({Role.TYPIST, Role.CHAIR})
HEADS = frozenset({Role.TERRITORIAL_HEAD, Role.CENTRAL_HEAD})
REVIEWERS = frozenset({Role.TERRITORIAL_REVIEWER, Role.CENTRAL_REVIEWER}) | HEADS
"""Whoever looks after the protocols of others; a head may do all that a reviewer may."""

BODY_OF: dict[Role, str] = {
    Role.TYPIST: "precinct_commission",
    Role.CHAIR: "precinct_commission",
    Role.DISTRICT_MEMBER: "district_commission",
    Role.TERRITORIAL_REVIEWER: "territorial_commission",
    Role.TERRITORIAL_HEAD: "territorial_commission",
    Role.CENTRAL_REVIEWER: "central_commission",
    Role.CENTRAL_HEAD: "central_commission",
}
"""In whose commission one sits, as powers of rule packs name it; the others sit in none."""

DECIDING = frozenset(map(Role, DECIDING_ROLES))
"""Who decides about what others entered, or about who may: two persons make each of them."""

ABOVE_TYPIST = frozenset(Role) - {Role.TYPIST, Role.READER}
"""The roles that open the desk only to a person with a second factor. A volunteer reader sees only
papers that are published, and settles nothing alone."""

ALLOWED: dict[Deed, frozenset[Role]] = {
    Deed.ENTER: PRECINCT,
    # The operator imports, and the log publishes: no account does.
    Deed.IMPORT: frozenset(),
    Deed.RETYPE: PRECINCT,
    Deed.END_ROUNDS: REVIEWERS,
    Deed.DECIDE: REVIEWERS,
    Deed.CONFIRM: REVIEWERS | {Role.CHAIR},
    Deed.PUBLISH: frozenset(),
    Deed.OPEN_INVESTIGATION: REVIEWERS,
    Deed.CLOSE_INVESTIGATION: HEADS,
    Deed.CORRECT: HEADS,
    Deed.RECOUNT: HEADS,
    Deed.ANNUL: HEADS,
    Deed.ATTACH_SCAN: PRECINCT,
    Deed.RECORD_STEP: PRECINCT,
    # A district commission takes in the protocols of its precincts and makes its own; it decides about none.
    Deed.RECORD_CUSTODY: REVIEWERS | {Role.CHAIR, Role.DISTRICT_MEMBER},
    Deed.RECORD_CLAIM: REVIEWERS | {Role.DISTRICT_MEMBER},
    Deed.WITHDRAW: HEADS,
    Deed.RECORD_LOT: HEADS,
    Deed.PROPOSE_CHANGE: REVIEWERS,
    Deed.CHANGE_PRECINCT: HEADS,
    Deed.REVIEW_REPORT: REVIEWERS,
    # Whoever draws does not belong to a commission that could wish for another draw.
    Deed.DRAW_PAPERS: frozenset({Role.AUDITOR}),
    Deed.READ_PAPER: frozenset({Role.READER}),
    Deed.JUDGE_FIGURE: REVIEWERS,
    Deed.CONDUCT_AUDIT: frozenset({Role.AUDITOR}),
    Deed.COUNT_BATCH: REVIEWERS | {Role.DISTRICT_MEMBER, Role.AUDITOR},
    # What a register says is stated by whoever the entry names; these write it down for their areas.
    Deed.KEEP_REGISTER: PRECINCT | REVIEWERS | {Role.DISTRICT_MEMBER},
    Deed.IMPORT_RECORDS: REVIEWERS,
    Deed.ERASE_TEXT: HEADS,
    Deed.PUBLISH_RECORDING: REVIEWERS | {Role.CHAIR, Role.DISTRICT_MEMBER},
    # In which organisation, and what in it, the organisation's own list says.
    Deed.OBSERVE: frozenset({Role.OBSERVATION}),
    # An administrator keeps accounts and settings, a reader reads published papers, an organisation sees what
    # its observers sent: none sees figures before the public does.
    Deed.SEE_DESK: frozenset(Role) - {Role.ADMINISTRATOR, Role.READER, Role.OBSERVATION},
    Deed.SEE_PROGRESS: REVIEWERS | {Role.AUDITOR, Role.DISTRICT_MEMBER},
    Deed.SEE_TYPING: REVIEWERS,
    Deed.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Deed.CONFIRM_ROLE: frozenset({Role.ADMINISTRATOR}),
    Deed.MANAGE_SETTINGS: frozenset({Role.ADMINISTRATOR}),
}
