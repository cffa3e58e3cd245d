"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION

FRAMES = "embed/<slug:election_id>/"
CHARTS = DATA + "charts/<slug:language>/"


class Registration(Capability):
    """Frames and drawings for other sites."""

    def pages(self) -> Addresses:
        from hattama.web.embeds.public import embed_views

        return [
            path(ELECTION + "embed/", embed_views.embeds, name="embeds"),
            path(AREA + "embed/", embed_views.area_embeds, name="area_embeds"),
            path(FRAMES + "result/<slug:contest>/", embed_views.result_frame, name="embed_result"),
            path(
                FRAMES + "result/<slug:contest>/<str:area_id>/",
                embed_views.result_frame,
                name="embed_area_result",
            ),
            path(FRAMES + "seats/<slug:contest>/", embed_views.seats_frame, name="embed_seats"),
            path(FRAMES + "arrival/", embed_views.arrival_frame, name="embed_arrival"),
            path(FRAMES + "turnout/", embed_views.turnout_frame, name="embed_turnout"),
            path(FRAMES + "turnout/<str:area_id>/", embed_views.turnout_frame, name="embed_area_turnout"),
            path(
                FRAMES + "scatter/<slug:contest>/<str:area_id>/",
                embed_views.scatter_frame,
                name="embed_scatter",
            ),
            path(FRAMES + "map/<slug:contest>/<slug:measure>/", embed_views.map_frame, name="embed_map"),
            path(
                FRAMES + "map/<slug:contest>/<slug:measure>/<str:area_id>/",
                embed_views.map_frame,
                name="embed_area_map",
            ),
        ]

    def files(self) -> Addresses:
        from hattama.web.embeds.public import chart_files, chart_tables

        return [
            path(DATA + "arrivals.csv", chart_tables.arrivals_csv, name="arrivals"),
            path(DATA + "shares/<slug:contest>.<slug:language>.csv", chart_tables.shares_csv, name="shares"),
            path(DATA + "seats/<slug:contest>.<slug:language>.csv", chart_tables.seats_csv, name="seats"),
            path(
                DATA + "results/<str:area_id>/<slug:contest>.<slug:language>.csv",
                chart_tables.result_csv,
                name="result",
            ),
            path(
                CHARTS + "swing/<str:area_id>/<slug:contest>/<str:other>.csv",
                chart_tables.swing_csv,
                name="swing",
            ),
            path(DATA + "scatter/<str:area_id>/<slug:contest>.csv", chart_tables.scatter_csv, name="scatter"),
            path(
                DATA + "scatter/<str:area_id>/<slug:contest>.svg",
                chart_files.scatter_dots,
                name="scatter_dots",
            ),
            path(CHARTS + "<path:drawing>.png", chart_files.png, name="chart_png"),
            path(CHARTS + "arrival.svg", chart_files.arrival_svg, name="chart_arrival"),
            path(CHARTS + "shares/<slug:contest>.svg", chart_files.shares_svg, name="chart_shares"),
            path(CHARTS + "seats/<slug:contest>.svg", chart_files.seats_svg, name="chart_seats"),
            path(CHARTS + "turnout/<str:area_id>.svg", chart_files.turnout_svg, name="chart_turnout"),
            path(
                CHARTS + "scatter/<str:area_id>/<slug:contest>.svg",
                chart_files.scatter_svg,
                name="chart_scatter",
            ),
            path(
                CHARTS + "maps/<str:area_id>/<slug:contest>/<slug:measure>.svg",
                chart_files.map_svg,
                name="chart_map",
            ),
        ]
