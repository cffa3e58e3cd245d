"""The database: SQLite in the data folder by default, PostgreSQL by DATABASE_URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hattama.core.vocabulary import Message
from hattama.web.operations.settings.faults import refuse

CONNECT_SECONDS = 5
"""A server that does not take a connection in this time is away: the next request asks it again."""

ANSWER_SECONDS = 45
"""The longest wait for one statement. The slowest of a page takes under a second; 1,000 acts into the log
take a few. Proxies give up on us after 60 s, and a person should read our sentence and not theirs."""

_IDLE_SECONDS = 10
_PROBE_SECONDS = 5
_PROBES = 3
GONE_MILLISECONDS = 15_000
"""Bytes sent and not acknowledged for so long: the other host is gone, the connection with it."""


def patient(given: dict[str, str]) -> dict[str, object]:
    """OPTIONS of libpq and ANSWER_SECONDS: ours, and over them what the operator has `given` in the address.

    The client finds out in 25 s at most that the server's host is gone. The server finds out as soon that
    ours is, by settings of the session: it would else keep the lock of the log's one writer for two hours,
    which is what systems wait by default (tcp_keepalives_idle), and nobody could publish. Raises
    SettingsRefused.
    """
    seconds = _answer_seconds(given)
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives": 1,
        "keepalives_idle": _IDLE_SECONDS,
        "keepalives_interval": _PROBE_SECONDS,
        "keepalives_count": _PROBES,
        "tcp_user_timeout": GONE_MILLISECONDS,
        # What is asked again and again is planned once a connection (`kept_questions`), and nothing else.
        "prepare_threshold": 0,
        "options": " ".join(
            (
                f"-c tcp_keepalives_idle={_IDLE_SECONDS}",
                f"-c tcp_keepalives_interval={_PROBE_SECONDS}",
                f"-c tcp_keepalives_count={_PROBES}",
                f"-c tcp_user_timeout={GONE_MILLISECONDS}",
                # On a disk without a head, or from memory, a page out of order costs what any other does.
                "-c random_page_cost=1.1",
                # A process that stopped in the middle gives its locks back.
                "-c idle_in_transaction_session_timeout=60s",
                # A statement that nobody waits for any more ends (PostgreSQL 14 and later).
                "-c client_connection_check_interval=5s",
            )
        ),
    }
    return {"OPTIONS": ours | given, "ANSWER_SECONDS": seconds}


def _answer_seconds(options: dict[str, str]) -> float:
    """How long an answer may take: `?answer_timeout=SECONDS` of the address, taken out of `options`; 0 for
    ever. Raises SettingsRefused.
    """
    said = options.pop("answer_timeout", str(ANSWER_SECONDS))
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        raise refuse(
            "DATABASE_URL", Message("DATABASE_URL: answer_timeout must be a number of seconds (0: no limit)")
        )
    return int(said)


_KEPT_SECONDS = 60
"""How long a thread keeps its connection for the requests that come next."""

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
        "ENGINE": "hattama.web.kernel.stores.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": _KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        **patient(options),
    }


def sqlite_settings(path: Path) -> dict[str, Any]:
    """SQLite as measured to lose no write under several processes.

    With Django's defaults 225 of 1,200 read-then-write transactions failed with «database is locked»;
    with IMMEDIATE transactions, WAL and a 20 s wait none did. To open it for each request anew took half of
    what a page cost, and emptied its cache.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": _KEPT_SECONDS,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
        },
        "TEST": {"NAME": None},
    }
