"""One address is asked, and every answer has an end: in bytes, in silence and as a whole."""

import http.client
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from hattama.fetching import AddressRefused, PrivateHost, parse_address, parse_file_address
from hattama.fetching.bounded import Address
from tests.real import PATIENCE


class Trickling(http.server.BaseHTTPRequestHandler):
    """Answers as the path says: `long`, `slow` or `drop` (head or body a byte at a time), `elsewhere`."""

    def do_GET(self) -> None:
        if self.path.endswith("slow"):
            for letter in b"HTTP/1.0 200 OK\r\nX-Padding: " + b"a" * 1000:
                self.wfile.write(bytes([letter]))
                time.sleep(0.05)
        elif self.path.endswith("drop"):
            self.send_response(200)
            self.end_headers()
            for _ in range(200):
                self.wfile.write(b"x")
                time.sleep(0.05)
        elif self.path.endswith("elsewhere"):
            self.send_response(302)
            self.send_header("Location", "/long")
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 100_000)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(409)
        self.end_headers()
        self.wfile.write(body.upper())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trickling)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield parse_address(f"http://127.0.0.1:{server.server_port}/at/")
    server.shutdown()
    server.server_close()


def ask(address: Address, path: str, body: bytes | None = None, whole: float = PATIENCE) -> tuple[int, bytes]:
    answer = address.ask(path, {}, body=body, most_bytes=1000, silent_seconds=PATIENCE, whole_seconds=whole)
    return answer.status, answer.body


def test_no_more_is_read_than_was_asked_for(address: Address) -> None:
    assert ask(address, "long") == (200, b"x" * 1000)


def test_a_body_is_posted_and_any_status_is_an_answer(address: Address) -> None:
    assert ask(address, "any", b"abc") == (409, b"ABC")


def test_no_redirect_is_followed(address: Address) -> None:
    assert ask(address, "elsewhere") == (302, b"")


@pytest.mark.parametrize("path", ["slow", "drop"])
def test_whoever_answers_a_byte_at_a_time_is_cut_off(address: Address, path: str) -> None:
    try:
        status, body = ask(address, path, whole=0.5)
    except (OSError, http.client.HTTPException):
        return
    assert (status, len(body) < 100) == (200, True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org",
        "http://",
        "http://a:b@example.org",
        "http://example.org/?q",
        "http://x:99999/",
    ],
)
def test_only_plain_addresses_are_taken(url: str) -> None:
    with pytest.raises(AddressRefused):
        parse_address(url)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "10.0.0.8",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "[::1]",
            "[fe80::1]",
        ),
        *("[fd00::1]", "[fec0::1]", "[::ffff:10.0.0.8]", "[::10.0.0.8]", "[::ffff:0:10.0.0.8]"),
        *("[64:ff9b::10.0.0.8]", "[64:ff9b:1::10.0.0.8]", "[2002:a00:8::]"),
    ],
)
def test_no_spelling_of_a_private_address_is_asked(host: str) -> None:
    address, path = parse_file_address(f"http://{host}/x", only_public=True)
    with pytest.raises(PrivateHost):
        address.ask(path, {}, most_bytes=1, silent_seconds=PATIENCE, whole_seconds=PATIENCE)


def test_a_public_address_behind_a_translating_network_may_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: http.client.HTTPConnection) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(http.client.HTTPConnection, "connect", refuse)
    address, path = parse_file_address("http://[64:ff9b::8.8.8.8]/x", only_public=True)
    with pytest.raises(ConnectionRefusedError):
        address.ask(path, {}, most_bytes=1, silent_seconds=0.5, whole_seconds=0.5)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://[2001:db8::5]/at", "2001:db8::5", 80),
        ("https://[2001:db8::5]/at", "2001:db8::5", 443),
        ("http://[2001:db8::5]:8080/at", "2001:db8::5", 8080),
    ],
)
def test_the_end_of_an_address_of_ipv6_is_no_port(url: str, host: str, port: int) -> None:
    connection = parse_address(url).connection(1)
    assert (connection.host, connection.port) == (host, port)
