"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """The life of a protocol: entered twice, compared, confirmed, corrected, annulled."""

    name = "hattama.web.protocols"
    label = "protocols"
    tables = ("tables",)
    only_growing = ("life_step",)
    provides = (
        ("decision_documents", "tables.load_decision_documents"),
        ("published_documents", "tables.published_decision_documents"),
        ("protocols_with_scan", "tables.load_entered_with"),
    )
