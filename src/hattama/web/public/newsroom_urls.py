"""Addresses of what a newsroom uses: live pages, maps, frames for other sites, and the files behind them."""

from django.urls import path

from hattama.web.public import hall_views, live_views, map_views

PAGES = [
    path("e/<slug:election_id>/live/", live_views.live, name="live"),
    path("e/<slug:election_id>/hall/", hall_views.hall, name="hall"),
    path("e/<slug:election_id>/map/<slug:contest>/<slug:measure>/", map_views.election_map, name="map"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/map/<slug:contest>/<slug:measure>/",
        map_views.area_map,
        name="area_map",
    ),
]
FILES = [
    path("data/<slug:election_id>/live.json", live_views.live_json, name="live_json"),
    path(
        "data/<slug:election_id>/maps/<str:area_id>/<slug:contest>/<slug:measure>.csv",
        map_views.map_csv,
        name="map",
    ),
]
