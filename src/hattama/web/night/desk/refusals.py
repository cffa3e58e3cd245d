"""Why a word about counting night was refused, as a sentence for the person who gave it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from hattama.web.kernel.log.submission_refusals import ActNotAccepted, ElectionClosed
from hattama.web.night.record_custody import (
    AttachmentNotNamed,
    HolderNotNamed,
    NameTooLong,
    PaperNotNamed,
    RecordNotThere,
    SignatureIsAFile,
)
from hattama.web.night.record_step import NothingToCorrect, StepHasAnotherTime, TimeOutOfReach

_SENTENCES = {
    StepHasAnotherTime: gettext_lazy(
        "Somebody else has stated this time meanwhile. Look at it below and correct it if it is wrong."
    ),
    NothingToCorrect: gettext_lazy("This is the time that stands already."),
    TimeOutOfReach: gettext_lazy("The day is too far from election day. Check the year and the month."),
    PaperNotNamed: gettext_lazy(
        "The identifier of the paper: capital Latin letters, digits, dots, slashes and hyphens, at most 40."
    ),
    AttachmentNotNamed: gettext_lazy("Say what was attached; a file comes with something attached only."),
    SignatureIsAFile: gettext_lazy(
        "An electronic signature is a file .p7s or .sig, and such a file is nothing else. Choose both, or "
        "neither."
    ),
    HolderNotNamed: gettext_lazy("You give a name: say also what this person is."),
    NameTooLong: gettext_lazy("The name is too long: at most 200 characters."),
    RecordNotThere: gettext_lazy("The record that you replace is not there, or has been replaced already."),
    ActNotAccepted: gettext_lazy(
        "This contradicts what was recorded before, or speaks of what is not here. Nothing was recorded."
    ),
    ElectionClosed: gettext_lazy(
        "The election is closed: nothing more is taken in. What you sent was not recorded."
    ),
}
_BY_OTHERS = (StepHasAnotherTime, RecordNotThere, ActNotAccepted, ElectionClosed)


def night_refusal(trouble: Exception) -> tuple[str, int]:
    """The sentence, and 409 where somebody else was first, 400 where the sender can mend it.

    KeyError for a refusal that a form of ours cannot bring about.
    """
    return str(_SENTENCES[type(trouble)]), 409 if isinstance(trouble, _BY_OTHERS) else 400
