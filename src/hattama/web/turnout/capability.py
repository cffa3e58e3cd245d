"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Turnout as it was announced during the day."""

    name = "hattama.web.turnout"
    label = "turnout"
