"""Addresses for programs, the same in every language: they are cited and built upon for years."""

from django.urls import path, re_path

from hattama.web.open_data.api import page_views
from hattama.web.open_data.api.service import operation_patterns

app_name = "api"
urlpatterns = [
    path("openapi.json", page_views.openapi_json, name="openapi"),
    *operation_patterns("v1/"),
    re_path(r"^v1/.*$", page_views.unknown_address, name="unknown"),
]
