"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Papers drawn by a public seed and read again."""

    name = "hattama.web.record_checks"
    label = "record_checks"
    tables = ("tables",)
    only_growing = (
        "drawn_paper",
        "stranger_reading",
        "figure_judgement",
    )
