"""Addresses of this capability."""

from django.urls import path

from hattama.web.embeds.public import chart_files, embed_views

CHARTS = "data/<slug:election_id>/charts/<slug:language>"
FRAMES = "embed/<slug:election_id>"

PAGES = [
    path("e/<slug:election_id>/embed/", embed_views.embeds, name="embeds"),
    path("e/<slug:election_id>/a/<str:area_id>/embed/", embed_views.area_embeds, name="area_embeds"),
    path(f"{FRAMES}/result/<slug:contest>/", embed_views.result_frame, name="embed_result"),
    path(
        f"{FRAMES}/result/<slug:contest>/<str:area_id>/", embed_views.result_frame, name="embed_area_result"
    ),
    path(f"{FRAMES}/seats/<slug:contest>/", embed_views.seats_frame, name="embed_seats"),
    path(f"{FRAMES}/arrival/", embed_views.arrival_frame, name="embed_arrival"),
    path(f"{FRAMES}/turnout/", embed_views.turnout_frame, name="embed_turnout"),
    path(f"{FRAMES}/turnout/<str:area_id>/", embed_views.turnout_frame, name="embed_area_turnout"),
    path(f"{FRAMES}/map/<slug:contest>/<slug:measure>/", embed_views.map_frame, name="embed_map"),
    path(
        f"{FRAMES}/map/<slug:contest>/<slug:measure>/<str:area_id>/",
        embed_views.map_frame,
        name="embed_area_map",
    ),
]
FILES = [
    path("data/<slug:election_id>/arrivals.csv", chart_files.arrivals_csv, name="arrivals"),
    path("data/<slug:election_id>/seats/<slug:contest>.csv", chart_files.seats_csv, name="seats"),
    path(
        "data/<slug:election_id>/results/<str:area_id>/<slug:contest>.csv",
        chart_files.result_csv,
        name="result",
    ),
    path(f"{CHARTS}/arrival.svg", chart_files.arrival_svg, name="chart_arrival"),
    path(f"{CHARTS}/seats/<slug:contest>.svg", chart_files.seats_svg, name="chart_seats"),
    path(f"{CHARTS}/turnout/<str:area_id>.svg", chart_files.turnout_svg, name="chart_turnout"),
    path(
        f"{CHARTS}/maps/<str:area_id>/<slug:contest>/<slug:measure>.svg",
        chart_files.map_svg,
        name="chart_map",
    ),
]
