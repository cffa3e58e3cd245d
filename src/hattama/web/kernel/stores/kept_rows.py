"""Rows, written by statements that are put together once; those of one deed at its end, all in one."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import AutoField, DateTimeField, Field, ForeignKey, JSONField, Model
from django.db.models.base import ModelState

from hattama.web.kernel.stores.kept_questions import answers_ahead, ask_or_execute, planned_once

MOST_ROWS = 8
"""So many rows at most go in one statement; of more the same is asked for each."""

Made = TypeVar("Made", bound=Model)

_thread = threading.local()

_Place = tuple[int, int]
"""Where a row stands that gets its key by the same statement: which part, and which of its rows."""
_Shape = tuple[type[Model], bool, tuple[tuple[_Place | None, ...], ...]]
"""Of a part: the model, whether what stands there already stays, and what each row takes from another."""


_FieldWay = tuple[Field[Any, Any], frozenset[type], Callable[[Any], Any]]
"""A column of a row, of which types its values go to the database as they are, and how all others do."""


class _Part(NamedTuple):
    rows: Sequence[Model]
    ignore_conflicts: bool
    if_there: Callable[[], object]


def new_row(model: type[Made], values: Mapping[str, Any]) -> Made:
    """A row that is not written yet, of values for all its columns: Django asks each field as it makes one,
    which takes four times as long."""
    row = model.__new__(model)
    row.__dict__.update(values, _state=ModelState())
    return row


def insert_rows(
    rows: Sequence[Model],
    *,
    ignore_conflicts: bool = False,
    if_there: Callable[[], object] = lambda: None,
    unique: tuple[str, ...] = (),
) -> None:
    """As `bulk_create`, by a statement that is kept; all rows or none; few of them at the end of
    `written_together`. They know their keys then, unless some of them may stand there already.

    `if_there` is called where conflicts are ignored and one of a few rows stood there; of `unique` see
    `insert_values`.
    """
    if not rows:
        return
    if len(rows) > MOST_ROWS or unique:
        _insert_many(rows, ignore_conflicts=ignore_conflicts, unique=unique)
        return
    gathered: list[_Part] | None = _thread.__dict__.get("gathered")
    part = _Part(rows, ignore_conflicts, if_there)
    if gathered is None:
        _write([part])
    else:
        gathered.append(part)


@contextmanager
def written_together() -> Iterator[None]:
    """What `insert_rows` is given within is written at the end in its order, on PostgreSQL in one statement.

    Nothing that reads the database before sees it, and a row has no key yet that the database gives; one that
    is given later may name it all the same.
    """
    if "gathered" in _thread.__dict__:
        yield
        return
    gathered: list[_Part] = []
    _thread.gathered = gathered
    try:
        with answers_ahead():
            yield
    finally:
        del _thread.gathered
    for parts in [gathered] if connection.vendor == "postgresql" else [[part] for part in gathered]:
        _write(parts)


def _write(parts: Sequence[_Part]) -> None:
    if not parts:
        return
    places = {id(row): (at, number) for at, part in enumerate(parts) for number, row in enumerate(part.rows)}
    database, values = connections[DEFAULT_DB_ALIAS], list[Any]()
    ways = {model: _ways(model, database.vendor) for model in {type(part.rows[0]) for part in parts}}
    shape = tuple(
        (
            type(part.rows[0]),
            part.ignore_conflicts,
            tuple(_take_values(row, ways[type(row)], places, values) for row in part.rows),
        )
        for part in parts
    )
    answered = ask_or_execute(database, _statement(shape), values)
    keys = answered[0] if len(parts) > 1 else [[key for (key,) in answered]]
    for part, given in zip(parts, keys, strict=True):
        _take_keys(part.rows, given or (), database.alias)
    for part, given in zip(parts, keys, strict=True):
        if len(given or ()) < len(part.rows):
            part.if_there()


def _take_values(
    row: Model, ways: Sequence[_FieldWay], places: Mapping[int, _Place], values: list[Any]
) -> tuple[_Place | None, ...]:
    taken: list[_Place | None] = []
    for field, plain, way in ways:
        place, value = None, getattr(row, field.attname)
        if value is None and isinstance(field, ForeignKey) and field.is_cached(row):
            other = field.get_cached_value(row)
            if other is not None and other.pk is None:
                place = places[id(other)]
            elif other is not None:
                setattr(row, field.attname, value := other.pk)
        if getattr(field, "auto_now_add", False):
            value = field.pre_save(row, add=True)
        if place is None:
            values.append(value if type(value) in plain else way(value))
        taken.append(place)
    return tuple(taken)


def _take_keys(rows: Sequence[Model], keys: Sequence[Any], alias: str) -> None:
    for row in rows:
        # Whoever names a row of this statement was given no key of it before.
        if row._state.fields_cache:
            row._prepare_related_fields_for_save("insert_rows")  # type: ignore[attr-defined]
        row._state.adding, row._state.db = False, alias
    # Fewer where some stood there already: then nobody can tell whose they are.
    if isinstance(rows[0]._meta.pk, AutoField) and len(keys) == len(rows):
        for row, key in zip(rows, keys, strict=True):
            row.pk = key


@lru_cache
def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(f for f in model._meta.local_concrete_fields if not isinstance(f, AutoField))


@lru_cache
def _ways(model: type[Model], _vendor: str) -> list[_FieldWay]:
    return [(field, _as_is(field, _PLAIN), _way(field, lambda value: value)) for field in _fields(model)]


@lru_cache(256)
def _statement(shape: tuple[_Shape, ...]) -> str:
    """INSERT, or several of them whose rows name each other; it answers with the keys of each part's rows."""
    name = connection.ops.quote_name
    keys = [name(str(model._meta.pk.column)) for model, _, _ in shape]

    def cell(place: _Place | None) -> str:
        if place is None:
            return "%s"
        part, number = place
        return f"(SELECT {keys[part]} FROM rows_{part} ORDER BY 1 OFFSET {number} LIMIT 1)"  # noqa: S608 - names of ours

    inserts = []
    for (model, ignore_conflicts, rows), key in zip(shape, keys, strict=True):
        columns = ", ".join(name(str(field.column)) for field in _fields(model))
        values = ", ".join(f"({', '.join(map(cell, row))})" for row in rows)
        table, there = name(model._meta.db_table), " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
        inserts.append(f"INSERT INTO {table} ({columns}) VALUES {values}{there} RETURNING {key}")  # noqa: S608 - names of ours
    if len(inserts) == 1:
        return inserts[0]
    named = ", ".join(f"rows_{at} AS ({insert})" for at, insert in enumerate(inserts))
    aggregates = [f"array_agg({key} ORDER BY {key})" for key in keys]
    told = ", ".join(f"(SELECT {one} FROM rows_{at})" for at, one in enumerate(aggregates))  # noqa: S608 - names of ours
    return f"WITH {named} SELECT {told}"


