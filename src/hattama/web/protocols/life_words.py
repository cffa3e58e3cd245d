"""A protocol's life as pages say it: its states, what was done, on whose decision. Codes: life.md."""

from __future__ import annotations

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


def state_name(code: str) -> str:
    """What a protocol is, in the language of the page."""
    return gettext(STATES[code])


def deed_name(code: str) -> str:
    """What was done to a protocol, in the language of the page; the code where the interface has no word."""
    return gettext(DEEDS[code]) if code in DEEDS else code
