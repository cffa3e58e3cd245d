"""Addresses of this capability."""

from django.urls import include, path

from hattama.web.operations.desk import site_views

DESK = [
    path("site/state/", site_views.site_state, name="site_state"),
]
ROOT = [path("", include("hattama.web.operations.watching.urls"))]
