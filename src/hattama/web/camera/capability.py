"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Photographing the paper, also without a network."""

    name = "hattama.web.camera"
    label = "camera"
