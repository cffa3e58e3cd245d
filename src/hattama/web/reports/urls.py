"""Addresses of this capability."""

from django.urls import path

from hattama.web.reports import desk as desk_views
from hattama.web.reports import public as report_views

PAGES = [
    path("e/<slug:election_id>/a/<str:area_id>/report/<slug:contest>/", report_views.report, name="report"),
    path("e/<slug:election_id>/a/<str:area_id>/reports/", report_views.reports, name="reports"),
]
FILES = [
    path("reports/<number:number>/photo.jpg", report_views.released_photo, name="report_photo"),
]
DESK = [
    path("<slug:election_id>/reports/", desk_views.reports, name="reports"),
    path("<slug:election_id>/reports/<number:number>/", desk_views.report, name="report"),
    path("<slug:election_id>/reports/<number:number>/photo", desk_views.photo, name="report_photo"),
]
