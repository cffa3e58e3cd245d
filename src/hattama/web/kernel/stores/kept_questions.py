"""Questions of one shape, put into SQL once and asked with other values ever after; and rows, written so.

Django builds and compiles a query anew each time, which takes several times what asking takes. What a verb
asks again and again is kept compiled: per thread, since what compiles holds the connection of its thread.
PostgreSQL keeps its plan for it, too, as long as the connection lives.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import AutoField, DateTimeField, Field, JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL
from psycopg.types.numeric import Int8

Asked = ParamSpec("Asked")
Row = TypeVar("Row")

MOST_VALUES = 32
"""Lists are kept by how long they are: a question with more values than this is built each time."""

_FIRST_SAMPLE = 32_111
"""Below 2^15, so that no column of whole numbers refuses it: Django asks nothing then."""

_thread = threading.local()


def kept_question(build: Callable[Asked, QuerySet[Any, Row]]) -> Callable[Asked, list[Row]]:
    """The rows of the query that `build` makes of its arguments: whole numbers, texts, and lists of them.

    `build` only hands them to the query as values to compare with: of the same number
    of values it must make the same SQL. Nothing is prefetched.
    """

    @wraps(build)
    def ask(*arguments: Any) -> list[Row]:
        values = [value for argument in arguments for value in _flat(argument)]
        shape = (build, tuple(len(a) if isinstance(a, list) else type(a) for a in arguments))
        if None in values or len(values) > MOST_VALUES:
            return list(build(*map(_at_once, arguments)))  # type: ignore[call-arg]
        known = _thread.__dict__.setdefault("questions", {})
        question = known.get(shape)
        if question is None or not question.is_current():
            question = known[shape] = _Question(build, arguments)
        rows: list[Row] = question.ask(values)
        return rows

    return ask  # type: ignore[return-value]


def _at_once(argument: Any) -> Any:
    return among(argument) if isinstance(argument, list) and len(argument) > MOST_VALUES else argument


def among(values: Collection[int] | Collection[str]) -> RawSQL:
    """Any number of row ids, or of texts, as one value for `pk__in`: Django looks at none of them."""
    told = list(values)
    if connection.vendor == "postgresql":
        kind = "text" if told and isinstance(told[0], str) else "bigint"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [told])  # noqa: S611
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(told)])


def _flat(argument: Any) -> Sequence[Any]:
    return argument if isinstance(argument, list) else (argument,)


class _Question:
    """A query compiled with samples, and at which places of its parameters the values stand."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], arguments: Sequence[Any]) -> None:
        samples: list[Any] = []
        self._rows: Any = build(*_sampled(arguments, samples))
        self._compiler = self._rows.query.get_compiler(using=self._rows.db)
        sql, parameters = self._compiler.as_sql()
        self._sql, self._parameters = sql, tuple(parameters)
        self._places = [(at, samples.index(one)) for at, one in enumerate(parameters) if one in samples]
        assert len({place for _, place in self._places}) == len(samples), "each value stands in the SQL"
        # Whoever reads the rows asks the query for a compiler, and gets this one from now on.
        self._rows.query.get_compiler = lambda *_, **__: self._compiler  # type: ignore[method-assign]
        # How columns become values follows from the question, too.
        self._compiler.get_converters = _said_once(self._compiler.get_converters)

    def is_current(self) -> bool:
        """Whether it was compiled for the connection that this thread has now."""
        return self._compiler.connection is connections[self._rows.db]

    def ask(self, values: Sequence[Any]) -> list[Any]:
        """The rows."""
        parameters = list(self._parameters)
        for at, place in self._places:
            parameters[at] = values[place]
        with _planned_once(self._compiler.connection) as typed:
            self._compiler.as_sql = lambda *_, **__: (self._sql, tuple(map(typed, parameters)))
            return list(self._rows._iterable_class(self._rows))


