"""Why an act was refused, as a sentence for the person who tried, with the status of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from hattama.core.protocols import LifeRefusal, NothingChanges, ProtocolAlreadyEntered, ReasonNeeded
from hattama.web.kernel.accounts.policy import (
    ConfirmsOwnEntry,
    DecidesOwnEntry,
    DecidesOwnPrecinct,
    EntersTwice,
)
from hattama.web.kernel.log.accept_acts import (
    ActNotAccepted,
    DecisionNeeded,
    ElectionClosed,
    ExplanationNeeded,
    ExplanationTooLong,
    FiguresDoNotFit,
    LinesToReread,
    ReasonTextNeeded,
    UnknownReason,
)
from hattama.web.scans.take_scan import NoProtocolYet, ScanAlreadyAttached


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the page says, and the status: 400 where the sender can mend it, 409 where nobody can now, 403
    where another person has to do it."""

    sentence: str
    status: int


_TAKEN = gettext_lazy(
    "A protocol of this contest has been submitted from this precinct already. "
    "What you sent was not recorded."
)
_REFUSALS = {
    ExplanationNeeded: (
        gettext_lazy(
            "The figures disagree. Check them against the paper; if the paper says so, explain below "
            "and submit again."
        ),
        400,
    ),
    ExplanationTooLong: (gettext_lazy("The explanation is too long: at most 4,000 characters."), 400),
    ActNotAccepted: (
        gettext_lazy(
            "This contradicts what was recorded before, or speaks of what is not here. Nothing was recorded."
        ),
        409,
    ),
    FiguresDoNotFit: (gettext_lazy("Some figures are too large for any protocol. Check their digits."), 400),
    ElectionClosed: (
        gettext_lazy("The election is closed: nothing more is taken in. What you sent was not recorded."),
        409,
    ),
    ProtocolAlreadyEntered: (_TAKEN, 409),
    EntersTwice: (
        gettext_lazy("You have entered this protocol already. The second entry is another person's."),
        403,
    ),
    ConfirmsOwnEntry: (gettext_lazy("You have entered this protocol. Another person confirms it."), 403),
    DecidesOwnEntry: (gettext_lazy("You have entered this protocol. Another person decides about it."), 403),
    DecidesOwnPrecinct: (
        gettext_lazy("You belong to this precinct's commission. A person from outside it decides."),
        403,
    ),
    LinesToReread: (
        gettext_lazy(
            "Something here is unusual. Read the marked lines on the paper again, and say that you have."
        ),
        400,
    ),
    UnknownReason: (gettext_lazy("Choose a reason from the list."), 400),
    ReasonTextNeeded: (gettext_lazy("Say the reason in words, in at most 4,000 characters."), 400),
    ReasonNeeded: (gettext_lazy("Give a reason for every field."), 400),
    DecisionNeeded: (gettext_lazy("Say whose decision this is."), 400),
    NothingChanges: (gettext_lazy("These are the figures that count already: nothing would change."), 400),
    NoProtocolYet: (gettext_lazy("Enter the protocol first; its scan is attached to it."), 409),
    ScanAlreadyAttached: (gettext_lazy("This very file stands beside the protocol already."), 409),
}


_OVERTAKEN = gettext_lazy(
    "Meanwhile somebody else has acted on this protocol. What you sent was not recorded; look where it "
    "stands now."
)


def refusal_of(trouble: Exception) -> Refusal:
    """The refusal that says why `trouble` was raised. KeyError for one that the desk has no word for.

    What a protocol's life does not allow any more was allowed when the page was opened: it was overtaken.
    """
    if isinstance(trouble, LifeRefusal) and type(trouble) not in _REFUSALS:
        return Refusal(str(_OVERTAKEN), 409)
    sentence, status = _REFUSALS[type(trouble)]
    return Refusal(str(sentence), status)
