"""How long PostgreSQL is waited for, so that a cut network or a silent server ends in an answer."""

from __future__ import annotations

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
        "options": " ".join(
            (
                f"-c tcp_keepalives_idle={_IDLE_SECONDS}",
                f"-c tcp_keepalives_interval={_PROBE_SECONDS}",
                f"-c tcp_keepalives_count={_PROBES}",
                f"-c tcp_user_timeout={GONE_MILLISECONDS}",
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
