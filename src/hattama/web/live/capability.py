"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION


class Registration(Capability):
    """The night as it goes on: live page, hall, how far the count is."""

    pages = (
        (ELECTION + "live/", "public.live_views.live"),
        (ELECTION + "hall/", "public.hall_screens.hall"),
        (ELECTION + "hall/compose/", "public.hall_screens.hall_composer"),
    )

    files = ((DATA + "live.json", "public.live_views.live_json"),)
