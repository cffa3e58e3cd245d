"""What is said of a night without a network: by the scripts on a phone, and of each statement that came."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from hattama.web.desk.refusals import OVERTAKEN, REFUSALS

WORDS = {
    "insecure": gettext_noop(
        "Without a secure connection this browser can keep and sign nothing. Prepare the phone where the "
        "address begins with https."
    ),
    "nobody": gettext_noop(
        "Nobody has prepared this phone for a night without a network, so nothing can be typed here. Write "
        "the figures on paper and open the page again when there is a network."
    ),
    "preparing": gettext_noop("Preparing the phone…"),
    "prepared": gettext_noop(
        "This phone is prepared. Open the list of precincts here without a network, type, submit: what you "
        "submit is signed, kept on this phone and sent by itself when there is a network."
    ),
    "not_prepared": gettext_noop(
        "The phone could not be prepared: the server did not answer. Try again with a network."
    ),
    "key_refused": gettext_noop("The phone could not be prepared: the server does not take its key."),
    "owner": gettext_noop("Account: {name}"),
    "first": gettext_noop("first entry"),
    "second": gettext_noop("second entry"),
    "no_places": gettext_noop(
        "No protocol of this account was waiting to be entered when the phone was prepared."
    ),
    "fault_digits": gettext_noop("Expected a whole number in digits."),
    "fault_both": gettext_noop("Either give the figure or mark it illegible, not both."),
    "fault_nothing": gettext_noop("No figure has been typed yet, and nothing was kept."),
    "faults": gettext_noop("Some of what was typed cannot be read. The fields are marked; nothing was kept."),
    "submit_sure": gettext_noop(
        "Submit these figures? They are signed and cannot be changed on this phone afterwards."
    ),
    "kept": gettext_noop("Signed and kept on this phone. It is sent by itself when there is a network."),
    "full": gettext_noop("There is no room left on this phone: nothing could be kept. Free some room."),
    "offline": gettext_noop("There is no network. What was submitted is kept on this phone and sent later."),
    "refused_all": gettext_noop(
        "The server takes nothing just now. What was submitted is kept on this phone."
    ),
    "state_waiting": gettext_noop("kept on this phone, not sent yet"),
    "state_held": gettext_noop("received; it waits for the first entry of another person"),
    "state_arrived": gettext_noop("received and recorded"),
    "state_refused": gettext_noop("not accepted"),
    "typed_at": gettext_noop("typed at {time}"),
    "put_back": gettext_noop("Put the figures back into the form"),
    "drop": gettext_noop("Delete"),
    "drop_sure": gettext_noop("Delete this from this phone? The server has not recorded it."),
    "unreadable": gettext_noop("This can no longer be opened on this phone. Type it again from the paper."),
}
"""By the name under which the scripts ask for them."""

_OWN = {
    "NotAStatement": gettext_lazy("This is no statement of a telephone, or it was altered."),
    "EnvelopeRefused": gettext_lazy(
        "This cannot be opened: it was cut short, or it is meant for another site."
    ),
    "UnknownDeviceKey": gettext_lazy("The telephone that signed this was never registered here."),
    "SignatureDoesNotHold": gettext_lazy("The signature does not hold: something was altered on the way."),
    "NonceUsedTwice": gettext_lazy("Another statement came under the same number."),
    "AccountIsClosed": gettext_lazy("The account that signed this is closed."),
    "DeviceKeyEnded": gettext_lazy("The key of the telephone had ended before the time stated in it."),
    "DeviceKeyLost": gettext_lazy("The telephone was said to be lost; nothing signed by it is accepted."),
    "DefinitionChanged": gettext_lazy(
        "The form was changed since the telephone was prepared. Open the form with a network and type again."
    ),
    "NoSuchPlace": gettext_lazy("No open election here has this polling station."),
    "NothingTyped": gettext_lazy("Nothing was typed in it."),
    "NotYours": gettext_lazy("The account that signed this has no right to enter this protocol."),
    "ContestNotHeldHere": gettext_lazy("This contest is not held at this polling station."),
    "ElectionNotOpen": gettext_lazy("The election is not open."),
    "ExplanationNeeded": gettext_lazy(
        "The figures disagree. Put them back into the form, check them against the paper; if the paper says "
        "so, explain and submit again."
    ),
}


def offline_words() -> dict[str, str]:
    """Every sentence of the scripts in the language of the page, by its name."""
    return {name: gettext(text) for name, text in WORDS.items()}


def reason_sentence(reason: str) -> str:
    """Why a statement was refused, by the name of the refusal. What has no sentence of its own was overtaken
    by what somebody else did meanwhile."""
    if reason in _OWN:
        return str(_OWN[reason])
    known = {refusal.__name__: sentence for refusal, (sentence, _) in REFUSALS.items()}
    return str(known.get(reason, OVERTAKEN))
