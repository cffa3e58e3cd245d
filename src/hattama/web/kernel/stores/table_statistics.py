"""How long PostgreSQL believes its tables to be: what it plans follows from it, and plans are kept."""

from django.db import connection

_OUTGROWN = """
SELECT quote_ident(c.relname) FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
WHERE s.schemaname = current_schema() AND pg_has_role(c.relowner, 'USAGE')
AND greatest(s.n_live_tup, CASE WHEN c.reltuples < 0 THEN s.n_tup_ins ELSE 0 END)
    >= 3 * greatest(c.reltuples, %s)
"""

_FEW = 50
"""Rows of a table about which it does not matter how it is read."""


def renew_statistics() -> None:
    """Have PostgreSQL count anew which tables are three times as long as it believes, 150 rows at least.

    Nothing on SQLite, whose plans follow from no sizes, nor within a transaction: others may wait for it.

    By itself it looks once a minute (autovacuum_naptime). In the first one of a night, or after a country was
    loaded, it plans for tables that are nearly empty, goes through all of each for every protocol, and keeps
    that plan; what it counts, it plans anew (PostgreSQL 15, sections 14.4.4 and 25.1.3).
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(_OUTGROWN, [_FEW])
        outgrown = ", ".join(name for (name,) in cursor.fetchall())
        if outgrown:
            # Whoever counts or repairs one just now does it for all.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {outgrown}")
