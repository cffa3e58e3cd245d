"""Why a published protocol may be changed or looked into: fixed codes, to which a rule pack adds its own."""

import datetime
from dataclasses import dataclass
from typing import Final

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.vocabulary import Deed, Message, Text

OTHER: Final = "other"
"""The reason that is none of the list: it needs a text."""

COPYING_ERROR: Final = "transcription_error"
"""The reason of a correction that gives what the same paper says."""

SET_ASIDE: Final = "annulment_set_aside"
"""The reason of a correction by which an annulled protocol counts again as it stood."""

OF_SAME_PAPER: Final = (COPYING_ERROR, SET_ASIDE)
"""The reasons of a correction whose figures are those of the paper that was read before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """On whose decision a published protocol was changed.

    `authority` is a code (`court`, `territorial_commission`…); `number` may be empty and `decided_on` and
    `document` (SHA-256 of the file, hex) None: what is lacking is a finding, see `check_decision`.
    """

    authority: str
    number: str = ""
    decided_on: datetime.date | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """A reason with its words, the norms it rests on where a law names it, and the deeds for which it may be
    given (none named: for every one)."""

    code: str
    words: Text
    cited: Citations = NOTHING_CITED
    deeds: tuple[Deed, ...] = ()

    def is_given_for(self, deed: Deed) -> bool:
        """Whether somebody who does `deed` may give this reason."""
        return not self.deeds or deed in self.deeds


_OTHER = ChangeReason(OTHER, Message("another reason (with a text)"))

SOURCE: Final = ChangeReason("source", Message("the source itself says otherwise now"))
"""Why figures of an import change with a later snapshot; nobody chooses it. Its decision is called so."""

CHANGE_REASONS: Final = (
    ChangeReason("counting_error", Message("an error in the count"), deeds=(Deed.CORRECT, Deed.RECOUNT)),
    ChangeReason(COPYING_ERROR, Message("an error in copying the protocol"), deeds=(Deed.CORRECT,)),
    ChangeReason(
        "breach_of_law",
        Message("the law was broken at the vote, at the count or when the results were established"),
        deeds=(Deed.ANNUL,),
    ),
    ChangeReason(SET_ASIDE, Message("the declaration of invalidity was set aside"), deeds=(Deed.CORRECT,)),
    ChangeReason("court_decision", Message("a court's decision")),
    _OTHER,
)
"""Reasons of corrections, recounts and annulments in every country."""

REASONED_DEEDS: Final = (Deed.CORRECT, Deed.RECOUNT, Deed.ANNUL)
"""The deeds to which they belong, and for which a rule pack may add its own."""

CIVIC_REASONS: Final = (
    ChangeReason(COPYING_ERROR, Message("an error in copying the protocol")),
    ChangeReason("no_copy", Message("the picture is no copy of this protocol")),
    _OTHER,
)
"""Why volunteers of a civic count change what they published: of the count itself they decide nothing."""

LEAVING_REASONS: Final = (
    ChangeReason("withdrew", Message("withdrew of its own will")),
    ChangeReason("nomination_cancelled", Message("the body that nominated it took that back")),
    ChangeReason("registration_cancelled", Message("the registration was cancelled")),
    ChangeReason("list_struck", Message("the list was struck off")),
    ChangeReason("died", Message("the candidate died")),
)
"""Why a choice stands no longer, in every country."""

REINSTATED: Final = ChangeReason("reinstated", Message("reinstated"))
"""Why one stands again."""

CLOSED, MERGED, REOPENED, MOVED, RENAMED, FORM_REPLACED = PRECINCT_CHANGES = (
    ChangeReason("closed", Message("the polling station is closed")),
    ChangeReason("merged", Message("the polling station is merged into another")),
    ChangeReason("reopened", Message("the polling station stands again")),
    ChangeReason("moved", Message("the polling station has another address")),
    ChangeReason("renamed", Message("the polling station is called otherwise")),
    ChangeReason("form_replaced", Message("the form of the protocol is replaced by another one")),
)
"""What a decision changes about a polling station of the frozen list."""

INVESTIGATION_REASONS: Final = (
    ChangeReason("complaint", Message("a complaint was made")),
    ChangeReason("figures_disagree", Message("the figures disagree")),
    ChangeReason("scan_differs", Message("the scan differs from what was entered")),
    ChangeReason("copy_differs", Message("a copy handed to an observer differs")),
    _OTHER,
)
"""Why a commission looks into a published protocol."""

CLOSING_REASONS: Final = (
    ChangeReason("stands", Message("the protocol stands")),
    _OTHER,
)
"""With what an investigation ends that changes nothing."""
