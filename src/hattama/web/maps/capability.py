"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Maps drawn from the results."""

    name = "hattama.web.maps"
    label = "maps"
