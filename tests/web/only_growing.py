"""Tables that only grow, and the two occasions on which a test must have them shrink.

A test that commits leaves rows behind, and Django empties the tables after it; and a test of what becomes
of a damaged database has to damage it. Both do here what no code of ours can: take the triggers away for a
moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

ALWAYS_FILLED = frozenset({"auth_permission", "django_content_type", "django_migrations", "django_site"})
"""What the migrations fill, and no act of an election touches."""


@contextmanager
def triggers_away(database: Any = connection) -> Iterator[None]:
    """No trigger holds while this lasts; afterwards the same ones do again."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied_between_tests() -> Iterator[None]:
    """Let Django empty the tables after a test that commits, but for what it would only fill again: filling
    takes longer than many a test."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, statements: list[str]) -> None:
        with triggers_away(self.connection):
            plain(self, statements)

    def sql_flush(style: Any, database: Any, **how: Any) -> list[str]:
        # DELETE: where there is next to nothing to empty, TRUNCATE takes thirty times as long on PostgreSQL.
        tables = set(database.introspection.django_table_names(only_existing=True, include_views=False))
        return [f'DELETE FROM "{table}"' for table in sorted(tables - ALWAYS_FILLED)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        patch.setattr(flush, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *asked: None)
        yield
