"""Addresses of this capability."""

from django.urls import path

from hattama.web.results.public import area_result_views, result_views

PAGES = [
    path(
        "e/<slug:election_id>/a/<str:area_id>/results/<slug:contest>/",
        area_result_views.result_in_area,
        name="area_result",
    ),
    path("e/<slug:election_id>/results/<slug:contest>/", result_views.result, name="result"),
    path("e/<slug:election_id>/results/<slug:contest>/rules/", result_views.rules, name="result_rules"),
    path("e/<slug:election_id>/results/<slug:contest>/what-if/", result_views.what_if, name="what_if"),
]
FILES = [
    path("data/<slug:election_id>/outcomes/<slug:contest>.json", result_views.outcome_json, name="outcome"),
]
