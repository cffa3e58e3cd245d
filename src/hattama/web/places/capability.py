"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION


class Registration(Capability):
    """Home, area, precinct, search: the pages that bring the others together."""

    pages = (
        ("", "public.home_views.home"),
        ("elections/", "public.home_views.elections"),
        ("about/", "public.home_views.about"),
        (ELECTION, "public.home_views.election"),
        (AREA, "public.area_views.area"),
        (AREA + "stations/", "public.station_views.stations", "area_stations"),
        (ELECTION + "search/", "public.search_views.search"),
        (ELECTION + "missing/", "public.list_views.missing"),
        (ELECTION + "findings/", "public.list_views.findings"),
        (ELECTION + "findings/<str:code>/", "public.list_views.rule"),
        (ELECTION + "data/", "public.home_views.data"),
    )

    files = (
        (DATA + "areas/<str:area_id>/<slug:contest>.<slug:language>.pdf", "public.printed_views.results_pdf"),
        (DATA + "cards/<str:area_id>.<slug:language>.png", "public.printed_views.card"),
        (
            DATA + "cards/<str:area_id>/<slug:contest>.<slug:language>.png",
            "public.printed_views.card",
            "contest_card",
        ),
    )
