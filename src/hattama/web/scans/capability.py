"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Scans: received, read into pages, laid beside figures."""

    name = "hattama.web.scans"
    label = "scans"
    tables = ("tables",)
    provides = (("shapes_pages", "figure_boxes.last_page_read"),)
