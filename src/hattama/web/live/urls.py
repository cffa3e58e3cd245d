"""Addresses of this capability."""

from django.urls import path

from hattama.web.live.public import hall_views, live_views

PAGES = [
    path("e/<slug:election_id>/live/", live_views.live, name="live"),
    path("e/<slug:election_id>/hall/", hall_views.hall, name="hall"),
]
FILES = [
    path("data/<slug:election_id>/live.json", live_views.live_json, name="live_json"),
]
