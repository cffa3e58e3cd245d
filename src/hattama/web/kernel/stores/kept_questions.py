"""Questions of one shape, put into SQL once and asked with other values ever after; and rows, written so.

Django builds and compiles a query anew each time, which takes several times what asking takes. What a verb
asks again and again is kept compiled: per thread, since what compiles holds the connection of its thread.
PostgreSQL keeps its plan for it, too, as long as the connection lives.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import AutoField, Field, Model, QuerySet
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


MOST_ROWS = 8
"""More rows than this are written as Django writes many."""


def insert_rows(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """As `bulk_create`: in one statement that is kept, where they are few."""
    if not 0 < len(rows) <= MOST_ROWS:
        if rows:
            written = type(rows[0])._default_manager
            written.bulk_create(rows, batch_size=500, ignore_conflicts=ignore_conflicts)
        return
    sql, fields = _insertion(type(rows[0]), len(rows), ignore_conflicts)
    with _planned_once(connection), connection.cursor() as cursor:
        each = ((field, field.pre_save(row, add=True)) for row in rows for field in fields)
        cursor.execute(sql, [field.get_db_prep_save(value, connection) for field, value in each])
        for row, (key,) in zip(rows, cursor.fetchall() if "RETURNING" in sql else (), strict=False):
            row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache
def _insertion(model: type[Model], count: int, ignore_conflicts: bool) -> tuple[str, list[Field[Any, Any]]]:
    """The statement for so many rows of `model`, and the fields whose values it takes of each."""
    meta, name = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(name(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608
    if ignore_conflicts:
        return f"{sql} ON CONFLICT DO NOTHING", fields
    has_own_key = len(fields) == len(meta.local_concrete_fields)
    return sql if has_own_key else f"{sql} RETURNING {name(str(meta.pk.column))}", fields


def _sampled(arguments: Sequence[Any], samples: list[Any]) -> Iterator[Any]:
    """The arguments with values that stand nowhere else; each goes into `samples`, too."""
    for argument in arguments:
        made = []
        for value in _flat(argument):
            number = _FIRST_SAMPLE + len(samples)
            made.append(f"\x01{number}" if isinstance(value, str) else number)
            samples.append(made[-1])
        yield made if isinstance(argument, list) else made[0]
