"""Questions of one shape, put into SQL once and asked with other values ever after.

Django builds and compiles a query anew each time, which takes several times what asking takes. What a verb
asks again and again is kept compiled, for all threads. PostgreSQL keeps its plan for it, too, as long as the
connection lives.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from psycopg import RawCursor
from psycopg.types.numeric import Int8

Asked = ParamSpec("Asked")
Row = TypeVar("Row")

_FIRST_SAMPLE = 32_111
"""Below 2^15, so that no column of whole numbers refuses it: Django asks nothing then."""


def kept_question(build: Callable[Asked, QuerySet[Any, Row]]) -> Callable[Asked, list[Row]]:
    """The rows of the query that `build` makes of its arguments: whole numbers, texts, and lists of them.

    `build` only hands them to the query as values to compare with, lists to `__in`, and must always make the
    same SQL of them: a list is one value, however long. What it prefetches is asked as Django asks.
    """

    @wraps(build)
    def ask(*arguments: Any) -> list[Row]:
        if None in arguments or [] in arguments:
            # Django has other SQL for nothing, and asks nothing where a list is empty.
            return list(build(*arguments))  # type: ignore[call-arg]
        question, parameters = _put(build, arguments)
        rows: list[Row] = question.ask(parameters)
        return rows

    return ask  # type: ignore[return-value]


Ahead = tuple[Callable[..., Any], Sequence[Any]]
"""A kept question with its arguments."""

_thread = threading.local()


@contextmanager
def answers_ahead() -> Iterator[None]:
    """Within it answers are known before who asks for them; those that nobody has taken are forgotten at the
    end. Within another one nothing is known of what was asked before it began."""
    before, _thread.ahead = _answers(), []
    try:
        yield
    finally:
        _thread.ahead = before


def _answers() -> list[Any] | None:
    answers: list[Any] | None = getattr(_thread, "ahead", None)
    return answers


def tell_ahead(ask: Any, values: Sequence[Any], rows: list[Any]) -> None:
    """Give `rows` to whoever asks this kept question next, within `answers_ahead`, once."""
    if (ahead := _answers()) is not None:
        ahead.append((*_put(ask.__wrapped__, values), rows, True))


def ask_ahead(*asked: Ahead) -> None:
    """Ask kept questions in one statement on PostgreSQL, where a wait costs more than what it waits for.
    Whoever asks one of them next, within `answers_ahead`, is given that answer, once.
    """
    ahead, database = _answers(), connections[DEFAULT_DB_ALIAS]
    if ahead is None or database.vendor != "postgresql":
        return
    able: Any = [one for one in asked if None not in one[1] and [] not in one[1]]
    told = [_put(ask.__wrapped__, values) for ask, values in able]
    sql = _side_by_side(tuple(question.sql for question, _ in told))
    together, first = [one for _, values in told for one in values], 0
    rows = read_planned(database, sql, together)
    if rows is None:
        rows = ask_or_execute(database, sql, together)
    for question, parameters in told:
        # Before the columns of a row stands its number.
        end = first + 1 + question.width
        numbered = sorted((row[first], row[first + 1 : end]) for row in rows if row[first])
        ahead.append((question, parameters, [row for _, row in numbered], False))
        first = end


@lru_cache
def _side_by_side(statements: tuple[str, ...]) -> str:
    """One statement that answers several: the first rows of all in its first row, and so on."""
    numbered = [
        f"(SELECT row_number() OVER () AS n{at}, * FROM ({sql}) AS asked{at}) AS told{at}"  # noqa: S608 - words of ours
        for at, sql in enumerate(statements)
    ]
    joined = numbered[0]
    for at, one in enumerate(numbered[1:], start=1):
        before = ", ".join(f"n{earlier}" for earlier in range(at))
        joined += f" FULL JOIN {one} ON COALESCE({before}) = n{at}"
    return f"SELECT * FROM {joined}"  # noqa: S608 - words of ours


def _put(build: Callable[..., Any], arguments: Sequence[Any]) -> tuple["_Question", list[Any]]:
    """The question that is kept, and the parameters of its statement."""
    shape = (build, tuple(type(a[0]) if isinstance(a, list) else (type(a),) for a in arguments))
    question = _known.get(shape)
    if question is None:
        question = _known[shape] = _Question(build, arguments)
    return question, question.put([_together(a) if isinstance(a, list) else a for a in arguments])


def rows_among(
    model: type[Model], field: str, values: Collection[int] | Collection[str], *columns: str, **beside: Any
) -> list[Any]:
    """The rows of `model` whose `field` is one of `values`, or these columns of them; `beside` are conditions
    that are the same each time. A kept question."""
    rows: list[Any] = _among_question(model, field, columns, tuple(beside.items()))(list(values))
    return rows


@lru_cache
def _among_question(model: type[Model], field: str, columns: tuple[str, ...], beside: Any) -> Any:
    def build(values: list[Any]) -> QuerySet[Any, Any]:
        rows = model._default_manager.filter(**{f"{field}__in": values}, **dict(beside))
        return rows.values_list(*columns) if columns else rows

    return kept_question(build)


_UNNESTED = {kind: f"SELECT unnest(%s::{kind}[])" for kind in ("bigint", "text")}


def among(values: Collection[Any]) -> RawSQL:
    """Any number of row ids, or of texts, as one value for `pk__in`: Django looks at none of them."""
    told = list(values)
    if connection.vendor == "postgresql":
        kind = "text" if told and isinstance(told[0], str) else "bigint"
        return RawSQL(_UNNESTED[kind], [_together(told)])  # noqa: S611 - words of ours
    return RawSQL("SELECT value FROM json_each(%s)", [_together(told)])


def _together(values: list[Any]) -> Any:
    """A list as one parameter, whose type does not follow from how large its numbers are."""
    if connection.vendor != "postgresql":
        return json.dumps(values)
    return values if values and isinstance(values[0], str) else f"{{{','.join(map(str, values))}}}"


class _Question:
    """A query compiled with samples, and at which places of its parameters the values stand."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], arguments: Sequence[Any]) -> None:
        samples: list[Any] = []
        self._rows: Any = build(*_sampled(arguments, samples)).using(DEFAULT_DB_ALIAS)
        self._compiler = self._rows.query.get_compiler(using=self._rows.db)
        sql, parameters = self._compiler.as_sql()
        for unnested in _UNNESTED.values():
            # The same, in less to plan: Django has no word for it.
            sql = sql.replace(f"IN ({unnested})", unnested.replace("SELECT unnest", "= ANY"))
        self.sql, self._parameters = sql, tuple(parameters)
        self._places = [(at, samples.index(one)) for at, one in enumerate(parameters) if one in samples]
        assert len({place for _, place in self._places}) == len(samples), "each value stands in the SQL"
        # How columns become values follows from the question, too.
        columns, self.width = self._compiler.select[: self._compiler.col_count], len(self._compiler.select)
        expressions = [expression for expression, _, _ in columns]
        converters = self._compiler.get_converters(expressions)
        self._compiler.get_converters = lambda _: converters
        are_composite = self._compiler.has_composite_fields(expressions)
        self._compiler.has_composite_fields = lambda _: are_composite

    def put(self, values: Sequence[Any]) -> list[Any]:
        """The parameters, with `values` where the samples stood."""
        parameters = list(self._parameters)
        for at, place in self._places:
            parameters[at] = values[place]
        return parameters

    def ask(self, parameters: list[Any]) -> list[Any]:
        """The rows."""
        database = connections[DEFAULT_DB_ALIAS]
        found, is_made = self._told_ahead(parameters)
        if found is None:
            found = read_planned(database, self.sql, parameters)
        if found == [] or is_made:
            return found or []
        rows, compiler = _twin(self._rows), _twin(self._compiler)
        rows._query, compiler.connection = _twin(rows._query), database
        # Whoever reads the rows asks the query for a compiler, and gets this one.
        rows._query.get_compiler = lambda *_, **__: compiler
        if found is None:
            compiler.as_sql = lambda *_, **__: (self.sql, tuple(parameters))
        else:
            # Django makes of the rows what it makes of those that it has asked for itself.
            compiler.execute_sql = lambda *_, **__: [found]
        made = list(rows._iterable_class(rows))
        prefetch_related_objects(made, *rows._prefetch_related_lookups)
        return made

    def _told_ahead(self, parameters: list[Any]) -> tuple[list[Any] | None, bool]:
        """The answer, if it is known, and whether its rows are made already."""
        ahead = _answers() or []
        for at, (question, asked, found, is_made) in enumerate(ahead):
            if question is self and asked == parameters:
                del ahead[at]
                return found, is_made
        return None, False


