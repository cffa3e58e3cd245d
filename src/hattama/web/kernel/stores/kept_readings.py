"""Readings of one moment that are kept while many pages are made from it.

A page in three languages, and a hundred pages of one district, ask the same questions. Within `keep_readings`
a function marked `kept` asks the database once for each of its arguments; outside it asks every time, as a
server must, whose next request may follow an entry of the log.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, TypeVar

from django.db.models import Model

from hattama.web.kernel.stores.kept_questions import kept_question

Reading = TypeVar("Reading", bound=Callable[..., Any])
Key = TypeVar("Key", int, str)
Value = TypeVar("Value")
Table = TypeVar("Table", bound=Model)

_PLACES = "places worked on"
_NOTHING = object()

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept_readings", default=None)


@contextmanager
def keep_readings() -> Iterator[Callable[[], None]]:
    """Keep what is read until the end, or until the function that is yielded is called.

    The caller holds the database at one moment; nobody may alter the values that are handed out.
    """
    readings: dict[Hashable, Any] = {}
    token = _kept.set(readings)
    try:
        yield readings.clear
    finally:
        _kept.reset(token)


def are_readings_kept() -> bool:
    """Whether all that is read now is of one moment."""
    return _kept.get() is not None


def kept(reading: Reading) -> Reading:
    """Mark a function whose value follows from its arguments, the database, and marks beside it.

    What is given by name has been read for the same arguments already, and is no part of the question.
    """

    @wraps(reading)
    def read(*arguments: Any, **read_already: Any) -> Any:
        readings = _kept.get()
        if readings is None or not all(isinstance(argument, Hashable | list) for argument in arguments):
            return reading(*arguments, **read_already)
        key = (reading, *map(_as_key, arguments))
        if key not in readings:
            readings[key] = reading(*arguments, **read_already)
        return readings[key]

    return read  # type: ignore[return-value]


def kept_by_key(keys: set[Key], read: Callable[[set[Key]], dict[Key, Value]]) -> dict[Key, Value]:
    """What `read` gives by keys; what it has given before, within `keep_readings`, is not asked again.

    Whoever asks of one place there is given what all places say that are `worked_on`, in the same question.
    """
    readings = _kept.get()
    if readings is None:
        return read(keys) if keys else {}
    known = readings.setdefault(("rows", read), {})
    missing = keys - known.keys()
    if missing:
        places = readings.get(_PLACES, ())
        missing |= {place for place in places if type(place) is type(next(iter(keys)))} - known.keys()
        given = read(missing)
        known |= {key: given.get(key, _NOTHING) for key in missing}
    return {key: known[key] for key in keys if known[key] is not _NOTHING}


@cache
def rows_by_area(table: type[Table]) -> Callable[[set[int]], dict[int, list[Table]]]:
    """What reads all rows of a table about some areas, by row id of the area, in the table's own order."""
    ask: Callable[[list[int]], list[Any]] = kept_question(
        lambda areas: table._default_manager.filter(area__in=areas)
    )

    def read(areas: set[int]) -> dict[int, list[Table]]:
        found: dict[int, list[Table]] = {}
        for row in ask(list(areas)):
            found.setdefault(row.area_id, []).append(row)
        return found

    return read


def work_on(places: Iterable[Hashable]) -> None:
    """Say which places, by row id and identifier, the pages that follow are about. Within `keep_readings`."""
    readings = _kept.get()
    assert readings is not None  # a server has nothing to look ahead to
    readings[_PLACES] = tuple(places)


def _as_key(argument: Any) -> Hashable:
    if isinstance(argument, list):
        return tuple(map(_as_key, argument))
    # Rows are equal where their keys are; those of two tables are told apart by their class.
    return (type(argument), argument)
