"""Elections that are built by the verbs once in a process, and put back as rows and files ever after.

Hundreds of pages are read against the same night, and it takes the verbs longer to write it than a page to
show it. What is put back is what they wrote, byte for byte. A test that changes it changes its own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tests.web.only_growing import ALWAYS_FILLED


@dataclass(frozen=True, slots=True)
class Built:
    """The rows of each table as the database wrote them, and the files of the data folder."""

    rows: dict[str, Any]
    files: dict[Path, tuple[int, bytes | None]]


_built: dict[Hashable, Built] = {}


def built_once(build: Callable[..., None]) -> Callable[..., None]:
    """Let `build` run once for each process and what it is given; afterwards what it stored is put back.

    Where rows or files stand already it runs as it is written: what it would store then is another thing.
    """

    @functools.wraps(build)
    def prepare(*given: Hashable) -> None:
        folder = Path(settings.DATA_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        if _has_rows() or any(folder.iterdir()):
            build(*given)
            return
        key = (
            build.__module__,
            build.__qualname__,
            given,
            connection.in_atomic_block,
            _overridden_settings(),
        )
        if key in _built:
            _put_back(_built[key], folder)
            return
        build(*given)
        _built[key] = Built(_read_rows(), _read_files(folder))

    return prepare


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
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in built.rows.items():
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
                    lines.write(rows)
            else:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    for path, (mode, data) in built.files.items():
        if data is None:
            (folder / path).mkdir(mode)
        else:
            (folder / path).write_bytes(data)
            (folder / path).chmod(mode)


def _read_files(folder: Path) -> dict[Path, tuple[int, bytes | None]]:
    return {
        path.relative_to(folder): (path.stat().st_mode & 0o7777, None if path.is_dir() else path.read_bytes())
        for path in sorted(folder.rglob("*"))
    }