def _twin(thing: Any) -> Any:
    """Another one with the same attributes, which its maker's own `copy` would look through."""
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__)
    return made


_known: dict[Any, _Question] = {}


def _is_planned(database: Any) -> bool:
    # What is written down for people holds its values.
    return database.vendor == "postgresql" and not database.queries_logged


@contextmanager
def planned_once(database: Any) -> Iterator[Callable[[Any], Any]]:
    """Within it PostgreSQL prepares what it is asked, and plans the same no more. What is yielded makes of a
    parameter one whose type does not follow from its size: to PostgreSQL that would be another statement."""
    if not _is_planned(database):
        yield lambda value: value
        return
    database.ensure_connection()
    with _cursors_of(database.connection, ServerBindingCursor):
        yield _typed


@contextmanager
def _cursors_of(opened: Any, kind: type[Any]) -> Iterator[None]:
    usual, opened.cursor_factory = opened.cursor_factory, kind
    try:
        yield
    finally:
        opened.cursor_factory = usual


def read_planned(database: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]] | None:
    """As `ask_planned`, a statement that may be asked twice: the first of a request finds out by itself
    whether the connection still stands, and Django need not ask that before."""
    is_known = database.connection is None or database.health_check_done or database.in_atomic_block
    if is_known or not database.health_check_enabled:
        return ask_planned(database, sql, values)
    database.health_check_done = True
    try:
        return ask_planned(database, sql, values)
    except OperationalError:
        if database.is_usable():
            raise
    database.close()
    return ask_planned(database, sql, values)


