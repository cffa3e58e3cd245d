"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Tables of higher commissions, held against the log's sums."""

    name = "hattama.web.claims"
    label = "claims"
    tables = ("tables",)
    provides = (
        ("publish_entries", "publish.publish_claims"),
        ("published_tables", "publish.PUBLISHED"),
    )
