"""What every command does first: Django set up, the database brought to the present, the language chosen."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from hattama.core.vocabulary import Words

NOT_INSTALLED = Words.of(
    {
        "kk": "Бұл пәрменге веб бөлігі керек. Орнатыңыз: pip install 'hattama[web]'",
        "ru": "Этой команде нужна веб-часть. Установите: pip install 'hattama[web]'",
        "en": "This command needs the web part. Install it: pip install 'hattama[web]'",
    }
)
_NO_DATABASE = Words.of(
    {
        "kk": "DATABASE_URL атаған дерекқорға қосылу мүмкін емес: {why}",
        "ru": "К базе данных, названной в DATABASE_URL, подключиться нельзя: {why}",
        "en": "The database that DATABASE_URL names cannot be reached: {why}",
    }
)


def prepare(language: str) -> None:
    """Set Django up for a command, apply migrations that are due, and speak `language` from now on.

    Exits with sentences and code 2 when the web part is not installed, settings cannot be read, or the
    database is out of reach.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.settings")
    try:
        importlib.import_module("django")
    except ModuleNotFoundError:
        print(NOT_INSTALLED.say(language), file=sys.stderr)
        raise SystemExit(2) from None
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    try:
        _bring_up()
    except (ImproperlyConfigured, OperationalError) as trouble:
        # The class of settings that are refused lies in a package that cannot be imported then.
        if hasattr(trouble, "faults"):
            print(trouble.say(language), file=sys.stderr)
            raise SystemExit(2) from None
        if not os.environ.get("DATABASE_URL"):
            raise
        print(_NO_DATABASE.say(language).replace("{why}", str(trouble).strip()), file=sys.stderr)
        raise SystemExit(2) from None
    from django.utils import translation

    translation.activate(language)


def _bring_up() -> None:
    """Read the settings, make the data folder, apply the migrations that are due."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from hattama.web.archive.answer_time import any_wait_allowed
    from hattama.web.commands.migrating import alone

    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with any_wait_allowed(connection), alone(connection, Path(settings.DATA_DIR)):
            call_command("migrate", interactive=False, verbosity=0)
