"""The stream of changes as an ASGI application: who is told what, who is refused, and that nobody is kept."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

import hattama.web.live.stream as stream
from tests.web.tiny_election import NIGHT, open_tiny

PATH = "/data/tiny/live/stream"


class Reader:
    """A connection from the reader's side: what was sent to it, and when it goes away."""

    def __init__(self, path: str = PATH, method: str = "GET") -> None:
        self.scope = {"type": "http", "path": path, "method": method}
        self.sent: list[Any] = []
        self.news = asyncio.Event()
        self.leaves = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        self.news.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not happened():
                self.news.clear()
                await self.news.wait()

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = b"".join(m.get("body", b"") for m in self.sent).decode().split("\n\n")
        told = [block.partition("data: ")[2] for block in lines if f"event: {name}\n" in block]
        return [json.loads(data) for data in told]


def running(scenario: Callable[[], Coroutine[Any, Any, None]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "watch", None)
    monkeypatch.setattr(stream, "WATCH_SECONDS", 0.01)
    asyncio.run(scenario())


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> dict[str, stream.Grown]:
    """How far each log is, as the database would say it; the test makes it grow."""
    logs = {"tiny": stream.Grown(3, "2023-03-19T21:00:00+00:00")}
    monkeypatch.setattr(stream, "read_growth", logs.get)
    return logs


def test_a_reader_is_told_how_far_the_log_is_and_each_time_it_grows(growth, monkeypatch):
    async def scenario() -> None:
        reader = Reader()
        answer = asyncio.create_task(stream.application(reader.scope, reader.receive, reader.send))
        await reader.until(lambda: len(reader.events("grown")) == 1)
        growth["tiny"] = stream.Grown(4, "2023-03-19T21:05:00+00:00")
        await reader.until(lambda: len(reader.events("grown")) == 2)
        assert [told["tree_size"] for told in reader.events("grown")] == [3, 4]
        assert reader.events("grown")[1]["published_at"] == "2023-03-19T21:05:00+00:00"
        assert dict(reader.sent[0]["headers"])[b"content-type"].startswith(b"text/event-stream")
        answer.cancel()

    running(scenario, monkeypatch)


def test_one_watcher_asks_for_all_readers_and_none_when_nobody_is_left(growth, monkeypatch):
    async def scenario() -> None:
        monkeypatch.setattr(stream, "BEAT_SECONDS", 0.05)
        readers = [Reader() for _ in range(50)]
        answers = [asyncio.create_task(stream.application(r.scope, r.receive, r.send)) for r in readers]
        for reader in readers:
            await reader.until(lambda reader=reader: bool(reader.events("grown")))
        watch = stream.watch
        assert watch is not None and watch.streams == 50 and watch.task is not None
        for reader in readers:
            reader.leaves.set()
        async with asyncio.timeout(20):
            await asyncio.gather(*answers)
            await watch.task
        assert watch.streams == 0
        assert watch.known == {}

    running(scenario, monkeypatch)


def test_a_silent_stream_says_what_the_time_is(growth, monkeypatch):
    async def scenario() -> None:
        monkeypatch.setattr(stream, "BEAT_SECONDS", 0.02)
        reader = Reader()
        answer = asyncio.create_task(stream.application(reader.scope, reader.receive, reader.send))
        await reader.until(lambda: len(reader.events("beat")) == 2)
        assert len(reader.events("grown")) == 1
        answer.cancel()

    running(scenario, monkeypatch)


def test_a_stream_ends_by_itself_so_that_a_server_can_stop(growth, monkeypatch):
    async def scenario() -> None:
        monkeypatch.setattr(stream, "LONGEST_SECONDS", 0.0)
        reader = Reader()
        async with asyncio.timeout(20):
            await stream.application(reader.scope, reader.receive, reader.send)
        assert reader.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    running(scenario, monkeypatch)


def test_one_reader_more_than_there_is_room_for_is_asked_to_come_later(growth, monkeypatch):
    async def scenario() -> None:
        monkeypatch.setattr(stream, "MOST_STREAMS", 1)
        first, second = Reader(), Reader()
        answer = asyncio.create_task(stream.application(first.scope, first.receive, first.send))
        await first.until(lambda: bool(first.events("grown")))
        await stream.application(second.scope, second.receive, second.send)
        assert second.status == 503
        assert dict(second.sent[0]["headers"])[b"retry-after"] == b"30"
        answer.cancel()

    running(scenario, monkeypatch)


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "GET"), ("/data/nowhere/live/stream", "GET"), (PATH, "POST"), ("/data/../live/stream", "GET")],
)
def test_what_is_no_stream_is_not_found(growth, monkeypatch, path, method):
    async def scenario() -> None:
        reader = Reader(path, method)
        await stream.application(reader.scope, reader.receive, reader.send)
        assert reader.status == 404

    running(scenario, monkeypatch)


@pytest.mark.django_db
def test_the_database_says_how_far_a_log_is(settings, tmp_path, monkeypatch):
    # The test's own connection is not to be closed under it.
    monkeypatch.setattr(stream, "close_old_connections", lambda: None)
    settings.DATA_DIR = tmp_path
    open_tiny()
    grown = stream.read_growth("tiny")
    assert grown is not None
    assert grown.size >= 1
    assert datetime.datetime.fromisoformat(grown.at) <= NIGHT
    assert stream.read_growth("nowhere") is None
