"""Registers the capability with the kernel."""

from __future__ import annotations

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """The night of the count: steps with their times, papers handed on."""

    name = "hattama.web.night"
    label = "night"
    tables = ("tables", "custody_tables")
    only_growing = ("custody_name",)
    provides = (
        ("publish_entries", "publish.publish_night"),
        ("published_tables", "publish.PUBLISHED"),
        ("night_records", "reading.load_night_records"),
        ("state_files", "reading.night_files"),
    )
