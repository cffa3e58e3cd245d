"""PostgreSQL as Django has it, but no wait is without end, and threads of a site share their connections.

Most of the requests that a site takes up wait for a checkpoint and ask nothing meanwhile. Where each thread
keeps a connection of its own, each of them learns all statements anew; shared, a few do for all, and the last
one given back, which knows most, is the next one taken.
"""

from __future__ import annotations

import select
import time
from typing import Any

from django.db.backends.postgresql import base, schema
from django.db.models import Field, Model
from psycopg import Connection
from psycopg.pq import TransactionStatus

from hattama.web.kernel.stores.answer_time import SETTING, bound_waits

SHARED = "SHARED_SECONDS"
"""The key in the settings of the database: how old a connection may become that threads share; they share
none where it is absent."""

_kept: list[tuple[float, Connection[Any]]] = []
"""Connections that no thread has, each with the moment at which it is too old."""


class SchemaEditor(schema.DatabaseSchemaEditor):
    """Makes no index that only costs."""

    def _create_like_index_sql(self, model: type[Model], field: Field[Any, Any]) -> None:
        """Texts of which beginnings are asked for name such an index themselves (`area_branch`)."""


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection of one thread."""

    SchemaEditorClass = SchemaEditor
    _ends_at = 0.0

    def connect(self) -> None:
        """Have a connection: the last one that a thread gave back, or a new one."""
        seconds = self.settings_dict.get(SHARED)
        while seconds is not None and _kept:
            try:
                self._ends_at, opened = _kept.pop()
            except IndexError:
                # Another thread was quicker.
                break
            if _stands(opened):
                self.connection = opened
                self.autocommit = self.health_check_done = True
                self.closed_in_transaction = self.errors_occurred = False
                return
            opened.close()
        super().connect()
        if seconds is not None:
            self.close_at, self._ends_at = None, time.monotonic() + seconds

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's, and it waits so long for an answer as the settings say."""
        opened = super().get_new_connection(conn_params)
        if seconds := self.settings_dict.get(SETTING, 0):
            bound_waits(opened, seconds)
        return opened

    def close_if_unusable_or_obsolete(self) -> None:
        """As Django's, at the beginning and the end of each request; what is whole is given back."""
        super().close_if_unusable_or_obsolete()
        self.give_back()

    def give_back(self) -> None:
        """Let other threads have the connection, where threads share them and nothing is open on it."""
        opened = self.connection
        if opened is None or self.in_atomic_block or SHARED not in self.settings_dict:
            return
        is_whole = opened.info.transaction_status is TransactionStatus.IDLE and self.autocommit
        if is_whole and time.monotonic() < self._ends_at:
            self.connection = None
            _kept.append((self._ends_at, opened))
        else:
            self.close()


def _stands(opened: Connection[Any]) -> bool:
    """Whether nothing has come on a connection that asks nothing: what would come is its end."""
    if opened.closed:
        return False
    # Not `select`, which knows the first 1,024 open files of a process.
    poll = select.poll()
    poll.register(opened.fileno(), select.POLLIN)
    return not poll.poll(0)
