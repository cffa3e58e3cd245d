"""Migrations by one process at a time: in production several start at once, on one database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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
