"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Keeping the site: settings, doctor, watching, backups, static copy."""

    name = "hattama.web.operations"
    label = "operations"
