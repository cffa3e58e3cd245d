"""What is looked at: the clock, the environment and the disk as they are, or as a test gives them."""

import ctypes
import datetime
import os
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from django.utils import timezone

from hattama.core.vocabulary import NO_WORDS, Message
from hattama.web.operations.watching.judgements import Judgement, Level, Value, filled

Answers: TypeAlias = Iterator[Judgement]


def good(code: str, found: Message, /, **values: Value) -> Judgement:
    """It is as it must be."""
    return Judgement(code, Level.GOOD, filled(found, **values), NO_WORDS)


def attention(code: str, found: Message, mend: Message, /, **values: Value) -> Judgement:
    """The site runs, and somebody should look at it."""
    return Judgement(code, Level.ATTENTION, filled(found, **values), filled(mend, **values))


def wrong(code: str, found: Message, mend: Message, /, **values: Value) -> Judgement:
    """The site does not run like this, or not safely."""
    return Judgement(code, Level.WRONG, filled(found, **values), filled(mend, **values))


def or_good(found: Iterable[Judgement], code: str, words: Message, /, **values: Value) -> Answers:
    """What was found, or a good word where nothing was."""
    listed = list(found)
    yield from listed or [good(code, words, **values)]


_TIME_ERROR = 5
"""The state of a clock that nobody keeps (adjtimex(2), ntp_gettime(3))."""
_ROOM = 512
"""More than any `struct timex` takes; all zeros ask without changing."""


def is_clock_kept() -> bool | None:
    """True while chrony, systemd-timesyncd or another keeps the clock; None where the kernel does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(_ROOM))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _TIME_ERROR


@dataclass(frozen=True, slots=True)
class Patient:
    """`clock` tells the time of this machine, `statvfs` the room of a folder, `is_clock_kept` whether the
    system keeps its clock by others (None: it does not say); `trust`: whose certificates are believed;
    `scans`: how many kept scans are read again; `seconds`: how long any server may stay silent.
    """

    clock: Callable[[], datetime.datetime] = timezone.now
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    statvfs: Callable[[Path], os.statvfs_result] = os.statvfs
    is_clock_kept: Callable[[], bool | None] = is_clock_kept
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    scans: int = 50
    seconds: float = 5.0
