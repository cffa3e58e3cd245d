"""Connections that are held: slow senders, slow readers, silence. Nobody takes the site away with them."""

import io
import re
import select
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from hattama.web.operations.commands.serving import THREADS
from hattama.web.wsgi import BODIES_OF_AN_ADDRESS, MOST_BODIES, MOST_OF_AN_ADDRESS, LeaveRoom
from tests.deploy.conftest import start
from tests.real import PATIENCE
from tests.real.nginx import HOST, TEMPLATE, make_certificate, nginx_program, render, wait_for
from tests.real.ports import free_port

pytestmark = pytest.mark.long

STRANGER = "127.0.0.2"
HALF_OF_A_HEADER = b"GET / HTTP/1.1\r\nHost: loc"
HALF_OF_A_FORM = (
    b"POST /desk/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100\r\n\r\nhalf="
)


class Door:
    """nginx as deploy/ sets it up, before a site that does not answer: files it gives by itself."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))

    def knock(self, source: str) -> socket.socket:
        """A connection on which nothing has been said yet."""
        return socket.create_connection(
            ("127.0.0.1", self.port), timeout=PATIENCE, source_address=(source, 0)
        )

    def hold(self, source: str, said: bytes) -> ssl.SSLSocket:
        """A connection on which `said` has been said, and no more."""
        held = self.trusted.wrap_socket(self.knock(source), server_hostname=HOST)
        held.sendall(said)
        return held

    def ask(self) -> int:
        """The status of a file that somebody else asks for."""
        connection = HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=self.trusted)
        connection.request("GET", "/static/hattama/hattama.css")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


def said_so_far(held: ssl.SSLSocket) -> str:
    """What has come on a connection since it was asked last."""
    held.settimeout(0.01)
    with suppress(TimeoutError, ssl.SSLWantReadError, OSError):
        return held.recv(2_000).decode()
    return ""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    make_certificate(tmp_path)
    port = free_port()
    main = render(tmp_path, SITE_HTTPS=f"127.0.0.1:{port}")
    # Each process counts its own: here there is one.
    main.write_text(main.read_text("utf-8").replace("worker_processes auto;", "worker_processes 1;"), "utf-8")
    nginx = subprocess.Popen([nginx_program(), "-c", main, "-e", tmp_path / "error.log"])
    try:
        wait_for(port, nginx)
        yield Door(port, tmp_path)
    finally:
        nginx.terminate()
        nginx.wait()


def test_a_thousand_connections_of_one_address_keep_nobody_else_out(door: Door) -> None:
    """Debian's nginx has 768 connections for a worker: 1,000 held ones of one address were all there are."""
    with ExitStack() as held:
        for _ in range(1_600):
            held.enter_context(door.knock(STRANGER))
        forms = [held.enter_context(door.hold(STRANGER, HALF_OF_A_FORM)) for _ in range(200)]
        assert door.ask() == 200
        # On a busy machine the first have been given up by the time that the last are there.
        told, last = "", time.monotonic() + PATIENCE
        while " 503 " not in told and time.monotonic() < last:
            forms.append(held.enter_context(door.hold(STRANGER, HALF_OF_A_FORM)))
            told = "".join(map(said_so_far, forms))
        told = told[told.index(" 503 ") - len("HTTP/1.1") :]
        assert (told.split()[1], "Retry-After: 20" in told) == ("503", True)
        assert "Қазір тым көп сұраныс" in told and "слишком много запросов" in told


def test_those_who_send_those_who_read_and_all_of_one_address_have_bounds_far_below_what_nginx_holds() -> (
    None
):
    said = TEMPLATE.read_text("utf-8")
    [room] = re.findall(r"worker_connections (\d+);", TEMPLATE.with_name("nginx.conf").read_text("utf-8"))
    bounds = {zone: int(most) for zone, most in re.findall(r"limit_conn hattama_(\w+) (\d+);", said)}
    assert set(bounds) == {"address", "sending", "reading"}
    # A request that the site answers takes two connections.
    assert 2 * (bounds["sending"] + bounds["reading"]) <= int(room)
    assert 20 * bounds["address"] <= min(bounds["sending"], bounds["reading"])
    waits = dict(re.findall(r"(client_header_timeout|client_body_timeout|send_timeout) (\d+)s;", said))
    assert set(waits) == {"client_header_timeout", "client_body_timeout", "send_timeout"}
    assert all(int(seconds) <= 30 for seconds in waits.values())


@pytest.fixture
def bare_site(tmp_path: Path) -> Iterator[int]:
    """The site with no proxy before it, in one process; its port."""
    port = free_port()
    data = {"HATTAMA_DATA": str(tmp_path), "HATTAMA_LANG": "en"}
    site = start("serve", "--only", "site", "--port", port, "--workers", 1, **data)
    try:
        wait_for(port, site)
        yield port
    finally:
        site.terminate()
        site.wait()


