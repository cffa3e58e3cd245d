"""Passphrases stand in line to be hashed: each costs time of a core and 19 MiB of memory, on purpose.

A night of log-ins, or an attack of them, may not take the time of those who enter protocols. So a machine
hashes half as many at once as it has cores, whichever of its processes asks; and in each process few wait, so
that most of its threads stay free for everything else. Who finds the line full is told when to come again.
"""

import fcntl
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hattama.web.kernel.pages.election_pages import leave_out_other_questions
from hattama.web.kernel.pages.outage_views import logged_once
from hattama.web.kernel.stores.durable_files import try_lock
from hattama.web.kernel.stores.turns import turn_left

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
RETRY_SECONDS = 10

STEPS = 10
"""Of `nice`: a protocol waits for nobody's passphrase."""

_places = threading.BoundedSemaphore(settings.LOGINS_IN_LINE)


class HashInTurn(Argon2PasswordHasher):
    """Argon2id (RFC 9106), few at once on a machine. The parameters are the least that the OWASP Password
    Storage Cheat Sheet (2025) allows: 19 MiB, two passes, one lane (decision 229)."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Wait for a place, then hash."""
        return _in_turn(super().encode, password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Wait for a place, then hash and compare."""
        return _in_turn(super().verify, password, encoded)


class HashedBefore(PBKDF2PasswordHasher):
    """What earlier versions stored, which is stored anew at the next log-in."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Wait for a place, then hash."""
        return _in_turn(super().encode, password, salt, iterations)


Hashed = TypeVar("Hashed")


def _in_turn(work: Callable[..., Hashed], *given: object) -> Hashed:
    with turn_left(), _place(), ThreadPoolExecutor(1, initializer=_give_way) as calm:
        return calm.submit(work, *given).result()


def _give_way() -> None:
    # Of this thread alone, which Linux knows; elsewhere all of the process would give way for ever.
    if sys.platform == "linux":
        os.nice(STEPS)


@contextmanager
def _place() -> Iterator[None]:
    folder = Path(settings.DATA_DIR) / "hashing"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as opened:
        # A lock belongs to the opening of a file: it keeps threads apart, and goes with a killed process.
        files = [opened.enter_context((folder / str(number)).open("w")) for number in range(AT_ONCE)]
        if not any(try_lock(file) for file in files):
            fcntl.flock(files[threading.get_native_id() % AT_ONCE], fcntl.LOCK_EX)
        yield


def in_line(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that hashes a passphrase when it is sent; 503 where the line of this process is full.

    It is asked for first: who is turned away has cost no question to the database, and no try is counted.
    """

    @wraps(view)
    def in_turn(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *arguments, **named)
        if not _places.acquire(blocking=False):
            return _come_again(request)
        try:
            return view(request, *arguments, **named)
        finally:
            _places.release()

    return in_turn


_kept: dict[str, tuple[float, bytes]] = {}


def _come_again(request: HttpRequest) -> HttpResponseBase:
    """The same for everybody, and made once in a while: in an attack it would cost more than all else."""
    now = time.monotonic()
    made, page = _kept.get(request.path, (-math.inf, b""))
    if now - made > RETRY_SECONDS:
        leave_out_other_questions(request, ())
        page = render(request, "account/line_is_full.html", {"seconds": RETRY_SECONDS}).content
        _kept[request.path] = now, page
    return logged_once(HttpResponse(page, status=503), RETRY_SECONDS)
