"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Turnout as it was announced during the day."""

    pages = (
        (ELECTION + "turnout/", "public.election_turnout", "turnout"),
        (AREA + "turnout/", "public.area_turnout"),
    )

    files = ((DATA + "turnout/<str:area_id>.csv", "public.turnout_csv", "turnout"),)
