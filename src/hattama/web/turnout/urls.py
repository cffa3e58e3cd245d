"""Addresses of this capability."""

from django.urls import path

from hattama.web.turnout.public import views as turnout_views

PAGES = [
    path("e/<slug:election_id>/turnout/", turnout_views.election_turnout, name="turnout"),
    path("e/<slug:election_id>/a/<str:area_id>/turnout/", turnout_views.area_turnout, name="area_turnout"),
]
FILES = [
    path("data/<slug:election_id>/turnout/<str:area_id>.csv", turnout_views.turnout_csv, name="turnout"),
]
