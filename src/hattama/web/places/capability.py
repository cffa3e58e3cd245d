"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Home, area, precinct, search: the pages that bring the others together."""

    def pages(self) -> Addresses:
        from hattama.web.places.public import (
            area_views,
            home_views,
            list_views,
            search_views,
            station_views,
        )

        return [
            path("", home_views.home, name="home"),
            path("elections/", home_views.elections, name="elections"),
            path("about/", home_views.about, name="about"),
            path(ELECTION, home_views.election, name="election"),
            path(AREA, area_views.area, name="area"),
            path(AREA + "stations/", station_views.stations, name="area_stations"),
            path(ELECTION + "search/", search_views.search, name="search"),
            path(ELECTION + "missing/", list_views.missing, name="missing"),
            path(ELECTION + "findings/", list_views.findings, name="findings"),
            path(ELECTION + "findings/<str:code>/", list_views.rule, name="rule"),
            path(ELECTION + "data/", home_views.data, name="data"),
        ]

    def files(self) -> Addresses:
        from hattama.web.places.public import printed_views

        return [
            path(
                DATA + "areas/<str:area_id>/<slug:contest>.<slug:language>.pdf",
                printed_views.results_pdf,
                name="results_pdf",
            ),
            path(DATA + "cards/<str:area_id>.<slug:language>.png", printed_views.card, name="card"),
            path(
                DATA + "cards/<str:area_id>/<slug:contest>.<slug:language>.png",
                printed_views.card,
                name="contest_card",
            ),
        ]
