"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """What readers report about a protocol."""

    name = "hattama.web.reports"
    label = "reports"
    tables = ("tables",)
    only_growing = (
        "difference_report",
        "report_step",
    )
