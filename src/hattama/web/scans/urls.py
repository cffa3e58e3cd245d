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
    path("scans/<str:sha256>/pages/<int:number>.jpg", scan_page_views.scan_page, name="scan_page"),
    path(
        "scans/<str:sha256>/pages/<int:number>/<str:figure>.jpg",
        scan_page_views.figure_picture,
        name="figure_picture",
    ),
]
