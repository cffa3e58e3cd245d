"""Pages that many readers ask for: made once for each state of the log, then given out.

What a page says follows from the log, the language, the question and the program, which its tag stands for;
so the first answer serves everybody who asks the same, until something is published.
"""

from __future__ import annotations

import gzip
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from math import inf
from threading import Lock

from django.http import HttpRequest, HttpResponse, HttpResponseBase

MOST_BYTES = 32 * 1024 * 1024
"""How much one process keeps, the last used: some hundreds of pages."""

TIMES_HELD = 100
"""A proxy holds a page so many times as long as making it took: one page takes a hundredth of a process."""

MOST_SECONDS = 5
"""The longest hold: so far behind the log may a page be that a proxy gives out."""

_LEVEL = 6

_kept: OrderedDict[Hashable, RememberedPage] = OrderedDict()
_lock = Lock()
_is_behind = ContextVar("_is_behind", default=False)
"""Whether the page that is being made says what was so in an earlier state."""


@dataclass(frozen=True, slots=True)
class RememberedPage:
    """The bytes of a page, and the same compressed. No page that is kept holds a secret or a token: it is the
    same for all who ask, so that its length when compressed gives nothing away.
    """

    content: bytes
    pressed: bytes
    headers: tuple[tuple[str, str], ...]
    took: float
    """Seconds of the clock that making it took: more on a busy machine, which then makes it more seldom."""
    until: float = inf
    """On this process's clock: of an earlier state it is kept no longer than a proxy holds it."""

    @property
    def is_behind(self) -> bool:
        """Whether it says what was so in an earlier state: nobody may take it for the page of this one."""
        return self.until < inf

    @property
    def held(self) -> int:
        """For how many seconds a proxy may give it out without asking again."""
        return min(max(1, round(TIMES_HELD * self.took)), MOST_SECONDS)

    @property
    def size(self) -> int:
        """How much keeping it takes, in bytes."""
        return len(self.content) + len(self.pressed)


class RememberedAnswer(HttpResponse):
    """An answer of a page that is kept; `page` has its compressed bytes.

    A proxy of ours may give it out for some seconds without asking again (X-Accel-Expires, which nginx reads
    and passes on to nobody): a thousand readers then cost as much as one.
    """

    def __init__(self, page: RememberedPage) -> None:
        super().__init__(page.content, headers={**dict(page.headers), "X-Accel-Expires": str(page.held)})
        self.page = page


def remembered(
    request: HttpRequest, state: Hashable, build: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """What `build` answers, or the same bytes as the last time that the same was asked in the same `state`.

    `build` must set no cookie. Of headers those are kept that it sets. What is no page of its own, and one
    that is written as a file, is made anew.
    """
    if hasattr(request, "static_site"):
        return build()
    key = (request.build_absolute_uri(), state)
    with _lock:
        kept = _kept.get(key)
        if kept is not None:
            _kept.move_to_end(key)
    if kept is None or kept.until < time.monotonic():
        began = time.perf_counter()
        _is_behind.set(False)
        response = build()
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        pressed = gzip.compress(response.content, _LEVEL, mtime=0)
        took = time.perf_counter() - began
        kept = RememberedPage(response.content, pressed, tuple(response.items()), took)
        if _is_behind.get():
            kept = replace(kept, until=time.monotonic() + kept.held)
        _keep(key, kept)
    return RememberedAnswer(kept)


def say_behind() -> None:
    """Note that the page which is being made says what was so in an earlier state."""
    _is_behind.set(True)


def _keep(key: Hashable, page: RememberedPage) -> None:
    with _lock:
        _kept[key] = page
        held = sum(kept.size for kept in _kept.values())
        while held > MOST_BYTES:
            _, oldest = _kept.popitem(last=False)
            held -= oldest.size


def forget_pages() -> None:
    """Forget every page that is kept."""
    with _lock:
        _kept.clear()
