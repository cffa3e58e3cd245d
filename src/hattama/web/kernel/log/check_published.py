"""The public tables are held against the log: what the pages say is what a fold of its entries gives.

The fold is that of a rebuild, into tables of this connection alone, which hide the public ones from it until
they are thrown away: nobody waits for the check, and nothing is changed by it.
"""

import datetime
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from hattama.core.entries import BrokenLifeCycle
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, SearchWord
from hattama.web.kernel.log.check_log import check_log, load_foundation
from hattama.web.kernel.log.follow_log import KEPT_WITH_ELECTION, kept_with, one_moment
from hattama.web.kernel.log.rebuild_published import election_field, fold_log, published_tables
from hattama.web.kernel.log.recording import record_areas, rename_areas
from hattama.web.kernel.log.served import Held, record_held
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
from hattama.web.kernel.published.tables import PublishedProtocol

CHUNK = 1000

Group = tuple[str, str]
"""Area and contest that rows of a table speak of; empty where the table does not name any."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a public table has and what the log gives: of one `field` of a row, or of how many rows there are
    where the field is empty. None is what is not there at all."""

    table: str
    area: str
    contest: str
    field: str
    stored: Any
    folded: Any

    @property
    def place(self) -> str:
        """Where it stands, as one writes it: `published_total D1 president figures`."""
        return " ".join(part for part in (self.table, self.area, self.contest, self.field) if part)


def hold_published(
    election: ElectionRow, *, now: datetime.datetime, advance: Callable[[int], None] | None = None
) -> list[Difference]:
    """Hold log and public tables of `election` against what was signed, and let every process know.

    A fold is worth what its entries are, so that these are hashed first, all of them. `advance` as in
    `check_published`. Raises a LogRefusal for a published checkpoint that is none of this log.
    """
    began = time.monotonic()
    try:
        check_log(election)
        differences = check_published(election, advance=advance)
    except (DatabaseDiffersFromLog, LogAheadOfDatabase) as trouble:
        differences = [Difference("log_entry", "", "", "", str(trouble), None)]
    places = tuple(one.place for one in differences)
    record_held(election.pk, Held(now, time.monotonic() - began, places))
    return differences


def check_published(
    election: ElectionRow, *, most: int = 20, advance: Callable[[int], None] | None = None
) -> list[Difference]:
    """The first `most` differences between the public tables of `election` and the fold of its log.

    All is read at one moment. Log, definition and rule pack are believed: `check_log` holds them against what
    was signed. Areas are held against their file. `advance` is told of entries, of none after each table and
    each batch of areas. Nothing where the election has not opened. Raises ContentLost, StoreUnavailable.
    """
    with one_moment():
        if not load_log_size(election):
            return []
        election.refresh_from_db(fields=[*KEPT_WITH_ELECTION])
        moved = list(islice(_moved(election, advance), most))
        tables = published_tables()
        stored = [_digests(table, election, advance) for table in tables]
        withdrawn, size = kept_with(election), load_public_size(election)
        # The fold writes there, too: what leaves or is amended stands with the election, names with areas.
        own = (ElectionRow, AreaRow) if election.amendments else (ElectionRow,)
        with _hidden([*tables, SearchWord]), _hidden(own, copied_for=election):
            try:
                fold_log(election, size, advance=advance)
            except BrokenLifeCycle as trouble:
                return [Difference("log_entry", "", "", "", str(trouble), None)]
            folded = [_digests(table, election, advance) for table in tables]
            given = kept_with(election)
            differ = list(islice(_differing(stored, folded), most))
            expected = [_rows_of(tables[number], election, group) for number, group in differ]
        found = [_rows_of(tables[number], election, group) for number, group in differ]
        # The fold has changed the value in hand, too, and nothing but that of the database is to go on.
        election.refresh_from_db(fields=[*KEPT_WITH_ELECTION])
    named = [*moved, *_named(ElectionRow._meta.db_table, ("", ""), [withdrawn], [given])]
    for (number, group), has, gives in zip(differ, found, expected, strict=True):
        named += _named(tables[number]._meta.db_table, group, has, gives)
    return named[:most]


def _moved(election: ElectionRow, advance: Callable[[int], None] | None) -> Iterator[Difference]:
    """Where areas are not those of the file that the log names, as its amendments call them."""
    told = None if advance is None else lambda _areas: advance(0)
    found = _areas(election)
    with _hidden([AreaRow]):
        record_areas(election, load_foundation(election).areas.areas, told)
        for _, body in election.amendments:
            rename_areas(election, body)
        given = _areas(election)
    for code in sorted(found.keys() | given.keys()):
        rows = [[rows[code]] if code in rows else [] for rows in (found, given)]
        yield from _named(AreaRow._meta.db_table, (code, ""), *rows)


