"""Few requests of a process are worked at at once; the others wait for their turn, asleep.

Python lets one thread of a process run. Where many want to, each of them wakes two hundred times a second to
ask whether it may, and the same work costs a fifth more. Whoever waits for something else - a checkpoint, the
hash of a passphrase, a file to be durable - leaves its turn to others, and goes before those who begin when
it comes back: what is half done holds more than what has not begun.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

AT_ONCE = 2
"""One runs, while the other waits for the database."""

LONG_SECONDS = 0.25
"""Whoever is at work so long is no longer counted: it reads much, or waits for what another one has."""


class _Turns:
    def __init__(self) -> None:
        lock = threading.Lock()
        self._begins, self._returns = threading.Condition(lock), threading.Condition(lock)
        self._returning = 0
        self._since: dict[int, float] = {}
        """Since when threads are at work, by their numbers, the longest first."""

    def begin(self) -> None:
        """Wait until fewer than AT_ONCE are at work who have not been for long, and nobody comes back."""
        with self._begins:
            while (rest := self._rest(time.monotonic())) > 0 or self._returning:
                self._begins.wait(rest if rest > 0 else LONG_SECONDS)
            self._take()

    def come_back(self) -> None:
        """As `begin`, before all who have not begun."""
        with self._returns:
            self._returning += 1
            while (rest := self._rest(time.monotonic())) > 0:
                self._returns.wait(rest)
            self._returning -= 1
            self._take()

    def leave(self) -> bool:
        """Whether this thread had a turn; it has none any more."""
        with self._begins:
            had_one = self._since.pop(threading.get_ident(), None) is not None
            self._wake()
            return had_one

    def _take(self) -> None:
        now = time.monotonic()
        self._since[threading.get_ident()] = now
        if self._rest(now) <= 0:
            # Two have left their turns before one of those that wait was awake.
            self._wake()

    def _wake(self) -> None:
        (self._returns if self._returning else self._begins).notify()

    def _rest(self, now: float) -> float:
        """In how many seconds there is a turn, if nobody leaves one before; none or fewer: now."""
        if len(self._since) < AT_ONCE:
            return 0.0
        return [*self._since.values()][-AT_ONCE] + LONG_SECONDS - now


_turns = _Turns()


@contextmanager
def turn() -> Iterator[None]:
    """Within it this thread is at work."""
    _turns.begin()
    try:
        yield
    finally:
        _turns.leave()


@contextmanager
def turn_left() -> Iterator[None]:
    """Within it this thread waits: others have its turn, where it has one, and its connection."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        database.give_back()
    had_one = _turns.leave()
    try:
        yield
    finally:
        if had_one:
            _turns.come_back()
