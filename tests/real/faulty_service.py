"""A proxy before an S3 server that does what services do on bad nights: fail, hang up, fall silent."""

import contextlib
import enum
import http.client
import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.real import PATIENCE

_BUSY = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>"
_BROKEN = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>Try again.</Message></Error>"


class Weather(enum.Enum):
    """What the proxy does with requests."""

    FAIR = "every request is handed on"
    BROKEN = "500"
    BUSY = "503 SlowDown"
    RESET = "the connection is torn down"
    SILENT = "no answer until the weather changes"
    HALF = "half of the body of the answer, then the connection is closed"
    LOST_ANSWER = "the request is carried out, and the connection closed without an answer"
    NONSENSE = "an answer that is no XML"


_SAYINGS = {
    Weather.BROKEN: (500, _BROKEN),
    Weather.BUSY: (503, _BUSY),
    Weather.NONSENSE: (400, b"<html>the wrong door"),
}


class FaultyService:
    """The proxy; `weather` may be changed while it runs, `requests` counts what came."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream).netloc
        self.requests = 0
        self._weather = Weather.FAIR
        self._storms = 0
        self.changed = threading.Event()
        self._server = _Server(self)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def turn(self, weather: Weather, requests: int = 1_000_000) -> None:
        """Let the next `requests` meet this weather, and those after them a fair one."""
        self._weather, self._storms = weather, requests
        self.requests = 0
        self.changed.set()
        self.changed = threading.Event()

    def next_weather(self) -> Weather:
        """The weather of one request."""
        self.requests += 1
        if self._storms <= 0:
            return Weather.FAIR
        self._storms -= 1
        return self._weather

    @contextlib.contextmanager
    def running(self) -> Iterator["FaultyService"]:
        """Serve until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.turn(Weather.FAIR)
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: FaultyService) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self) -> None:
        weather = self.server.service.next_weather()
        # Before the body is read: whoever is torn down has often not sent it yet.
        if weather is Weather.RESET:
            # A linger of nothing: the peer gets a reset and no end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if weather is Weather.SILENT:
            self.server.service.changed.wait(PATIENCE)
            self.close_connection = True
        elif weather in _SAYINGS:
            self._say(*_SAYINGS[weather])
        else:
            self._hand_on(sent, weather)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _answer

    def _say(self, status: int, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _hand_on(self, sent: bytes, weather: Weather) -> None:
        connection = http.client.HTTPConnection(self.server.service.upstream, timeout=PATIENCE)
        passed = {name: value for name, value in self.headers.items() if name.lower() != "expect"}
        connection.request(self.command, self.path, body=sent, headers=passed)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if weather is Weather.LOST_ANSWER:
            self.close_connection = True
            return
        self._repeat(answer, body)
        if weather is Weather.HALF:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif self.command != "HEAD":
            self.wfile.write(body)

    def _repeat(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length or "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
