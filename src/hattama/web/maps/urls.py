"""Addresses of this capability."""

from django.urls import path

from hattama.web.maps.public import map_views

PAGES = [
    path("e/<slug:election_id>/map/<slug:contest>/<slug:measure>/", map_views.election_map, name="map"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/map/<slug:contest>/<slug:measure>/",
        map_views.area_map,
        name="area_map",
    ),
]
FILES = [
    path(
        "data/<slug:election_id>/maps/<str:area_id>/<slug:contest>/<slug:measure>.csv",
        map_views.map_csv,
        name="map",
    ),
]
