"""Questions of one shape, put into SQL once and asked with other values ever after.

Django builds and compiles a query anew each time, which takes several times what asking takes. What a verb
asks again and again is kept compiled: per thread, since what compiles holds the connection of its thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connections
from django.db.models import QuerySet

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

    def is_current(self) -> bool:
        """Whether it was compiled for the connection that this thread has now."""
        return self._compiler.connection is connections[self._rows.db]

    def ask(self, values: Sequence[Any]) -> list[Any]:
        """The rows."""
        parameters = list(self._parameters)
        for at, place in self._places:
            parameters[at] = values[place]
        self._compiler.as_sql = lambda *_, **__: (self._sql, tuple(parameters))
        return list(self._rows._iterable_class(self._rows))


def _sampled(arguments: Sequence[Any], samples: list[Any]) -> Iterator[Any]:
    """The arguments with values that stand nowhere else; each goes into `samples`, too."""
    for argument in arguments:
        made = []
        for value in _flat(argument):
            number = _FIRST_SAMPLE + len(samples)
            made.append(f"\x01{number}" if isinstance(value, str) else number)
            samples.append(made[-1])
        yield made if isinstance(argument, list) else made[0]
