"""The desk face as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Views, forms and templates of the desk face."""

    name = "hattama.web.desk"
    label = "desk"