def answer_to(port: int, method: str, source: str = "127.0.0.9") -> int:
    """The status that somebody else is told."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=(source, 0))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, "/health/live", body="a=b" * (method == "POST"), headers=form)
    status = connection.getresponse().status
    connection.close()
    return status


def test_without_a_proxy_slow_senders_leave_threads_and_connections_to_others(bare_site: int) -> None:
    """Eight slow forms of two addresses held all threads of the site for ever; 1,024 halves of headers all
    its connections."""

    def hold(said: bytes, source: str = STRANGER) -> socket.socket:
        held = socket.create_connection(
            ("127.0.0.1", bare_site), timeout=PATIENCE, source_address=(source, 0)
        )
        held.sendall(said)
        return held

    with ExitStack() as held:
        for source in (STRANGER, "127.0.0.3"):
            sent = [held.enter_context(hold(HALF_OF_A_FORM, source)) for _ in range(BODIES_OF_AN_ADDRESS + 1)]
            # Which of them the threads take up last, a busy machine decides.
            [refused], _, _ = select.select(sent, [], [], PATIENCE)
            told = refused.recv(2_000).decode()
            assert "503" in told.splitlines()[0] and "retry-after: 5" in told.lower()
            for _ in range(MOST_OF_AN_ADDRESS):
                held.enter_context(hold(HALF_OF_A_FORM, source))
        # Whoever sends at an address that is read only is told so: it was taken up.
        assert (answer_to(bare_site, "GET"), answer_to(bare_site, "POST")) == (200, 405)
        others = ("127.0.0.4", "127.0.0.5") * BODIES_OF_AN_ADDRESS
        assert select.select(
            [held.enter_context(hold(HALF_OF_A_FORM, other)) for other in others], [], [], PATIENCE
        )[0]
        assert (answer_to(bare_site, "GET"), answer_to(bare_site, "POST")) == (200, 503)
        for _ in range(1_200):
            held.enter_context(hold(HALF_OF_A_HEADER))
        assert answer_to(bare_site, "GET") == 200
    assert BODIES_OF_AN_ADDRESS * 2 < MOST_BODIES < THREADS


def test_a_body_that_does_not_come_whole_in_time_frees_its_thread_and_not_its_address() -> None:
    statuses: list[str] = []

    def site(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [environ["wsgi.input"].read()]

    room = LeaveRoom(site, body_seconds=0.1)

    def send(source: Any, length: int = 5, address: str = STRANGER) -> bytes:
        asked = {"REMOTE_ADDR": address, "CONTENT_LENGTH": str(length), "wsgi.input": source}
        answer = room(asked, lambda status, _headers: statuses.append(status[:3]))
        said = b"".join(answer)
        answer.close()
        return said

    pairs = [socket.socketpair() for _ in range(BODIES_OF_AN_ADDRESS)]
    for ours, theirs in pairs:
        theirs.sendall(b"sl")
        send(ours.makefile("rb"))
    send(io.BytesIO(b"whole"))
    assert send(io.BytesIO(b"whole"), address="127.0.0.3") == b"whole"
    send(io.BytesIO(b""), length=22 << 20)
    assert statuses == ["408", "408", "503", "200", "413"]
    for _, theirs in pairs:
        theirs.close()
    last = time.monotonic() + PATIENCE
    while send(io.BytesIO(b"whole")) != b"whole":
        assert time.monotonic() < last
    for ours, _ in pairs:
        ours.close()


def test_a_request_that_has_ended_counts_no_more_however_it_ended() -> None:
    class Broken(Exception):
        """What the site may raise."""

    def site(environ: dict[str, Any], _start: object) -> list[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise Broken
        return [b"whole"]

    statuses: list[str] = []
    room = LeaveRoom(site)
    for path in ["/whole", "/broken"] * MOST_OF_AN_ADDRESS:
        asked = {"REMOTE_ADDR": STRANGER, "PATH_INFO": path}
        with suppress(Broken):
            answer = room(asked, lambda status, _headers: statuses.append(status))
            assert list(answer) == [b"whole"]
            answer.close()
    assert statuses == [], "nobody was refused"
    kept = [
        room({"REMOTE_ADDR": STRANGER, "PATH_INFO": "/whole"}, statuses.append)
        for _ in range(MOST_OF_AN_ADDRESS)
    ]
    room({"REMOTE_ADDR": STRANGER, "PATH_INFO": "/whole"}, lambda status, _headers: statuses.append(status))
    assert statuses == ["503 Service Unavailable"], "a reader who is slow counts until the answer has gone"
    assert len(kept) == MOST_OF_AN_ADDRESS < THREADS
