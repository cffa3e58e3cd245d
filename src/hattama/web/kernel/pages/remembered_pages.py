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
from dataclasses import dataclass, field, replace
from math import inf
from threading import Lock
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.urls import ResolverMatch

from hattama.web.kernel.stores.outages import DATABASE_AWAY

MOST_BYTES = 32 * 1024 * 1024
"""How much one process keeps, the last used: some hundreds of pages."""

TIMES_HELD = 100
"""A proxy holds a page so many times as long as making it took: one page takes a hundredth of a process."""

MOST_SECONDS = 5
"""The longest hold: so far behind the log may a page be that a proxy gives out."""

_LEVEL = 6

MOST_ROADS, LONGEST_ADDRESS = 2048, 512
"""So many ways to kept pages a process knows, of addresses with so many characters: some megabytes."""

_kept: OrderedDict[Hashable, RememberedPage] = OrderedDict()
_roads: OrderedDict[_Asked, _Road] = OrderedDict()
_lock = Lock()
_behind: ContextVar[int | None] = ContextVar("_behind", default=None)
"""Of how many entries the oldest part of the page that is being made is; None where none is earlier."""


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
    sent: dict[bool, dict[str, str]] = field(default_factory=dict)
    """All headers of whole answers: of the bytes, and of the same compressed (True)."""

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

    def __init__(self, page: RememberedPage, road: _Road | None = None) -> None:
        super().__init__(page.content, headers={**dict(page.headers), "X-Accel-Expires": str(page.held)})
        self.page, self.road = page, road


class _Asked(NamedTuple):
    """All that the answer to a reader without a session depends on, beside the state."""

    scheme: tuple[str, str]
    host: str
    path: str
    question: str
    takes_pressed: bool


class _Road(NamedTuple):
    """The way to a page that was given: under which address it is kept, what reads its state now, and the
    view that answered."""

    address: str
    read_state: Callable[[], Any]
    match: ResolverMatch | None


class GiveKeptPages:
    """Middleware, before most of the others: whoever has no session and asks what somebody was answered, in
    the same state, is given the same with all headers that the others gave it.

    The host was one of the site's then, and nothing that a view may look at in such a request differs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A page that is kept, or what everybody else answers."""
        asked = _asked(request)
        if asked is None:
            return self._get_response(request)
        if (road := _roads.get(asked)) is not None and (state := _state_now(road)) is not None:
            page = _find((road.address, state.key))
            if page is not None and asked.takes_pressed in page.sent:
                request.resolver_match = road.match
                content = page.pressed if asked.takes_pressed else page.content
                return HttpResponse(content, headers=page.sent[asked.takes_pressed])
            # Whoever makes the page need not read it again: while protocols come in, most are made.
            request.state_read = state  # type: ignore[attr-defined]
        response = self._get_response(request)
        if isinstance(response, RememberedAnswer) and response.road and not response.cookies:
            response.page.sent[asked.takes_pressed] = dict(response.items())
            with _lock:
                _roads[asked] = response.road
                if len(_roads) > MOST_ROADS:
                    _roads.popitem(last=False)
        return response


def _asked(request: HttpRequest) -> _Asked | None:
    """None of what is not asked so by many, or may be answered otherwise."""
    said = request.META
    question = said.get("QUERY_STRING", "")
    if request.method != "GET" or len(request.path_info) + len(question) > LONGEST_ADDRESS:
        return None
    if said.get("HTTP_COOKIE") or "HTTP_IF_NONE_MATCH" in said:
        return None
    scheme = said.get("wsgi.url_scheme", ""), said.get("HTTP_X_FORWARDED_PROTO", "")
    takes_pressed = re_accepts_gzip.search(said.get("HTTP_ACCEPT_ENCODING", "")) is not None
    return _Asked(scheme, said.get("HTTP_HOST", ""), request.path_info, question, takes_pressed)


def _state_now(road: _Road) -> Any:
    try:
        return road.read_state()
    except DATABASE_AWAY:
        # The others know how to say so.
        return None


def _find(key: Hashable) -> RememberedPage | None:
    with _lock:
        kept = _kept.get(key)
        if kept is not None:
            _kept.move_to_end(key)
    return None if kept is None or kept.until < time.monotonic() else kept


def remembered(
    request: HttpRequest,
    state: Hashable,
    build: Callable[[], HttpResponseBase],
    read_state: Callable[[], Any] | None = None,
) -> HttpResponseBase:
    """What `build` answers, or the same bytes as the last time that the same was asked in the same `state`.

    `build` must set no cookie. Of headers those are kept that it sets. What is no page of its own, and one
    that is written as a file, is made anew. `read_state` reads the state later, without a
    request, as the `key` of what it gives; where that is another, the request has it as `state_read`.
    """
    if hasattr(request, "static_site"):
        return build()
    key = (request.build_absolute_uri(), state)
    kept = _find(key)
    if kept is None:
        began = time.perf_counter()
        begin_page()
        response = build()
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        pressed = gzip.compress(response.content, _LEVEL, mtime=0)
        took = time.perf_counter() - began
        kept = RememberedPage(response.content, pressed, tuple(response.items()), took)
        if behind_size() is not None:
            kept = replace(kept, until=time.monotonic() + kept.held)
        _keep(key, kept)
    if read_state is None or kept.is_behind:
        return RememberedAnswer(kept)
    return RememberedAnswer(kept, _Road(key[0], read_state, request.resolver_match))


def begin_page() -> None:
    """Begin to make a page, of which nothing is behind yet."""
    _behind.set(None)


def say_behind(size: int) -> None:
    """Note that the page which is being made says what was so when the log had `size` entries."""
    _behind.set(min(size, _behind.get() or size))


def behind_size() -> int | None:
    """Of how many entries the oldest part of this page is; None where all of it is of this state."""
    return _behind.get()


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
        _roads.clear()
