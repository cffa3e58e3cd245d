"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """How open the results are, measured."""

    tables = ("tables",)
    provides = (
        ("publish_entries", "publish.publish_openness"),
        ("published_tables", "publish.PUBLISHED"),
    )

    def pages(self) -> Addresses:
        from hattama.web.openness.public import views as openness_views
        from hattama.web.openness.public import witness_views

        return [
            path(ELECTION + "witnesses/", witness_views.witnesses, name="witnesses"),
            path(ELECTION + "openness/", openness_views.openness, name="openness"),
            path("openness/", openness_views.monitor, name="openness_monitor"),
        ]

    def files(self) -> Addresses:
        from hattama.web.openness.public import views as openness_views

        return [
            path("data/openness.json", openness_views.monitor_json, name="openness_monitor"),
            path(DATA + "openness.json", openness_views.openness_json, name="openness"),
        ]
