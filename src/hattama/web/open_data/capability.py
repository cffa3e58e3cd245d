"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Files and the interface for programs."""

    name = "hattama.web.open_data"
    label = "open_data"
