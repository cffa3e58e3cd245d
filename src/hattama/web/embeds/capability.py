"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Frames and drawings for other sites."""

    name = "hattama.web.embeds"
    label = "embeds"
