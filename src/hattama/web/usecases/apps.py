"""Use cases as a Django application, so that management commands are found."""

from django.apps import AppConfig


class UsecasesConfig(AppConfig):
    """What may be done, one verb a file."""

    name = "hattama.web.usecases"
    label = "usecases"
