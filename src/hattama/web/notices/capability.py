"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Letters and feeds for those who asked to be told."""

    name = "hattama.web.notices"
    label = "notices"
    tables = ("tables",)
