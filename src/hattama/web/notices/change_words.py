"""What an entry of the log changed, in words, for feeds and letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

CHANGES = {
    "protocol": gettext_lazy("Protocol published"),
    "correction": gettext_lazy("Correction of the protocol"),
    "recount": gettext_lazy("Protocol of a recount"),
    "confirmation": gettext_lazy("Figures confirmed"),
    "annulment": gettext_lazy("Protocol declared invalid"),
    "scan": gettext_lazy("Scan of the paper added"),
}
INVESTIGATION = {
    True: pgettext_lazy("what happened", "Investigation opened"),
    False: pgettext_lazy("what happened", "Investigation closed"),
}
PRELIMINARY = gettext_lazy("Preliminary figures published")


def change_words(kind: str, *, opens: bool, is_preliminary: bool) -> str:
    """The sentence for an entry of this kind. KeyError for a kind that nobody follows."""
    if kind == "investigation":
        return str(INVESTIGATION[opens])
    if kind == "protocol" and is_preliminary:
        return str(PRELIMINARY)
    return str(CHANGES[kind])
