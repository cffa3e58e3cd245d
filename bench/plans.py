"""How PostgreSQL answers what a verb and a page ask, with few protocols and many: `python -m bench.plans`.

A small election is played for real, then its rows are copied by SQL until 1,000, 100,000 and 1,000,000
protocols stand in the tables, which are left as autovacuum leaves them, and the search's lists are made anew.
At each size every question of an entry, of the
log's writer, of the tables that follow and of some pages is explained with ANALYZE: printed are the
milliseconds of all plans of an operation, and every scan of a whole table that grows, with the rows it read.
Then each operation is carried out some times more: milliseconds of the processor, ours and PostgreSQL's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from bench.profiles import Call, Site, measured, operations
from bench.writers_place import is_inside, run_inside
from bench.writers_site import ELECTION, made_people, open_site

SIZES = (1_000, 100_000, 1_000_000)
PRECINCTS = 1_000
ACCEPTED = 60
PLAYED, TIMES = 10, 8
APART = 10_000_000
PEOPLE_APART = 100_000
"""Row ids of one copy are so far from those of the next; accounts have no more than 2^31."""

ASKED = (
    *("entry", "log takes in", "tables follow", "home", "precinct", "region", "live", "results"),
    *("findings", "missing", "search"),
)
ROWS = "id", "area_id", "act_id", "index", "entry_index", "protocol_id", "scan_id", "step_id"
TEXTS = "code", "sha256", "username"
MANY = 10_000
"""A scan of so many rows is printed with its question."""

_SOME = "mod(area_id, 40) = 0"
COPIED = {
    "area": f"id IN (SELECT area_id FROM act) OR id IN (SELECT area_id FROM awaited_protocol WHERE {_SOME})",
    "scan": "true",
    "act": "area_id IS NOT NULL",
    "log_entry": "act_id IN (SELECT id FROM act WHERE area_id IS NOT NULL)",
    "life_step": "true",
    "current_state": "true",
    "scan_claim": "true",
    "scan_reading": "true",
    "published_protocol": "true",
    "published_scan": "true",
    "published_finding": "protocol_id IS NOT NULL",
    "awaited_protocol": _SOME,
    "precinct_card": "true",
    "auth_user": "id IN (SELECT user_id FROM membership)",
    "membership": "true",
}
"""The tables that grow with protocols, those that others name first, and which rows are copied."""


def copy_rows(copies: range) -> None:
    """Copy each row so often, with row ids, indices and hashes of its own."""
    from django.db import connection, transaction

    from hattama.web.kernel.elections.search_lists import index_areas
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.stores.answer_time import any_wait_allowed

    with any_wait_allowed(connection), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        for table, where in COPIED.items():
            fields = connection.introspection.get_table_description(cursor, table)
            names = [field.name for field in fields]
            told = ", ".join(_copied(table, name) for name in names)
            listed = ", ".join(f'"{name}"' for name in names)
            first = f"SELECT * FROM {table} WHERE ({where}) AND {_first(table)}"
            source = f"({first}) one, generate_series(%s, %s) copy"
            cursor.execute(
                f"INSERT INTO {table} ({listed}) SELECT {told} FROM {source}", [copies.start, copies.stop - 1]
            )
            cursor.execute(f"VACUUM ANALYZE {table}")
        # What lies in the topmost area has row ids below its `after`.
        cursor.execute(
            "UPDATE area SET after = (SELECT max(id) + 1 FROM area) WHERE parent_id IS NULL AND depth = 0"
        )
        cursor.execute("TRUNCATE search_word")
        with transaction.atomic():
            index_areas(ElectionRow.objects.get(pk=ELECTION))
        cursor.execute("VACUUM ANALYZE area, search_word")


def _first(table: str) -> str:
    """What holds of the rows that were no copies."""
    scan = {"scan": "sha256", "scan_claim": "scan_id", "scan_reading": "scan_id"}.get(table)
    apart = PEOPLE_APART if table == "auth_user" else APART
    return f"right({scan}, 8) !~ '^0000'" if scan else f"id < {apart}"


def _copied(table: str, name: str) -> str:
    if name in TEXTS or name == "scan_id":
        return f"left(one.{name}, 56) || lpad(to_hex(copy), 8, '0')"
    if (table, name) == ("log_entry", "election_id"):
        # The log of the election itself goes on where its files end.
        return "'copied'"
    if (table, name) == ("auth_user", "id") or name == "user_id":
        return f'one."{name}" + copy * {PEOPLE_APART}'
    if name in ROWS:
        return f'one."{name}" + copy::bigint * {APART}'
    return f'one."{name}"'


def plans_of(call: Call) -> tuple[float, dict[str, int]]:
    """Milliseconds of all plans of a call, and the scans of whole tables: rows that were read."""
    from django.db import connection

    whole, scanned = 0.0, dict[str, int]()

    def explained(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal whole
        if sql.lstrip("(").startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
                (told,) = cursor.fetchone()[0]
            whole += told["Planning Time"] + told["Execution Time"]
            for node in _nodes(told["Plan"]):
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in (*COPIED, "search_word"):
                    read = int(node["Actual Rows"]) + int(node.get("Rows Removed by Filter", 0))
                    scanned[node["Relation Name"]] = max(read, scanned.get(node["Relation Name"], 0))
                    if read > MANY:
                        print(f"    {told['Execution Time']:.1f} ms: {sql[:2000]}")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explained):
        call()
    return whole, scanned


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _inside() -> None:
    open_site(PRECINCTS)
    asked = [operation for operation in operations(Site(made_people(ACCEPTED))) if _is_asked(operation.name)]
    for operation in asked[:3]:
        for _ in range(PLAYED if operation is asked[0] else 1):
            operation.before()
            operation.call()
    copied = 0
    print(f"{'protocols':>10}{'plans, ms':>11}  operation: whole tables read")
    from hattama.web.kernel.published.tables import PublishedProtocol

    protocols = PublishedProtocol.objects
    for size in SIZES:
        # What was carried out at one size is copied, too, for the next.
        more = (size - protocols.count()) // protocols.filter(pk__lt=APART).count()
        copy_rows(range(copied + 1, copied + 1 + more))
        copied, held = copied + more, protocols.count()
        for operation in asked:
            operation.before()
            whole, scanned = plans_of(operation.call)
            told = ", ".join(f"{table} {rows:,} rows" for table, rows in scanned.items()) or "none"
            print(f"{held:>10,}{whole:>11.2f}  {operation.name}: {told}")
            print(measured(operation._replace(times=min(TIMES, operation.times)), None), flush=True)


def _is_asked(name: str) -> bool:
    return any(word in name for word in ASKED)


def main() -> int:
    """Fill, ask, print. Raises NothingToMeasureWith."""
    if is_inside("bench.plans"):
        _inside()
        return 0
    return run_inside("bench.plans")


if __name__ == "__main__":
    sys.exit(main())
