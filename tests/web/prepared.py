"""Elections that are built by the verbs once in a process, and put back as rows and files ever after.

Hundreds of pages are read against the same night, and it takes the verbs longer to write it than a page to
show it. What is put back is what they wrote, byte for byte. A test that changes it changes its own.
"""

import functools
import os
import shutil
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.web.only_growing import ALWAYS_FILLED, triggers_away


@dataclass(frozen=True, slots=True)
class Built:
    """The rows of each table as the database wrote them, and the files of the data folder."""

    key: Hashable
    rows: dict[str, Any]
    files: dict[str, tuple[int, bytes | None]]


WRITTEN_BY_TRIGGERS = {"current_state"}

_built: dict[Hashable, Built] = {}


def built_once(build: Callable[..., None]) -> Callable[..., None]:
    """Let `build` run once for each process and what it is given; afterwards what it stored is put back.

    It may go on from what was put back and is as it was. Where other rows or files stand already it runs as
    it is written: what it would store then is another thing.
    """

    @functools.wraps(build)
    def prepare(*given: Hashable) -> None:
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        before = _untouched(folder)
        if before is None and ((not _has_written_nothing() and _has_rows()) or any(folder.iterdir())):
            build(*given)
            return
        key = (
            build.__module__,
            build.__qualname__,
            given,
            before and before.key,
            connection.in_atomic_block,
            _overridden_settings(),
        )
        if key not in _built:
            build(*given)
            _built[key] = Built(key, _read_rows(), _read_files(folder))
            return
        if before:
            _take_away(before, folder)
        _put_back(_built[key], folder)

    return prepare


def built_on_tiny(build: Callable[[], None] | None = None, *, gives: Callable[[], Any] | None = None) -> Any:
    """A fixture of the same name: the tiny election once `build` has been at work on it, which happens as by
    `built_once`. What a test is given is what `gives` finds then, else the election."""

    def fixture_of(build: Callable[[], None]) -> Any:
        prepare = built_once(build)

        def prepared(tiny: Any) -> Any:
            prepare()
            return gives() if gives else tiny

        prepared.__doc__ = build.__doc__
        return pytest.fixture(name=build.__name__)(prepared)

    return fixture_of(build) if build else fixture_of


class _PutBack:
    """What was put back last, in which test, until a statement of that test may have changed it."""

    test: Any = None
    built: Built | None = None

    def note(self, built: Built) -> None:
        if built.rows and connection.vendor == "postgresql" and (test := _block_of_test()):
            self.test, self.built = test, built
            if self not in connection.execute_wrappers:
                connection.execute_wrappers.append(self)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.built and not str(sql).startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            self.built = None
        return execute(sql, params, many, context)


_put_back_last = _PutBack()


def _untouched(folder: Path) -> Built | None:
    """What was put back in this test, if that is all that stands."""
    built = _put_back_last.built
    if built is None or _put_back_last.test is not _block_of_test() or built.files != _read_files(folder):
        return None
    return built


def _block_of_test() -> Any:
    """The transaction of a test that leaves nothing; None where it commits."""
    return next((block for block in connection.atomic_blocks[:1] if block._from_testcase), None)


def _take_away(built: Built, folder: Path) -> None:
    with triggers_away(), connection.cursor() as cursor:
        for table in built.rows:
            cursor.execute(f'DELETE FROM "{table}"')
    shutil.rmtree(folder)
    folder.mkdir()


def _overridden_settings() -> Hashable:
    # The same acts under other settings may store something else.
    holder, found = settings._wrapped, {}
    while (inner := vars(holder).get("default_settings")) is not None:
        found = {name: repr(value) for name, value in vars(holder).items() if name.isupper()} | found
        holder = inner
    found.pop("DATA_DIR", None)
    return frozenset(found.items())


@functools.cache
def _tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.table_names()) - ALWAYS_FILLED))


def _has_written_nothing() -> bool:
    """Whether a test, which begins with empty tables, surely left them so: asking each takes 4 ms."""
    if connection.vendor != "postgresql" or not _block_of_test():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone()[0])


def _has_rows() -> bool:
    some = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in _tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {some}")
        return bool(cursor.fetchone()[0])


def _read_rows() -> dict[str, Any]:
    read = _copy_out if connection.vendor == "postgresql" else _select
    with connection.cursor() as cursor:
        found = {table: read(cursor, table) for table in _tables()}
    return {table: rows for table, rows in found.items() if rows}


def _copy_out(cursor: Any, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as lines:
        return b"".join(lines)


def _select(cursor: Any, table: str) -> list[Any]:
    # A sign before each name: without it the driver turns what the column holds into dates and truth. Asked
    # of the database: Django parses the statement that made the table, which takes a hundred times as long.
    names = cursor.execute("SELECT name FROM pragma_table_info(%s)", [table]).fetchall()
    columns = ", ".join(f'+"{name}"' for (name,) in names)
    return cursor.execute(f'SELECT {columns} FROM "{table}"').fetchall()


def _put_back(built: Built, folder: Path) -> None:
    is_postgresql = connection.vendor == "postgresql"
    # What triggers wrote is among the rows, and where they point to was looked up when they were built.
    quietly = triggers_away() if is_postgresql else nullcontext()
    with transaction.atomic(), quietly, connection.cursor() as cursor:
        # On SQLite they do not rest: what they write anew is replaced by what they wrote.
        for table, rows in sorted(built.rows.items(), key=lambda one: one[0] in WRITTEN_BY_TRIGGERS):
            if is_postgresql:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
                    lines.write(rows)
            else:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT OR REPLACE INTO "{table}" VALUES ({places})', rows)
    for path, (mode, data) in built.files.items():
        name = f"{folder}/{path}"
        if data is None:
            os.mkdir(name, mode)
            continue
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        os.fchmod(descriptor, mode)
        os.write(descriptor, data)
        os.close(descriptor)
    _put_back_last.note(built)


def _read_files(folder: Path) -> dict[str, tuple[int, bytes | None]]:
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode & 0o7777,
            None if path.is_dir() else path.read_bytes(),
        )
        for path in sorted(folder.rglob("*"))
    }