def _insert_many(rows: Sequence[Model], **told: Any) -> None:
    model = type(rows[0])
    stamped = [field for field in model._meta.local_concrete_fields if getattr(field, "auto_now_add", False)]
    for row in rows:
        if row._state.fields_cache:
            # What they point at may have got its key since.
            row._prepare_related_fields_for_save(operation_name="insert_rows")  # type: ignore[attr-defined]
        for field in stamped:
            field.pre_save(row, add=True)
    keys = insert_values(model, [row.__dict__ for row in rows], **told)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    for row, key in zip(rows, keys, strict=False):
        row.pk = key


def insert_values(
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    ignore_conflicts: bool = False,
    unique: tuple[str, ...] = (),
    keys: Sequence[int] = (),
) -> Sequence[int]:
    """Write rows of `model`, each a value for every column but the automatic key; all or none. Their keys,
    where the database makes them and all are new: `keys`, if the caller has taken them (`next_keys`).

    Where a row with the same columns `unique` stands there already, it says all the rest anew.
    """
    if not rows:
        return ()
    is_automatic = isinstance(model._meta.pk, AutoField) and not (ignore_conflicts or unique)
    few = len(rows) <= MOST_ROWS and not keys
    with_key = is_automatic and not few
    sql, fields = _insertion(model, len(rows) if few else 1, ignore_conflicts, unique, with_key)
    with planned_once(connection) as typed:
        # What goes as it is goes without a call: an import writes some sixty values of a protocol.
        as_is = _PLAIN if connection.vendor == "sqlite" else _PLAIN - {int}
        ways = [(field.attname, _as_is(field, as_is), _way(field, typed)) for field in fields]
        told = (
            [value if type(value := row[name]) in plain else way(value) for name, plain, way in ways]
            for row in rows
        )
        if few:
            with connection.cursor() as cursor:
                returning = f" RETURNING {connection.ops.quote_name(str(model._meta.pk.column))}"
                cursor.execute(sql + returning * is_automatic, [value for each in told for value in each])
                return [key for (key,) in cursor.fetchall()] if is_automatic else ()
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            keys = keys or next_keys(model, len(rows)) if with_key else ()
            if with_key:
                told = ([key, *each] for key, each in zip(keys, told, strict=True))
            cursor.executemany(sql, list(told))
            return keys


def _way(field: Field[Any, Any], typed: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """How the values of a field go to the database: as Django says, without asking it what is plain."""
    if isinstance(field, JSONField):
        return lambda value: _spelled(value) if value or type(value) not in _EMPTY else _EMPTY[type(value)]
    if isinstance(field, DateTimeField):
        return lru_cache(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: typed(value) if type(value) in _PLAIN else field.get_db_prep_save(value, connection)


def _as_is(field: Field[Any, Any], plain: frozenset[type]) -> frozenset[type]:
    return frozenset() if isinstance(field, JSONField | DateTimeField) else plain


_spelled = json.JSONEncoder(check_circular=False).encode
_EMPTY = {dict: "{}", list: "[]", type(None): None}

_PLAIN: frozenset[type] = frozenset({bool, bytes, int, str, type(None)})


def next_keys(model: type[Model], count: int) -> Sequence[int]:
    """Row ids that no row has had, one after the other, in the transaction of who writes them."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        while connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            keys = [key for (key,) in cursor.fetchall()]
            # Whoever writes at the same time may have taken some between.
            if not keys or keys[-1] - keys[0] == count - 1:
                return keys
        # Nobody else writes in a transaction of SQLite.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        return range(last + 1, last + 1 + count)


@lru_cache
def _insertion(
    model: type[Model],
    count: int,
    ignore_conflicts: bool,
    unique: tuple[str, ...],
    with_key: bool,
) -> tuple[str, list[Field[Any, Any]]]:
    """The statement for so many rows of `model`, and the fields whose values it takes of each, behind the key
    where it is made `with_key`."""
    meta, name = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    written = [meta.pk, *fields] if with_key else fields
    columns = ", ".join(name(str(field.column)) for field in written)
    row = f"({', '.join(['%s'] * len(written))})"
    sql = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 - names of ours
    if ignore_conflicts:
        return f"{sql} ON CONFLICT DO NOTHING", fields
    if unique:
        changing = [name(str(field.column)) for field in fields if field.column not in unique]
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in changing)
        return f"{sql} ON CONFLICT ({', '.join(map(name, unique))}) DO UPDATE SET {changes}", fields
    return sql, fields
