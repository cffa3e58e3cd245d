"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import AREA, DATA, ELECTION

FRAMES = "embed/<slug:election_id>/"
CHARTS = DATA + "charts/<slug:language>/"


class Registration(Capability):
    """Frames and drawings for other sites."""

    pages = (
        (ELECTION + "embed/", "public.embed_views.embeds"),
        (AREA + "embed/", "public.embed_views.area_embeds"),
        (FRAMES + "result/<slug:contest>/", "public.embed_views.result_frame", "embed_result"),
        (
            FRAMES + "result/<slug:contest>/<str:area_id>/",
            "public.embed_views.result_frame",
            "embed_area_result",
        ),
        (FRAMES + "seats/<slug:contest>/", "public.embed_views.seats_frame", "embed_seats"),
        (FRAMES + "arrival/", "public.embed_views.arrival_frame", "embed_arrival"),
        (FRAMES + "turnout/", "public.embed_views.turnout_frame", "embed_turnout"),
        (FRAMES + "turnout/<str:area_id>/", "public.embed_views.turnout_frame", "embed_area_turnout"),
        (
            FRAMES + "scatter/<slug:contest>/<str:area_id>/",
            "public.embed_views.scatter_frame",
            "embed_scatter",
        ),
        (FRAMES + "map/<slug:contest>/<slug:measure>/", "public.embed_views.map_frame", "embed_map"),
        (
            FRAMES + "map/<slug:contest>/<slug:measure>/<str:area_id>/",
            "public.embed_views.map_frame",
            "embed_area_map",
        ),
    )

    files = (
        (DATA + "arrivals.csv", "public.chart_tables.arrivals_csv", "arrivals"),
        (DATA + "shares/<slug:contest>.<slug:language>.csv", "public.chart_tables.shares_csv", "shares"),
        (DATA + "seats/<slug:contest>.<slug:language>.csv", "public.chart_tables.seats_csv", "seats"),
        (
            DATA + "results/<str:area_id>/<slug:contest>.<slug:language>.csv",
            "public.chart_tables.result_csv",
            "result",
        ),
        (
            CHARTS + "swing/<str:area_id>/<slug:contest>/<str:other>.csv",
            "public.chart_tables.swing_csv",
            "swing",
        ),
        (DATA + "scatter/<str:area_id>/<slug:contest>.csv", "public.chart_tables.scatter_csv", "scatter"),
        (DATA + "scatter/<str:area_id>/<slug:contest>.svg", "public.chart_files.scatter_dots"),
        (CHARTS + "<path:drawing>.png", "public.chart_files.png", "chart_png"),
        (CHARTS + "arrival.svg", "public.chart_files.arrival_svg", "chart_arrival"),
        (CHARTS + "shares/<slug:contest>.svg", "public.chart_files.shares_svg", "chart_shares"),
        (CHARTS + "seats/<slug:contest>.svg", "public.chart_files.seats_svg", "chart_seats"),
        (CHARTS + "turnout/<str:area_id>.svg", "public.chart_files.turnout_svg", "chart_turnout"),
        (
            CHARTS + "scatter/<str:area_id>/<slug:contest>.svg",
            "public.chart_files.scatter_svg",
            "chart_scatter",
        ),
        (
            CHARTS + "maps/<str:area_id>/<slug:contest>/<slug:measure>.svg",
            "public.chart_files.map_svg",
            "chart_map",
        ),
    )
