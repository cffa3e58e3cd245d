"""The whole database as one file and back: SQLite by its own copying, PostgreSQL by pg_dump and pg_restore.

A password stands in no command line and in no environment: PostgreSQL's programs read it from a file that
their owner alone can read, and that is gone when they end.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""Name of the copy by engine."""

PAGES = 4096
_ADDRESS = (
    *("dbname", "user", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl"),
    *("connect_timeout", "target_session_attrs"),
)
"""What the settings may say of the way to the server. Other options, time limits among them, are for a site's
short questions and not for a dump."""
_DEBIAN = Path("/usr/lib/postgresql")

Advance = Callable[[int, int], None]
"""Told how much is done, of how much."""


class ProgramMissing(Exception):
    """pg_dump or pg_restore, at least as new as the server, is not on this machine."""


class DatabaseCopyFailed(Exception):
    """The database could not be copied or brought back; the message is what its program said."""


class DatabaseNotEmpty(Exception):
    """The database that something is to be restored into holds something already."""


def copy_database(folder: Path, advance: Advance | None = None) -> Path:
    """Write the database, as the caller's transaction sees it, into a new file in `folder`.

    The caller reads in a transaction that keeps to one moment. Raises ProgramMissing, DatabaseCopyFailed.
    """
    target = folder / FILES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_sqlite(target, advance)
    else:
        _dump_postgresql(target)
    return target


def require_empty_database() -> None:
    """Raise DatabaseNotEmpty unless the database that the settings name holds no table."""
    if connection.vendor == "sqlite":
        path = Path(settings.DATABASES["default"]["NAME"])
        if path.exists() and path.stat().st_size:
            raise DatabaseNotEmpty(str(path))
    elif connection.introspection.table_names():
        raise DatabaseNotEmpty(settings.DATABASES["default"]["NAME"])


def restore_database(copy: Path) -> None:
    """Bring a copy back into the empty database that the settings name.

    Raises DatabaseNotEmpty, ProgramMissing, DatabaseCopyFailed.
    """
    require_empty_database()
    if connection.vendor == "sqlite":
        _restore_sqlite(copy)
    else:
        _restore_postgresql(copy)


def server_version() -> str:
    """The version of the database's program, as it tells it."""
    if connection.vendor == "sqlite":
        return sqlite3.sqlite_version
    connection.ensure_connection()
    return str(connection.connection.info.server_version)


def _copy_sqlite(target: Path, advance: Advance | None) -> None:
    # The copying reads by the connection of the caller's transaction, so it sees that transaction's moment.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master")
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(
            copy,
            pages=PAGES,
            progress=None if advance is None else lambda _, left, whole: advance(whole - left, whole),
        )
        # One file, that needs no second one beside it to be read.
        copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as trouble:
        raise DatabaseCopyFailed(str(trouble)) from None
    finally:
        copy.close()


def _restore_sqlite(copy: Path) -> None:
    path = Path(settings.DATABASES["default"]["NAME"])
    part = path.with_name(f".{path.name}.part")
    shutil.copyfile(copy, part)
    with contextlib.closing(sqlite3.connect(part)) as restored:
        try:
            faults = [row[0] for row in restored.execute("PRAGMA quick_check")]
        except sqlite3.DatabaseError as trouble:
            faults = [str(trouble)]
    if faults != ["ok"]:
        part.unlink()
        raise DatabaseCopyFailed("; ".join(faults)[:400])
    connection.close()
    os.chmod(part, 0o600)
    os.replace(part, path)


def _dump_postgresql(target: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    _run("pg_dump", *options, f"--file={target}")


def _restore_postgresql(copy: Path) -> None:
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *options, str(copy))


def _run(program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs against the database. Raises ProgramMissing, DatabaseCopyFailed."""
    connection.ensure_connection()
    path = find_program(program, connection.connection.info.server_version // 10000)
    with _password_file() as password:
        done = subprocess.run(
            [str(path), f"--dbname={_address()}", "--no-password", *options],
            env={**os.environ, "DATABASE_URL": "", "PGPASSFILE": password},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise DatabaseCopyFailed(done.stderr.decode("utf-8", "replace").strip()[-400:])


def _address() -> str:
    """Where the database is, for libpq, without the password."""
    from psycopg.conninfo import make_conninfo

    told = connection.get_connection_params()
    return str(make_conninfo("", **{key: told[key] for key in _ADDRESS if told.get(key)}))


@contextlib.contextmanager
def _password_file() -> Iterator[str]:
    secret = str(settings.DATABASES["default"]["PASSWORD"])
    escaped = secret.replace("\\", "\\\\").replace(":", "\\:")
    # Made with mode 600.
    descriptor, name = tempfile.mkstemp(prefix="hattama-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"*:*:*:*:{escaped}\n")
        yield name
    finally:
        os.unlink(name)


def find_program(program: str, least: int) -> Path:
    """One of PostgreSQL's programs, of the major version `least` or newer, the newest first.

    Raises ProgramMissing.
    """
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    places = [folder / program for folder in reversed(folders)]
    on_path = shutil.which(program)
    if on_path:
        places.append(Path(on_path))
    for place in places:
        if place.exists() and _major(place) >= least:
            return place
    raise ProgramMissing(f"{program} {least}")


def _major(program: Path) -> int:
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)(\.|\s|$)", told)
    return int(found[1]) if found else 0
