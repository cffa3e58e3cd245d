"""What the page of the camera says: the sentences that `static/desk/camera/page.js` shows."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

WORDS = {
    "insecure": gettext_noop(
        "Without a secure connection this browser opens no camera and keeps nothing. Choose a file and "
        "send it."
    ),
    "unknown_here": gettext_noop(
        "Nobody has opened this page on this phone with a network yet, so nothing can be kept here. Keep the "
        "paper at hand and open the page again when there is a network."
    ),
    "owner": gettext_noop("Pictures are kept for the account {name}; nobody else can open them here."),
    "not_allowed": gettext_noop(
        "The browser does not let this page use the camera. Allow it in the browser's settings, or choose a "
        "picture."
    ),
    "no_camera": gettext_noop("No camera could be opened. Choose a picture or a file."),
    "full": gettext_noop(
        "There is no room left on this phone: the picture could not be kept. Free some room and take it "
        "again."
    ),
    "looks_well": gettext_noop("The picture is kept on this phone and looks well. Send it."),
    "look_again": gettext_noop("The picture is kept on this phone. Look at it before you send it:"),
    "cannot_look": gettext_noop(
        "The file is kept on this phone. This browser cannot show it; send it as it is."
    ),
    "dark": gettext_noop("It is too dark. Turn on a light, or go to one."),
    "blank": gettext_noop("Hardly anything is written on it. Is this the other side of the paper?"),
    "blurred": gettext_noop("It is blurred: the digits will be hard to read. Hold the phone still."),
    "glare": gettext_noop(
        "Light is reflected on the paper and hides a part of it. Tilt the paper or the phone."
    ),
    "corners": gettext_noop(
        "Not all four corner marks are in the picture. If this paper has no such marks, send it as it is."
    ),
    "other_paper": gettext_noop("The code on the paper names another protocol: {paper}."),
    "right_paper": gettext_noop("The code on the paper names this protocol."),
    "send": gettext_noop("Send"),
    "send_anyway": gettext_noop("Send it as it is"),
    "drop": gettext_noop("Delete"),
    "drop_sure": gettext_noop("Delete this picture from this phone? The server does not have it."),
    "offline": gettext_noop(
        "There is no network. The pictures are kept on this phone and sent by themselves later."
    ),
    "signed_out": gettext_noop(
        "You are logged out. The pictures are kept on this phone; log in again and they are sent."
    ),
    "refused_all": gettext_noop(
        "The server takes nothing from this page now. The pictures are kept on this phone; load the "
        "page again."
    ),
    "opens_later": gettext_noop(
        "The pictures are kept on this phone. They are sent when this page is opened with a network."
    ),
    "state_taken": gettext_noop("taken, not sent yet"),
    "state_waiting": gettext_noop("kept on this phone"),
    "state_sending": gettext_noop("sending"),
    "state_held": gettext_noop("the server has it; it waits for the figures"),
    "state_arrived": gettext_noop("arrived"),
    "state_refused": gettext_noop("not accepted"),
    "state_unreadable": gettext_noop("cannot be opened any more: take it again"),
}


def camera_words() -> dict[str, str]:
    """Every sentence in the language of the page, by its name."""
    return {name: gettext(text) for name, text in WORDS.items()}
