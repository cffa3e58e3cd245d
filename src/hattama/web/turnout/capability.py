"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Turnout as it was announced during the day."""

    def pages(self) -> Addresses:
        from hattama.web.turnout import public as turnout_views

        return [
            path(ELECTION + "turnout/", turnout_views.election_turnout, name="turnout"),
            path(AREA + "turnout/", turnout_views.area_turnout, name="area_turnout"),
        ]

    def files(self) -> Addresses:
        from hattama.web.turnout import public as turnout_views

        return [path(DATA + "turnout/<str:area_id>.csv", turnout_views.turnout_csv, name="turnout")]
