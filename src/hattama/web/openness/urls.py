"""Addresses of this capability."""

from django.urls import path

from hattama.web.openness.public import views as openness_views

PAGES = [
    path("e/<slug:election_id>/openness/", openness_views.openness, name="openness"),
    path("openness/", openness_views.monitor, name="openness_monitor"),
]
FILES = [
    path("data/openness.json", openness_views.monitor_json, name="openness_monitor"),
    path("data/<slug:election_id>/openness.json", openness_views.openness_json, name="openness"),
]
