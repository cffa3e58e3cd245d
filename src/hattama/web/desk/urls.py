"""Addresses of the desk."""

from django.urls import path

from hattama.web.desk import night_views, views

_NIGHT = "<slug:election_id>/<str:area_id>/night/"

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:election_id>/", views.precincts, name="precincts"),
    path(_NIGHT + "steps", night_views.steps, name="night_steps"),
    path(_NIGHT + "papers", night_views.papers, name="night_papers"),
    path("<slug:election_id>/<str:area_id>/<slug:contest>/", views.enter, name="enter"),
    path("<slug:election_id>/<str:area_id>/<slug:contest>/check", views.check, name="check"),
    path("<slug:election_id>/<str:area_id>/<slug:contest>/scan", views.add_scan, name="scan"),
    path("<slug:election_id>/<str:area_id>/<slug:contest>/done", views.done, name="done"),
]
