"""The database: new enough, brought to the present, durable, with the triggers of tables that only grow."""

from __future__ import annotations

from django.db import connection

from hattama.core.vocabulary import Message
from hattama.web.capabilities import CAPABILITIES
from hattama.web.kernel.capability import capabilities
from hattama.web.kernel.stores.protection import trigger_names
from hattama.web.operations.doctor.patient import Answers, Patient, attention, or_good, wrong
from hattama.web.operations.watching.health import wanted_migrations

LEAST_POSTGRESQL = 15
FREE_CONNECTIONS = 20
"""Per cent of the connections of PostgreSQL that must be free."""

_OLD = Message("PostgreSQL has version {found}; {least} or newer is needed.")
_MEND_OLD = Message("Upgrade PostgreSQL.")
_BEHIND = Message("The database is behind the program: {n} migrations are to be applied.")
_MEND_BEHIND = Message("Make a backup and start the site anew: migrations are applied at the start.")
_AHEAD = Message("The database is newer than this program: it does not know {n} of its migrations.")
_MEND_AHEAD = Message("Install the newer program.")
_TRIGGERS = Message("Triggers of tables that only grow are missing or switched off: {names}.")
_MEND_TRIGGERS = Message(
    "Find out who took them away, check the log (hattama log check), then put them back."
)
_SETTING = Message("The database has {name} = {found}, expected {expected}.")
_MEND_SETTING = Message("Mend the setting: without it an accepted act may be lost when the power fails.")
_CONNECTIONS = Message("Connections of PostgreSQL in use: {used} of {most}.")
_MEND_CONNECTIONS = Message("Raise max_connections, or run fewer workers.")
_GOOD = Message("The database answers and fits the program: {version}.")
_GUARDED = Message("The triggers of tables that only grow are in place.")

SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRESQL = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "server_encoding": "UTF8",
}


def check_database(patient: Patient) -> Answers:
    """Everything about the database. Raises django.db.Error where it does not answer."""
    found = [*_version(), *_migrations(), *_settings(), *_connections()]
    yield from or_good(found, "database.fits", _GOOD, version=_name_and_version())
    yield from or_good(_triggers(), "database.triggers", _GUARDED)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _name_and_version() -> str:
    if _is_postgresql():
        return f"PostgreSQL {_one('SHOW server_version')}"
    return f"SQLite {_one('SELECT sqlite_version()')}"


def _one(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def _version() -> Answers:
    if _is_postgresql():
        major = int(_one("SHOW server_version_num")) // 10000
        if major < LEAST_POSTGRESQL:
            yield wrong("database.version", _OLD, _MEND_OLD, found=str(major), least=str(LEAST_POSTGRESQL))


def _migrations() -> Answers:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    wanted = wanted_migrations()
    if wanted - applied:
        yield wrong("database.migrations", _BEHIND, _MEND_BEHIND, n=len(wanted - applied))
    # Other packages may take their old migrations together; of ours none ever goes.
    strangers = {one for one in applied - wanted if one[0] in CAPABILITIES}
    if strangers:
        yield wrong("database.migrations", _AHEAD, _MEND_AHEAD, n=len(strangers))


def _settings() -> Answers:
    for name, expected in (POSTGRESQL if _is_postgresql() else SQLITE).items():
        found = _one(f"SHOW {name}" if _is_postgresql() else f"PRAGMA {name}")
        if found.lower() != expected.lower():
            told = {"name": name, "found": found, "expected": expected}
            yield wrong("database.settings", _SETTING, _MEND_SETTING, **told)


def _connections() -> Answers:
    if not _is_postgresql():
        return
    most = int(_one("SHOW max_connections"))
    used = int(_one("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))
    if (most - used) * 100 < most * FREE_CONNECTIONS:
        yield attention("database.connections", _CONNECTIONS, _MEND_CONNECTIONS, most=most, used=used)


def _triggers() -> Answers:
    ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if _is_postgresql():
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        # PostgreSQL folds names that are not quoted.
        there = {str(name).lower() for (name,) in cursor.fetchall()}
    lacking = sorted(
        name
        for capability in capabilities()
        for table in capability.only_growing
        for name in trigger_names(connection, table)
        if name.lower() not in there
    )
    if lacking:
        yield wrong("database.triggers", _TRIGGERS, _MEND_TRIGGERS, names=", ".join(lacking))
