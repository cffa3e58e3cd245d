"""The little load of the measurements: it counts what it was answered, and stops at what is no answer."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.load_client import ask, percentile


@pytest.fixture
def port() -> Iterator[int]:
    class Site(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_each_answer_is_counted_once(port: int) -> None:
    took: list[float] = []
    ask(port, "/", 0.02, took)
    assert took and all(seconds > 0 for seconds in took)


def test_a_refusal_is_not_counted_as_an_answer(port: int) -> None:
    with pytest.raises(SystemExit, match="404"):
        ask(port, "/elsewhere", 1.0, [])


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (99, 99), (100, 100)])
def test_the_percentile_is_the_value_that_so_many_do_not_pass(percent: int, value: int) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value
