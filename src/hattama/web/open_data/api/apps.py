"""The face for programs as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Operations, their documentation and its template."""

    name = "hattama.web.open_data.api"
    label = "api"
