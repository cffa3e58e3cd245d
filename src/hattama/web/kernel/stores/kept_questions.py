"""Questions of one shape, put into SQL once and asked with other values ever after; and rows, written so.

Django builds and compiles a query anew each time, which takes several times what asking takes. What a verb
asks again and again is kept compiled: per thread, since what compiles holds the connection of its thread.
PostgreSQL keeps its plan for it, too, as long as the connection lives.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from operator import attrgetter
from types import NoneType
from typing import Any, ParamSpec, TypeVar

from django.db import connection, connections, models, transaction
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import AutoField, CharField, Field, ForeignKey, Model, QuerySet, TextField
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
            return list(build(*arguments))  # type: ignore[call-arg]
        known = _thread.__dict__.setdefault("questions", {})
        question = known.get(shape)
        if question is None or not question.is_current():
            question = known[shape] = _Question(build, arguments)
        rows: list[Row] = question.ask(values)
        return rows

    return ask  # type: ignore[return-value]


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


MOST_ROWS = 64
"""More rows than this are written in several statements, all of them or none."""

_Names = tuple[str, ...]


def insert_rows(
    rows: Sequence[Model], *, ignore_conflicts: bool = False, unique: _Names = (), changing: _Names = ()
) -> None:
    """As `bulk_create`, in statements that are kept; what a row belongs to is written before it.

    `unique` names the columns by which a row is there already, whose columns `changing` are then changed.
    """
    if len(rows) > MOST_ROWS:
        with transaction.atomic(savepoint=False):
            for start in range(0, len(rows), MOST_ROWS):
                some = rows[start : start + MOST_ROWS]
                insert_rows(some, ignore_conflicts=ignore_conflicts, unique=unique, changing=changing)
    elif rows:
        kept = _insertion(type(rows[0]), len(rows), "DO NOTHING" * ignore_conflicts, unique, changing)
        _insert(rows, *kept)


_Column = tuple[Callable[[Model], Any], type, Callable[[Any, Any], Any]]
"""How a value is read of a row, the type of it that is written as it is, and what writes any other."""


def _insert(rows: Sequence[Model], sql: str, columns: Sequence[_Column]) -> None:
    # SQLite stores whole numbers as they are; to PostgreSQL each says its type.
    plain = {str: True, NoneType: True, int: connection.vendor == "sqlite"}
    values = []
    for row in rows:
        for read, kind, written in columns:
            value = read(row)
            is_plain = value is None or (type(value) is kind and plain[kind])
            values.append(value if is_plain else written(value, connection))
    with _planned_once(connection), connection.cursor() as cursor:
        cursor.execute(sql, values)
        for row, (key,) in zip(rows, cursor.fetchall() if "RETURNING" in sql else (), strict=False):
            row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _column(field: Field[Any, Any]) -> _Column:
    is_read = type(field).pre_save is Field.pre_save
    read = attrgetter(field.attname) if is_read else lambda row: field.pre_save(row, add=True)
    kept = field.target_field if isinstance(field, ForeignKey) else field
    kind = str if isinstance(kept, CharField | TextField) else NoneType
    return read, int if isinstance(kept, models.IntegerField) else kind, field.get_db_prep_save


@lru_cache
def _insertion(
    model: type[Model], count: int, otherwise: str, unique: _Names, changing: _Names
) -> tuple[str, list[_Column]]:
    """The statement for so many rows of `model`, and the columns whose values it takes of each."""
    meta, name = model._meta, connection.ops.quote_name
    own = [
        one for one in meta.local_concrete_fields if isinstance(one, AutoField) and one.column not in unique
    ]
    fields = [one for one in meta.local_concrete_fields if one not in own]
    columns = ", ".join(name(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if changing:
        sets = ", ".join(f"{name(column)} = EXCLUDED.{name(column)}" for column in changing)
        otherwise = f"({', '.join(map(name, unique))}) DO UPDATE SET {sets}"
    read = [_column(field) for field in fields]
    if otherwise:
        return f"{sql} ON CONFLICT {otherwise}", read
    return f"{sql} RETURNING {name(str(meta.pk.column))}" if own else sql, read


def _sampled(arguments: Sequence[Any], samples: list[Any]) -> Iterator[Any]:
    """The arguments with values that stand nowhere else; each goes into `samples`, too."""
    for argument in arguments:
        made = []
        for value in _flat(argument):
            number = _FIRST_SAMPLE + len(samples)
            made.append(f"\x01{number}" if isinstance(value, str) else number)
            samples.append(made[-1])
        yield made if isinstance(argument, list) else made[0]