def ask_planned(database: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]] | None:
    """The rows of a statement that PostgreSQL plans once a connection; None where Django is to ask it."""
    if not _is_planned(database):
        return None
    cursor = _planning_cursor(database)

    def execute(sql: str, parameters: Sequence[Any], *_: object) -> None:
        with database.wrap_database_errors:
            cursor.execute(_numbered(sql), parameters, prepare=True)

    for wrapper in reversed(database.execute_wrappers):
        execute = partial(wrapper, execute)
    typed = [Int8(value) if type(value) is int else value for value in values]
    execute(sql, typed, False, {"connection": database, "cursor": cursor})
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def ask_or_execute(database: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement, planned once a connection where that can be."""
    rows = ask_planned(database, sql, values)
    if rows is None:
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
    return rows


@lru_cache(1024)
def _numbered(sql: str) -> bytes:
    """The statement with its parameters numbered, as PostgreSQL itself has them: psycopg would look for them
    in each long one anew."""
    first, *others = sql.split("%s")
    numbered = (f"${number}{part}" for number, part in enumerate(others, start=1))
    return "".join((first, *numbered)).replace("%%", "%").encode()


def _planning_cursor(database: Any) -> Any:
    """The one cursor of a connection for all such statements, whose rows are taken at once."""
    # In the order of Django's own cursors: a connection that was lost between two requests is made anew.
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()
    opened = database.connection
    if not hasattr(opened, "planning_cursor"):
        with _cursors_of(opened, RawCursor):
            opened.planning_cursor = database.create_cursor()
    return opened.planning_cursor


def _typed(value: Any) -> Any:
    """A parameter whose type does not follow from its size: to PostgreSQL that would be another statement."""
    return Int8(value) if type(value) is int else value


def _sampled(arguments: Sequence[Any], samples: list[Any]) -> Iterator[Any]:
    """The arguments with values that stand nowhere else; each goes into `samples`, as a parameter."""
    for argument in arguments:
        number = _FIRST_SAMPLE + len(samples)
        is_list = isinstance(argument, list)
        made = f"\x01{number}" if isinstance(argument[0] if is_list else argument, str) else number
        samples.append(_together([made]) if is_list else made)
        yield among([made]) if is_list else made
