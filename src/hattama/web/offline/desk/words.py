"""What the scripts of a night without a network say on a phone."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

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


def offline_words() -> dict[str, str]:
    """Every sentence of the scripts in the language of the page, by its name."""
    return {name: gettext(text) for name, text in WORDS.items()}


def entry_page_words() -> tuple[str, dict[str, str]]:
    """The same for the page of the form, with the name of the element that the scripts look for."""
    return "offline-words", offline_words()
