"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """How open the results are, measured."""

    name = "hattama.web.openness"
    label = "openness"
