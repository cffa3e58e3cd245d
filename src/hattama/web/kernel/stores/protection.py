"""Tables that only grow: triggers by which the database refuses to change or delete what was recorded.

No code of ours changes a row of these tables; the triggers are for code that is not ours, and for hands at
a console. Whoever owns the database can drop them: they guard the ordinary day, and the log guards the rest.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

_SQLITE: Final = """
CREATE TRIGGER {table}_keeps_{event} BEFORE {event} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION hattama_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""

_POSTGRESQL: Final = """
CREATE TRIGGER {table}_keeps_{event} BEFORE {event} ON "{table}"
FOR EACH {each} EXECUTE FUNCTION hattama_only_grows()
"""

_EVENTS: Final = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def protect(connection: Any, tables: Iterable[str]) -> None:
    """Put the triggers on `tables`, in the transaction of the caller."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in tables:
            for event in _EVENTS[connection.vendor]:
                cursor.execute(_statement(connection.vendor, table, event))


def trigger_names(connection: Any, table: str) -> tuple[str, ...]:
    """What the triggers of a protected table are called; PostgreSQL says them in small letters."""
    return tuple(f"{table}_keeps_{event}" for event in _EVENTS[connection.vendor])


def unprotect(connection: Any, tables: Iterable[str]) -> None:
    """Take the triggers away: for migrations that rebuild a table, and for tests that empty the database."""
    with connection.cursor() as cursor:
        for table in tables:
            for event in _EVENTS[connection.vendor]:
                name = f"{table}_keeps_{event}"
                on_table = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def _statement(vendor: str, table: str, event: str) -> str:
    if vendor == "sqlite":
        return _SQLITE.format(table=table, event=event)
    return _POSTGRESQL.format(table=table, event=event, each="STATEMENT" if event == "TRUNCATE" else "ROW")


def protecting(*tables: str) -> tuple[Callable[..., None], Callable[..., None]]:
    """The two functions of a migration that protects `tables`, there and back."""
    return (
        lambda apps, editor: protect(editor.connection, tables),
        lambda apps, editor: unprotect(editor.connection, tables),
    )