def _said_once(answer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    kept: list[Any] = []

    def say(asked: Any) -> Any:
        if not kept:
            kept.append(answer(asked))
        return kept[0]

    return say


@contextmanager
def _planned_once(database: Any) -> Iterator[Callable[[Any], Any]]:
    """Within it PostgreSQL prepares what it is asked, and plans the same no more. What is yielded makes of a
    parameter one whose type does not follow from its size: to PostgreSQL that would be another statement."""
    # What is written down for people holds its values.
    if database.vendor != "postgresql" or database.queries_logged:
        yield lambda value: value
        return
    database.ensure_connection()
    opened = database.connection
    usual, opened.cursor_factory = opened.cursor_factory, ServerBindingCursor
    try:
        yield lambda value: Int8(value) if type(value) is int else value
    finally:
        opened.cursor_factory = usual


MOST_ROWS = 8
"""So many rows at most go in one statement; of more the same is asked for each."""


def insert_rows(rows: Sequence[Model], **conflicts: Any) -> None:
    """As `bulk_create`, by a statement that is kept; all rows or none. They know their keys then, unless
    some of them may stand there already, of which `conflicts` are told as to `insert_values`."""
    if not rows:
        return
    model = type(rows[0])
    stamped = [field for field in model._meta.local_concrete_fields if getattr(field, "auto_now_add", False)]
    for row in rows:
        # What they point at may have got its key since.
        row._prepare_related_fields_for_save(operation_name="insert_rows")  # type: ignore[attr-defined]
        for field in stamped:
            field.pre_save(row, add=True)
    keys = insert_values(model, [row.__dict__ for row in rows], **conflicts)
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
    changing: tuple[str, ...] = (),
) -> Sequence[int]:
    """Write rows of `model`, each a value for every column but the automatic key; all or none. Their keys,
    where the database makes them and all are new.

    Where a row with the same columns `unique` stands there already, the columns `changing` of it are changed.
    """
    if not rows:
        return ()
    is_automatic = isinstance(model._meta.pk, AutoField) and not (ignore_conflicts or unique)
    few = len(rows) <= MOST_ROWS
    with_key = is_automatic and not few
    sql, fields = _insertion(model, len(rows) if few else 1, ignore_conflicts, unique, changing, with_key)
    with _planned_once(connection) as typed:
        ways = [(_way(field, typed), field.attname) for field in fields]
        told = ([way(row[name]) for way, name in ways] for row in rows)
        if few:
            with connection.cursor() as cursor:
                returning = f" RETURNING {connection.ops.quote_name(str(model._meta.pk.column))}"
                cursor.execute(sql + returning * is_automatic, [value for each in told for value in each])
                return [key for (key,) in cursor.fetchall()] if is_automatic else ()
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            keys = _next_keys(model, len(rows)) if with_key else ()
            if with_key:
                told = ([key, *each] for key, each in zip(keys, told, strict=True))
            cursor.executemany(sql, list(told))
            return keys


def _way(field: Field[Any, Any], typed: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """How the values of a field go to the database: as Django says, without asking it what is plain."""
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value) if value or type(value) not in _EMPTY else _EMPTY[type(value)]
    if isinstance(field, DateTimeField):
        return lru_cache(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: typed(value) if type(value) in _PLAIN else field.get_db_prep_save(value, connection)


_EMPTY = {dict: "{}", list: "[]", type(None): None}

_PLAIN = frozenset({bool, bytes, int, str, type(None)})


def _next_keys(model: type[Model], count: int) -> Sequence[int]:
    """Row ids that no row has had, in the transaction of who writes them."""
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [key for (key,) in cursor.fetchall()]
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
    changing: tuple[str, ...],
    with_key: bool,
) -> tuple[str, list[Field[Any, Any]]]:
    """The statement for so many rows of `model`, and the fields whose values it takes of each, behind the key
    where it is made `with_key`."""
    meta, name = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    written = [meta.pk, *fields] if with_key else fields
    columns = ", ".join(name(str(field.column)) for field in written)
    row = f"({', '.join(['%s'] * len(written))})"
    sql = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if ignore_conflicts:
        return f"{sql} ON CONFLICT DO NOTHING", fields
    if unique:
        changes = ", ".join(f"{name(column)} = EXCLUDED.{name(column)}" for column in changing)
        return f"{sql} ON CONFLICT ({', '.join(map(name, unique))}) DO UPDATE SET {changes}", fields
    return sql, fields


def _sampled(arguments: Sequence[Any], samples: list[Any]) -> Iterator[Any]:
    """The arguments with values that stand nowhere else; each goes into `samples`, too."""
    for argument in arguments:
        made = []
        for value in _flat(argument):
            number = _FIRST_SAMPLE + len(samples)
            made.append(f"\x01{number}" if isinstance(value, str) else number)
            samples.append(made[-1])
        yield made if isinstance(argument, list) else made[0]
