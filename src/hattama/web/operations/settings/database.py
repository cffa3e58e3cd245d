"""The database: SQLite in the data folder by default, PostgreSQL by DATABASE_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hattama.core.vocabulary import Message
from hattama.web.operations.settings.faults import refuse
from hattama.web.operations.settings.patience import patient

SQLITE = "sqlite:"
"""What DATABASE_URL says where SQLite is wished for and not merely what there was."""


def database_settings(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's settings for `url` (`postgresql://user:password@host:port/name`), or SQLite in the data folder
    when it is empty or `sqlite:`.

    Raises SettingsRefused, without the password, when `url` is no such address.
    """
    if url in ("", SQLITE):
        return sqlite_settings(data_dir / "hattama.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise refuse(
            "DATABASE_URL",
            Message("DATABASE_URL begins with {scheme}, expected postgresql://").given(
                scheme=f"{parts.scheme!r}"
            ),
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise refuse(
            "DATABASE_URL",
            Message("DATABASE_URL names no database: expected postgresql://user@host/database"),
        )
    try:
        port = str(parts.port or "")
    except ValueError:
        raise refuse(
            "DATABASE_URL", Message("DATABASE_URL has a port that is no number up to 65535")
        ) from None
    # A socket folder cannot stand in the host part of an address; libpq takes it as ?host=/folder.
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **patient(options),
    }


def sqlite_settings(path: Path) -> dict[str, Any]:
    """SQLite as measured to lose no write under several processes.

    With Django's defaults 225 of 1,200 read-then-write transactions failed with «database is locked»;
    with IMMEDIATE transactions, WAL and a 20 s wait none did.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        },
        "TEST": {"NAME": None},
    }
