"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Sums and outcomes as people read them."""

    name = "hattama.web.results"
    label = "results"
