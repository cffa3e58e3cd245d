"""The archive as a Django application."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Tables of elections, acts, log entries and what is published."""

    name = "hattama.web.archive"
    label = "archive"
