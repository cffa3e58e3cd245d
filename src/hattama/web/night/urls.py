"""Addresses of this capability."""

from django.urls import path

from hattama.web.night.desk import views as desk_views
from hattama.web.night.public import views as night_views

_NIGHT = "<slug:election_id>/<str:area_id>/night/"

PAGES = [
    path("e/<slug:election_id>/night/", night_views.election_night, name="night"),
    path("e/<slug:election_id>/a/<str:area_id>/night/", night_views.area_night, name="area_night"),
]
DESK = [
    path(_NIGHT + "steps", desk_views.steps, name="night_steps"),
    path(_NIGHT + "papers", desk_views.papers, name="night_papers"),
]
