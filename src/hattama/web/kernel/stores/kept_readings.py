"""Readings of one moment that are kept while many pages are made from it.

A page in three languages, and a hundred pages of one district, ask the same questions. Within `keep_readings`
a function marked `kept` asks the database once for each of its arguments; outside it asks every time, as a
server must, whose next request may follow an entry of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Reading = TypeVar("Reading", bound=Callable[..., Any])

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


def kept(reading: Reading) -> Reading:
    """Mark a function whose value follows from its arguments and the database alone."""

    @wraps(reading)
    def read(*arguments: Any) -> Any:
        readings = _kept.get()
        if readings is None or not all(isinstance(argument, Hashable | list) for argument in arguments):
            return reading(*arguments)
        key = (reading, *map(_as_key, arguments))
        if key not in readings:
            readings[key] = reading(*arguments)
        return readings[key]

    return read  # type: ignore[return-value]


def kept_by_key(keys: set[int], read: Callable[[set[int]], dict[int, Any]]) -> dict[int, Any]:
    """Rows by their keys; what `read` has given before, within `keep_readings`, is not asked again."""
    readings = _kept.get()
    if readings is None:
        return read(keys) if keys else {}
    held = readings.setdefault(("rows", read), {})
    missing = keys - held.keys()
    if missing:
        held |= read(missing)
    return {key: held[key] for key in keys if key in held}


def _as_key(argument: Any) -> Hashable:
    if isinstance(argument, list):
        return tuple(map(_as_key, argument))
    # Rows are equal where their keys are; those of two tables are told apart by their class.
    return (type(argument), argument)
