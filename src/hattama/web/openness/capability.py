"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """How open the results are, measured."""

    provides = (("publish_entries", "publish.publish_openness"),)

    pages = (
        (ELECTION + "witnesses/", "public.witness_views.witnesses"),
        (ELECTION + "openness/", "public.views.openness"),
        ("openness/", "public.views.monitor", "openness_monitor"),
    )

    files = (
        ("data/openness.json", "public.views.monitor_json", "openness_monitor"),
        (DATA + "openness.json", "public.views.openness_json", "openness"),
    )
