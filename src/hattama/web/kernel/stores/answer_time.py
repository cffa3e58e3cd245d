"""No wait for PostgreSQL is without end: a server that takes a question and never answers is left.

The settings of the connection see to hosts that are gone (see `settings/database.py`). They cannot see a
server, or something between, that is alive for the network and silent: there the client itself must look at
the clock, or each of its processes hangs on its first question until somebody kills it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

SETTING = "ANSWER_SECONDS"
"""The key in the settings of the database; 0 or absent: any wait is allowed."""


def bound_waits(connection: psycopg.Connection[Any], seconds: float) -> None:
    """Let `connection` raise psycopg.OperationalError, and close, where an answer takes longer."""
    wait = connection.wait

    def wait_so_long(*args: Any, **named: Any) -> Any:
        try:
            return wait(*args, **{"timeout": seconds, **named})
        except psycopg.OperationalError:
            if connection.info.transaction_status is TransactionStatus.ACTIVE:
                # The question is still out: what comes next on this connection would be its answer.
                connection.close()
            raise

    connection.wait = wait_so_long  # type: ignore[method-assign]


@contextmanager
def any_wait_allowed(connection: Any) -> Iterator[None]:
    """Allow `connection` any wait within the block: to change a table of a million rows takes long."""
    seconds = connection.settings_dict.pop(SETTING, 0)
    connection.close()
    try:
        yield
    finally:
        connection.settings_dict[SETTING] = seconds
        connection.close()
