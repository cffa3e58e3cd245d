"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """The night as it goes on: live page, hall, how far the count is."""

    def pages(self) -> Addresses:
        from hattama.web.live import public

        return [
            path(ELECTION + "live/", public.live, name="live"),
            path(ELECTION + "hall/", public.hall, name="hall"),
        ]

    def files(self) -> Addresses:
        from hattama.web.live import public

        return [path(DATA + "live.json", public.live_json, name="live_json")]
