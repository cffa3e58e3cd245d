"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Home, area, precinct, search: the pages that bring the others together."""

    name = "hattama.web.places"
    label = "places"
