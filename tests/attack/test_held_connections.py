"""Connections that are held: slow senders, slow readers, silence. Nobody takes the site away with them."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from tests.real.nginx import HOST, TEMPLATE, free_port, make_certificate, nginx_program, render, wait_for

pytestmark = pytest.mark.long

STRANGER = "127.0.0.2"
HALF_OF_A_FORM = b"POST /desk/ HTTP/1.1\r\nHost: %b\r\nContent-Length: 100\r\n\r\nhalf" % HOST.encode()


class Door:
    """nginx as deploy/ sets it up, before a site that does not answer: files it gives by itself."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))

    def knock(self, source: str) -> socket.socket:
        """A connection on which nothing has been said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))

    def hold(self, source: str, said: bytes) -> ssl.SSLSocket:
        """A connection on which `said` has been said, and no more."""
        held = self.trusted.wrap_socket(self.knock(source), server_hostname=HOST)
        held.sendall(said)
        return held

    def ask(self) -> tuple[int, float]:
        """The status of a file that somebody else asks for, and the seconds it took."""
        began = time.monotonic()
        connection = HTTPSConnection(HOST, self.port, timeout=20, context=self.trusted)
        connection.request("GET", "/static/hattama/hattama.css")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, time.monotonic() - began


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    make_certificate(tmp_path)
    port = free_port()
    main = render(tmp_path, SITE_HTTPS=f"127.0.0.1:{port}")
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
        senders = [held.enter_context(door.hold(STRANGER, HALF_OF_A_FORM)) for _ in range(230)]
        status, seconds = door.ask()
        assert (status, seconds < 2) == (200, True)
        told = [sender.recv(2_000).decode() for sender in senders[200:]]
        assert all("Retry-After: 20" in one for one in told)
        assert {one.split()[1] for one in told} == {"503"}
        assert "Қазір тым көп сұраныс" in told[0] and "слишком много запросов" in told[0]


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
