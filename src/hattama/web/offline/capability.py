"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """A precinct without a network: signed statements that arrive later."""

    name = "hattama.web.offline"
    label = "offline"
    tables = ("tables",)
    provides = (
        ("entered", "accept_statement.release_held"),
        ("entry_page", "desk.words.entry_page_words"),
    )
