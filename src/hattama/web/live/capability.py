"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """The night as it goes on: live page, hall, how far the count is."""

    def pages(self) -> Addresses:
        from hattama.web.live.public import hall_screens, live_views

        return [
            path(ELECTION + "live/", live_views.live, name="live"),
            path(ELECTION + "hall/", hall_screens.hall, name="hall"),
            path(ELECTION + "hall/compose/", hall_screens.hall_composer, name="hall_composer"),
        ]

    def files(self) -> Addresses:
        from hattama.web.live.public import live_views

        return [path(DATA + "live.json", live_views.live_json, name="live_json")]
