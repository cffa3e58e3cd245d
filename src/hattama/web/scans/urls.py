"""Addresses of this capability."""

from django.urls import path

from hattama.web.scans.public import page_views as scan_page_views
from hattama.web.scans.public import strip_views

PAGES = [
    path("e/<slug:election_id>/a/<str:area_id>/strip/<slug:contest>/", strip_views.strips, name="strips"),
    path(
        "e/<slug:election_id>/a/<str:area_id>/strip/<slug:contest>/<str:figure>/",
        strip_views.strip,
        name="strip",
    ),
]
FILES = [
    path("scans/<sha256:sha256>/pages/<number:number>.jpg", scan_page_views.scan_page, name="scan_page"),
    path(
        "scans/<sha256:sha256>/pages/<number:number>/<str:figure>.jpg",
        scan_page_views.figure_picture,
        name="figure_picture",
    ),
]
