"""A protocol's life as pages say it: its states, what was done, on whose decision. Codes: life.md."""

from django.utils.translation import gettext, gettext_noop

STATES = {
    "expected": gettext_noop("not received"),
    "entered_once": gettext_noop("entered once"),
    "entries_differ": gettext_noop("entries differ"),
    "entered_twice": gettext_noop("awaits confirmation"),
    "confirmed": gettext_noop("confirmed"),
    "published": gettext_noop("published"),
    "under_investigation": gettext_noop("under investigation"),
    "corrected": gettext_noop("corrected"),
    "recounted": gettext_noop("recounted"),
    "annulled": gettext_noop("declared invalid"),
}

DEEDS = {
    "enter": gettext_noop("entered from the paper"),
    "import": gettext_noop("read from an official file"),
    "attach_scan": gettext_noop("scan added"),
    "retype": gettext_noop("differing figures read again"),
    "end_rounds": gettext_noop("reading again ended early"),
    "decide": gettext_noop("differences decided"),
    "confirm": gettext_noop("confirmed"),
    "publish": gettext_noop("published"),
    "open_investigation": gettext_noop("investigation opened"),
    "close_investigation": gettext_noop("investigation closed"),
    "correct": gettext_noop("correction"),
    "recount": gettext_noop("recount"),
    "annul": gettext_noop("invalidation"),
}


NO_SCAN = {
    "no_camera": gettext_noop("no camera or scanner works here"),
    "network": gettext_noop("the network is too weak for a picture"),
    "paper_away": gettext_noop("the signed paper is not here now"),
    "not_taken": gettext_noop("the file was not accepted"),
    "other": gettext_noop("another reason"),
}
"""Why no scan comes with an entry. A list and no box to type in: what is told of one entry is read by whoever
enters the second."""

DONE = {
    "enter": gettext_noop("The entry is recorded."),
    "attach_scan": gettext_noop("The scan is kept, and is published together with the protocol."),
    "retype": gettext_noop("What was read again is recorded."),
    "end_rounds": gettext_noop("Reading again is ended; a reviewer decides now."),
    "decide": gettext_noop("The differences are decided, and the protocol is published."),
    "confirm": gettext_noop("The protocol is confirmed and published."),
    "open_investigation": gettext_noop("The investigation is open. The protocol counts meanwhile."),
    "close_investigation": gettext_noop("The investigation is closed. The protocol stands as before."),
    "correct": gettext_noop("The correction is published."),
    "recount": gettext_noop("The recount is published."),
    "annul": gettext_noop("The protocol is declared invalid. It counts nowhere any more."),
}
"""What a page says first to whoever did this just now."""


def done_sentence(code: str) -> str:
    """That the deed is done, in the language of the page; empty for a deed that nobody does at the desk."""
    return gettext(DONE[code]) if code in DONE else ""


def no_scan_words(code: str) -> str:
    """That an entry came without a scan, and why, in the language of the page."""
    return gettext("without a scan: %(reason)s") % {"reason": gettext(NO_SCAN[code])}


def state_name(code: str) -> str:
    """What a protocol is, in the language of the page."""
    return gettext(STATES[code])


def deed_name(code: str) -> str:
    """What was done to a protocol, in the language of the page; the code where the interface has no word."""
    return gettext(DEEDS[code]) if code in DEEDS else code
