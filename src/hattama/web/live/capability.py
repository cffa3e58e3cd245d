"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """The night as it goes on: live page, hall, stream of changes."""

    name = "hattama.web.live"
    label = "live"
