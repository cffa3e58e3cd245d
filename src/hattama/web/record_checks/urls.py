"""Addresses of this capability."""

from django.urls import path

from hattama.web.record_checks import public as record_check_views
from hattama.web.record_checks.desk import doubt_views
from hattama.web.record_checks.desk import views as desk_views

PAGES = [
    path("e/<slug:election_id>/record-check/", record_check_views.record_check, name="record_check"),
]
FILES = [
    path(
        "data/<slug:election_id>/record-check/figures.csv",
        record_check_views.record_check_csv,
        name="record_check",
    ),
    path(
        "data/<slug:election_id>/record-check/lists/<sha256:sha256>.txt",
        record_check_views.drawn_list,
        name="drawn_list",
    ),
]
DESK = [
    path("<slug:election_id>/draws/", desk_views.draws, name="draws"),
    path("<slug:election_id>/read-again/", desk_views.read_again, name="read_again"),
    path("<slug:election_id>/doubts/", doubt_views.doubts, name="doubts"),
]
