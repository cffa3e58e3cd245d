"""The ASGI application that tells readers of changes: server-sent events, one line when a log has grown.

A page that is open holds its connection for minutes. The site itself answers with as many threads as it has
workers, so such connections live here: a coroutine costs some kilobytes, and one watcher asks the database
for all of them. What was published is not said here, only that something was; pages fetch it from the site.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import resource
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
django.setup()

# After the settings: tables can be named only then.
from django.db import DatabaseError, close_old_connections  # noqa: E402

from hattama.web.kernel.elections.tables import ElectionRow  # noqa: E402
from hattama.web.kernel.log.snapshots import load_log_size  # noqa: E402
from hattama.web.kernel.published.browsing import load_last_publication  # noqa: E402
from hattama.web.kernel.server_log.requests import SentAnswer  # noqa: E402

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_STREAMS = 5000
WATCH_SECONDS = 1.0
BEAT_SECONDS = 15.0
"""How often a silent stream says what the time is: so long does a page wait before it believes in a break."""
LONGEST_SECONDS = 600.0
"""After so long a stream ends, and the browser comes again by itself: a server that stops is not held up."""
RETRY_SECONDS = 30
_PATH = re.compile(r"/data/([a-z0-9][a-z0-9-]{0,47})/live/stream")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a log is: `size` entries, the newest published `at` (ISO 8601, empty before the first)."""

    size: int
    at: str


@dataclass
class Watch:
    """The elections that somebody listens to, how far each is, and the bell that rings when one has grown."""

    listeners: dict[str, int] = field(default_factory=dict)
    known: dict[str, Grown] = field(default_factory=dict)
    bell: asyncio.Condition = field(default_factory=asyncio.Condition)
    task: asyncio.Task[None] | None = None
    reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    @property
    def streams(self) -> int:
        """How many connections are open."""
        return sum(self.listeners.values())

    async def look(self, election_id: str) -> Grown | None:
        """How far the log is now; None for an election that has not opened."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.reader, read_growth, election_id)

    def begin(self) -> None:
        """Start to watch, if nobody does yet."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while self.listeners:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                found = {election_id: await self.look(election_id) for election_id in tuple(self.listeners)}
            except DatabaseError as trouble:
                log.warning("The log cannot be read just now: %s", trouble)
                continue
            # Whoever listened may have left while the log was read.
            heard = {key: grown for key, grown in found.items() if grown and key in self.listeners}
            changed = {key: grown for key, grown in heard.items() if grown != self.known.get(key)}
            if changed:
                self.known |= changed
                async with self.bell:
                    self.bell.notify_all()


def read_growth(election_id: str) -> Grown | None:
    """How far the log of an opened election is. Runs in a thread: Django's tables know no `await`."""
    close_old_connections()
    row = ElectionRow.objects.filter(pk=election_id, opened_at__isnull=False).first()
    if row is None:
        return None
    last = load_last_publication(election_id)
    return Grown(load_log_size(row), last.isoformat(timespec="seconds") if last else "")


watch: Watch | None = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request: the stream of an election, or a refusal with its reason."""
    if scope["type"] == "lifespan":
        await _live_and_end(receive, send)
        return
    if scope["type"] != "http":
        return
    sent = SentAnswer(scope, send)
    try:
        await _answer(scope, receive, sent.send)
    finally:
        sent.write_down()


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    global watch
    if watch is None:
        watch = Watch()
        _allow_many_files()
    match = _PATH.fullmatch(scope["path"])
    if match is None or scope["method"] != "GET":
        await _refuse(send, 404, b"not found\n")
        return
    if watch.streams >= MOST_STREAMS:
        await _refuse(send, 503, b"too many streams\n", (b"retry-after", str(RETRY_SECONDS).encode()))
        return
    election_id = match.group(1)
    if election_id not in watch.listeners:
        grown = await watch.look(election_id)
        if grown is None:
            await _refuse(send, 404, b"not found\n")
            return
        watch.known.setdefault(election_id, grown)
    await _stream(election_id, watch, receive, send)


async def _stream(election_id: str, watch: Watch, receive: Receive, send: Send) -> None:
    watch.listeners[election_id] = watch.listeners.get(election_id, 0) + 1
    watch.begin()
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _tell(election_id, watch, gone, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        watch.listeners[election_id] -= 1
        if not watch.listeners[election_id]:
            # Nobody looks after it from now on: whoever comes next is to be told how far it is then.
            del watch.listeners[election_id], watch.known[election_id]


async def _tell(election_id: str, watch: Watch, gone: asyncio.Task[None], send: Send) -> None:
    """Say how far the log is, then each time it has grown, and the time when nothing happens."""
    deadline = time.monotonic() + LONGEST_SECONDS
    await send(_body(b"retry: 5000\n" + _event("grown", watch.known[election_id])))
    told = watch.known[election_id]

    def has_grown() -> bool:
        return watch.known[election_id] != told

    while not gone.done() and time.monotonic() < deadline:
        try:
            async with asyncio.timeout(BEAT_SECONDS), watch.bell:
                await watch.bell.wait_for(has_grown)
        except TimeoutError:
            await send(_body(_event("beat", told)))
            continue
        told = watch.known[election_id]
        if not gone.done():
            await send(_body(_event("grown", told)))


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, grown: Grown) -> bytes:
    data = json.dumps({"tree_size": grown.size, "published_at": grown.at or None, "time": int(time.time())})
    return f"event: {name}\ndata: {data}\n\n".encode()


def _body(data: bytes) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": True}


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"access-control-allow-origin", b"*"),
    # nginx keeps what it is told until a buffer is full, unless it is told not to.
    (b"x-accel-buffering", b"no"),
]


async def _refuse(send: Send, status: int, reason: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"access-control-allow-origin", b"*"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason})


async def _live_and_end(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return


def _allow_many_files() -> None:
    """A connection is an open file, and the usual limit is 1,024 of them: ask for as many as may be had."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
