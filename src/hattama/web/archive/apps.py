"""The archive as a Django application."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Tables of elections, acts, log entries and what is published."""

    name = "hattama.web.archive"
    label = "archive"

    def ready(self) -> None:
        """Bound the waits for PostgreSQL, where this site has it."""
        from django.conf import settings

        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            from hattama.web.kernel.stores.answer_time import bound_answers

            bound_answers()
