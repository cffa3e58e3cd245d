"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability


class Registration(Capability):
    """Registers around an election: what is stated and done, and what follows from it."""

    tables = ("tables",)
    only_growing = ("erased_text",)
    provides = (
        ("publish_entries", "publish.publish_registers"),
        ("published_tables", "publish.PUBLISHED"),
        ("shapes_pages", "tables.count_erased"),
    )