def _areas(election: ElectionRow) -> dict[str, Row]:
    """What the rows of areas say, by code; other areas are named by theirs. Of the columns for searching and
    sorting nothing: they follow from the others by the program's own rules, which may change."""
    areas = AreaRow.objects.filter(election=election)
    codes = {str(pk): code for pk, code in areas.values_list("pk", "code")}
    unsaid = {"id", "after", "election_id", "search_text", "sort_key"}
    found: dict[str, Row] = {}
    rows: Iterable[Row] = areas.values().iterator(chunk_size=CHUNK)
    for row in rows:
        paths = {name: [codes.get(part, part) for part in row[name].split("/")] for name in _PATHS}
        parent = codes.get(str(row["parent_id"]))
        said = {name: value for name, value in row.items() if name not in unsaid}
        found[row["code"]] = said | paths | {"parent_id": parent}
    return found


_PATHS = ("ancestry", "beside")


@contextmanager
def _hidden(tables: Sequence[type[Model]], copied_for: ElectionRow | None = None) -> Iterator[None]:
    """Tables of the same names in the place of these, for this connection and until the end: empty, or with
    the rows of an election."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in tables:
                name = table._meta.db_table
                schema = _hide(cursor, name)
                if copied_for is not None:
                    rows = f'SELECT * FROM "{schema}"."{name}" WHERE election_id = %s'  # noqa: S608 - names of ours
                    cursor.execute(f'INSERT INTO "{name}" {rows}', [copied_for.pk])
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _hide(cursor: Any, name: str) -> str:
    """Hide a table; the schema in which it stands."""
    if connection.vendor == "postgresql":
        cursor.execute(f'CREATE TEMPORARY TABLE "{name}" (LIKE "{name}" INCLUDING ALL)')
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])
    cursor.execute("SELECT sql FROM main.sqlite_master WHERE type = 'table' AND name = %s", [name])
    made = re.sub(r" REFERENCES [^,)]+\([^)]*\)[ A-Z]*", "", cursor.fetchone()[0])
    # In SQLite a temporary table can refer to temporary ones only.
    cursor.execute(made.replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))
    cursor.execute(
        "SELECT sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql > ''", [name]
    )
    for (index,) in cursor.fetchall():
        cursor.execute(index.replace('INDEX "', 'INDEX temp."', 1))
    return "main"


def _columns(table: type[Model]) -> Iterator[str]:
    """What a row says, without the numbers that the database gives to rows."""
    for field in table._meta.concrete_fields:
        if field.related_model is AreaRow:
            yield f"{field.name}__code"
        elif field.related_model is PublishedProtocol:
            yield from (f"{field.name}__area__code", f"{field.name}__contest")
        elif not field.primary_key and field.related_model is not ElectionRow:
            yield field.attname


def _group_columns(table: type[Model]) -> tuple[str | None, str | None]:
    columns = list(_columns(table))
    ends = ("area__code", "contest")
    area, contest = (next((name for name in columns if name.endswith(end)), None) for end in ends)
    return area, contest


def _rows(table: type[Model], election: ElectionRow, **only: str | None) -> Iterator[Row]:
    rows = table._default_manager.filter(**{election_field(table): election}, **only).order_by()
    return rows.values(*_columns(table)).iterator(chunk_size=CHUNK)


def _rows_of(table: type[Model], election: ElectionRow, group: Group) -> list[Row]:
    area, contest = _group_columns(table)
    # Rows that are about no area have none: to the database that is not the empty text.
    only = ({area: group[0] or None} if area else {}) | ({contest: group[1]} if contest else {})
    rows = _rows(table, election, **only)
    return sorted(rows, key=_bytes)


def _bytes(row: Row) -> bytes:
    return json.dumps(row, sort_keys=True, ensure_ascii=False, default=str).encode()


def _digests(
    table: type[Model], election: ElectionRow, advance: Callable[[int], None] | None
) -> dict[Group, int]:
    """A digest of all rows of each area and contest, whatever their order: the sum of those of each row."""
    area, contest = _group_columns(table)
    digests: dict[Group, int] = {}
    for row in _rows(table, election):
        group = ((row[area] or "") if area else "", row[contest] if contest else "")
        digest = int.from_bytes(hashlib.sha256(_bytes(row)).digest())
        digests[group] = digests.get(group, 0) + digest
    if advance is not None:
        advance(0)
    return digests


def _differing(
    stored: Iterable[dict[Group, int]], folded: Iterable[dict[Group, int]]
) -> Iterator[tuple[int, Group]]:
    for number, (has, gives) in enumerate(zip(stored, folded, strict=True)):
        for group in sorted(has.keys() | gives.keys()):
            if has.get(group) != gives.get(group):
                yield number, group


def _named(table: str, group: Group, has: list[Row], gives: list[Row]) -> Iterator[Difference]:
    if len(has) != len(gives):
        yield Difference(table, *group, "", len(has), len(gives))
        return
    for stored, folded in zip(has, gives, strict=True):
        for field in stored:
            for name, one, other in _apart(field, stored[field], folded[field]):
                yield Difference(table, *group, name, one, other)


def _apart(field: str, stored: Any, folded: Any) -> Iterator[tuple[str, Any, Any]]:
    """The field with both values where they differ; of figures by key, each that differs."""
    if isinstance(stored, dict) and isinstance(folded, dict):
        for key in sorted(stored.keys() | folded.keys()):
            yield from _apart(f"{field}.{key}", stored.get(key), folded.get(key))
    elif stored != folded:
        yield field, stored, folded
