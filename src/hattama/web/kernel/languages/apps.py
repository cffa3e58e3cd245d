"""The room as a Django app, so that its template tags are found."""

from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    """An app without tables."""

    name = "hattama.web.kernel.languages"
    label = "languages"
