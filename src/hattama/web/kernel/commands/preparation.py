"""What every command does first: Django set up, the database brought to the present, the language chosen."""

import argparse
import fcntl
import importlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb
from hattama.web.capabilities import CAPABILITIES

LOCK = 4_811_873_402_517_311
"""PostgreSQL's advisory locks are named by numbers; this one is drawn by chance."""


@contextmanager
def alone(connection: Any, folder: Path) -> Iterator[None]:
    """No other process of ours is in here for the same database; whoever comes second waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    with (folder / "migrating.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


NOT_INSTALLED = Message(
    "This command needs the web part. Install it from a release file or a checkout: pip install './FILE[web]'"
)
_NO_DATABASE = Message("The database that DATABASE_URL names cannot be reached: {why}")
_BUSY = Message(
    "Others have been writing the database {path} for more than {seconds} s. What was in hand is not "
    "recorded; what was recorded before stays. Run the command again when they have done (a restore, an "
    "import, a rebuild)."
)
COMMAND_SECONDS = 300
"""How long a command waits for who writes SQLite: no browser waits for it, and to come again is a person's
work. Requests give up sooner, and the country that one transaction brings in takes a minute on a full
machine."""
_NEWER = Message(
    "The database belongs to a newer version of the program: migration {name} is applied there and "
    "not known here. Install that version, or restore an earlier backup into an empty folder."
)
_OTHER_BUILD = Message(
    "The database was made by another build of the program, before its first release: {column} differs. "
    "Such a database is not converted: name another data folder (HATTAMA_DATA) or database, or go on with "
    "the build that made this one."
)


class DatabaseAway(Refused):
    """The database does not answer: whoever tries again may find it (EX_TEMPFAIL of sysexits.h).

    What is wrong with a call or a setting stays wrong, and systemd is told not to try that again.
    """

    exit_code = 75


def run_in_django(place: str, *arguments: Any) -> None:
    """Set Django up, then call the function at `place` (`package.module:function`).

    What a new process is given to call is imported at its start, and rows cannot be imported before Django is
    set up; hence the name in place of the function, and this one here, where nothing needs Django.
    """
    _set_up()
    module, _, name = place.partition(":")
    getattr(importlib.import_module(module), name)(*arguments)


def prepare(language: str, *, with_database: bool = True) -> None:
    """Set Django up for a command, apply migrations that are due, and speak `language` from now on.

    Without `with_database` the database is left as it is. Exits with sentences and code 2 when the web part
    is not installed, settings cannot be read, the database is out of reach, or it belongs to a newer program.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    try:
        importlib.import_module("django")
    except ModuleNotFoundError:
        raise Refused(NOT_INSTALLED) from None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError
    from django.utils import translation

    try:
        _set_up()
        if with_database:
            _close_database()
            _bring_up()
    except ImproperlyConfigured as trouble:
        if isinstance(trouble, Refused) or not os.environ.get("DATABASE_URL"):
            raise
        raise Refused(_NO_DATABASE, why=str(trouble).strip()) from None
    except DatabaseError as trouble:
        # Out of reach, without rights on what stands there, or no database at all.
        raise _unusable(trouble) from None

    translation.activate(language)


def add_prepared(
    verbs: Any, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """As `add_verb`, for what the site itself does: it is prepared before `run`."""

    def prepared(args: argparse.Namespace) -> int:
        prepare(args.language)
        return run(args)

    return add_verb(verbs, name, about, prepared)


def _unusable(trouble: Exception) -> Refused:
    from django.conf import settings

    from hattama.web.kernel.stores.outages import Outage, outage_of

    kind = DatabaseAway if outage_of(trouble) is Outage.DATABASE else Refused
    database, why = settings.DATABASES["default"], str(trouble).strip().partition("\n")[0]
    if database["ENGINE"].endswith("sqlite3"):
        if kind is DatabaseAway:
            return kind(_BUSY, path=database["NAME"], seconds=database["OPTIONS"]["timeout"])
        return kind(Message("The database {path} does not answer: {why}"), path=database["NAME"], why=why)
    return kind(_NO_DATABASE, why=why)


def tell_outages(subparsers: Any) -> None:
    """Let each of these commands end with a sentence where the database or its disk goes out of order."""
    for parser in subparsers.choices.values():
        if (run := parser.get_default("run")) is not None:
            parser.set_defaults(run=telling_outages(run))
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                tell_outages(action)


def telling_outages(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """What runs `run`, and raises Refused of an outage; what is the program's fault passes."""

    def told(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except _database_away() as trouble:
            from hattama.web.kernel.stores.outages import outage_of

            if outage_of(trouble) is None:
                raise
            raise _unusable(trouble) from None

    return told


def _database_away() -> tuple[type[Exception], ...]:
    """What tells of an outage; nothing in a process that has not asked for Django."""
    if "django.db" not in sys.modules:
        return ()
    from hattama.web.kernel.stores.outages import DATABASE_AWAY

    return DATABASE_AWAY


def _set_up() -> None:
    """Read the settings, make the data folder and close it to strangers, whatever the mask of the process.

    Sessions, secrets of second factors and contacts of people stand in it. Its group stays: nginx reads
    public files by it.
    """
    import django

    django.setup()
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("OPTIONS", {})["timeout"] = COMMAND_SECONDS
    Path(settings.DATA_DIR).mkdir(mode=0o750, parents=True, exist_ok=True)
    _close(Path(settings.DATA_DIR), 0o007)


def _close_database() -> None:
    """A database that is a file is for its owner alone."""
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        database = Path(settings.DATABASES["default"]["NAME"])
        # Its journals are made with the mode of the file itself.
        database.touch(mode=0o600)
        for path in (database, *database.parent.glob(f"{database.name}-*")):
            _close(path, 0o077)


def _close(path: Path, to: int) -> None:
    """Take the rights `to` away, where the path is ours; a folder that all share, as /tmp, stays as it is."""
    state = path.stat()
    if state.st_mode & to and state.st_uid == os.geteuid() and not state.st_mode & stat.S_ISVTX:
        path.chmod(stat.S_IMODE(state.st_mode) & ~to)


def _bring_up() -> None:
    """Apply the migrations that are due.

    Raises Refused where the database has tables that this program knows nothing of, or other ones.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from hattama.web.kernel.stores.answer_time import any_wait_allowed
    from hattama.web.kernel.stores.first_tables import differing_column, make_tables_of_libraries

    executor = MigrationExecutor(connection)
    unknown = executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys()
    # Other packages may give their old migrations new names; of ours none ever goes.
    ours = sorted(name for app, name in unknown if app in CAPABILITIES)
    if ours:
        raise Refused(_NEWER, name=ours[-1])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with any_wait_allowed(connection), alone(connection, Path(settings.DATA_DIR)):
            make_tables_of_libraries(executor, CAPABILITIES)
            call_command("migrate", interactive=False, verbosity=0)
    if column := differing_column(connection, CAPABILITIES):
        raise Refused(_OTHER_BUILD, column=column)
