"""Why a statement that a telephone signed was not taken in, in the language of whoever reads the answer."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

_REASONS = {
    "NotAStatement": gettext_noop("This is no statement of a telephone, or it was altered."),
    "EnvelopeRefused": gettext_noop(
        "This cannot be opened: it was cut short, or it is meant for another site."
    ),
    "UnknownDeviceKey": gettext_noop("The telephone that signed this was never registered here."),
    "SignatureDoesNotHold": gettext_noop("The signature does not hold: something was altered on the way."),
    "NonceUsedTwice": gettext_noop("Another statement came under the same number."),
    "AccountIsClosed": gettext_noop("The account that signed this is closed."),
    "DeviceKeyEnded": gettext_noop("The key of the telephone had ended before the time stated in it."),
    "DeviceKeyLost": gettext_noop("The telephone was said to be lost; nothing signed by it is accepted."),
    "DefinitionChanged": gettext_noop(
        "The form was changed since the telephone was prepared. Open the form with a network and type again."
    ),
    "NoSuchPlace": gettext_noop("No open election here has this polling station."),
    "NothingTyped": gettext_noop("Nothing was typed in it."),
    "NotYours": gettext_noop("The account that signed this has no right to enter this protocol."),
    "ContestNotHeldHere": gettext_noop("This contest is not held at this polling station."),
    "ElectionNotOpen": gettext_noop("The election is not open."),
    "ExplanationNeeded": gettext_noop(
        "The figures disagree. Put them back into the form, check them against the paper; if the paper says "
        "so, explain and submit again."
    ),
    "ProtocolAlreadyEntered": gettext_noop(
        "A protocol of this contest has been submitted from this precinct already. "
        "What you sent was not recorded."
    ),
    "ElectionClosed": gettext_noop(
        "The election is closed: nothing more is taken in. What you sent was not recorded."
    ),
    "EntersTwice": gettext_noop(
        "You have entered this protocol already. The second entry is another person's."
    ),
    "ExplanationTooLong": gettext_noop("The explanation is too long: at most 4,000 characters."),
    "ActNotAccepted": gettext_noop(
        "This contradicts what was recorded before, or speaks of what is not here. Nothing was recorded."
    ),
    "FiguresDoNotFit": gettext_noop("Some figures are too large for any protocol. Check their digits."),
}
_OVERTAKEN = gettext_noop(
    "Meanwhile somebody else has acted on this protocol. What you sent was not recorded; look where it "
    "stands now."
)


def reason_sentence(reason: str) -> str:
    """The sentence for the name of a refusal; what has none of its own was overtaken by another person."""
    return gettext(_REASONS.get(reason, _OVERTAKEN))
