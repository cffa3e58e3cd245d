"""Addresses of this capability."""

from django.urls import path

from hattama.web.places.public import about_views, area_views, home_views, list_views, printed_views

PAGES = [
    path("", home_views.home, name="home"),
    path("about/", about_views.about, name="about"),
    path("e/<slug:election_id>/", home_views.election, name="election"),
    path("e/<slug:election_id>/a/<str:area_id>/", area_views.area, name="area"),
    path("e/<slug:election_id>/search/", list_views.search, name="search"),
    path("e/<slug:election_id>/missing/", list_views.missing, name="missing"),
    path("e/<slug:election_id>/findings/", list_views.findings, name="findings"),
    path("e/<slug:election_id>/findings/<str:code>/", list_views.rule, name="rule"),
    path("e/<slug:election_id>/data/", about_views.data, name="data"),
]
FILES = [
    path(
        "data/<slug:election_id>/areas/<str:area_id>/<slug:contest>.<slug:language>.pdf",
        printed_views.results_pdf,
        name="results_pdf",
    ),
    path("data/<slug:election_id>/cards/<str:area_id>.<slug:language>.png", printed_views.card, name="card"),
    path(
        "data/<slug:election_id>/cards/<str:area_id>/<slug:contest>.<slug:language>.png",
        printed_views.card,
        name="contest_card",
    ),
]
