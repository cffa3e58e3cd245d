"""Why an act was refused, as a sentence for the person who tried, with the status of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from hattama.web.usecases.attach_scan import NoProtocolYet, ScanAlreadyAttached
from hattama.web.usecases.protocol_bodies import FiguresDoNotFit
from hattama.web.usecases.submit_protocol import (
    ElectionClosed,
    ExplanationNeeded,
    ExplanationTooLong,
    ProtocolAlreadySubmitted,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the page says, and the status: 400 where the sender can mend it, 409 where they cannot."""

    sentence: str
    status: int


_REFUSALS = {
    ExplanationNeeded: (
        gettext_lazy(
            "The figures disagree. Check them against the paper; if the paper says so, explain below "
            "and submit again."
        ),
        400,
    ),
    ExplanationTooLong: (gettext_lazy("The explanation is too long: at most 4,000 characters."), 400),
    FiguresDoNotFit: (gettext_lazy("Some figures are too large for any protocol. Check their digits."), 400),
    ElectionClosed: (
        gettext_lazy("The election is closed: nothing more is taken in. What you sent was not recorded."),
        409,
    ),
    ProtocolAlreadySubmitted: (
        gettext_lazy(
            "A protocol of this contest has been submitted from this precinct already. "
            "What you sent was not recorded."
        ),
        409,
    ),
    NoProtocolYet: (gettext_lazy("Enter the protocol first; its scan is attached to it."), 409),
    ScanAlreadyAttached: (gettext_lazy("This very file stands beside the protocol already."), 409),
}


def refusal_of(trouble: Exception) -> Refusal:
    """The refusal that says why `trouble` was raised. KeyError for one that the desk has no word for."""
    sentence, status = _REFUSALS[type(trouble)]
    return Refusal(str(sentence), status)
