"""The one HTTP client: no redirect is followed, no body unpacked, and each answer has an end.

`http.client` of the standard library, which follows nothing by itself. Its timeout bounds a silence, not an
answer: whoever sends a byte every second is never silent. So a connection is cut when its time is over.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit


class AddressRefused(Exception):
    """The argument is no address of http or https that names a host and no account, question or place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, and as much of the body as was asked for at most."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """A prefix of addresses at one host; `url` without a slash at its end."""

    url: str
    is_secure: bool
    host: str
    port: int | None
    prefix: str

    def connection(self, seconds: float) -> http.client.HTTPConnection:
        """A connection that gives up after `seconds` of silence. It opens with the first request."""
        if self.is_secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=seconds, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=seconds)

    def ask(
        self,
        path: str,
        headers: Mapping[str, str],
        *,
        body: bytes | None = None,
        most_bytes: int,
        silent_seconds: float,
        whole_seconds: float,
    ) -> Answer:
        """What is answered at `path` below the prefix: to a POST of `body` where it is given, else to a GET.

        Raises OSError or http.client.HTTPException for whatever goes wrong on the way.
        """
        connection = self.connection(silent_seconds)
        try:
            connection.connect()
            with cut_after(connection, whole_seconds):
                method = "GET" if body is None else "POST"
                connection.request(method, f"{self.prefix}/{path}", body=body, headers=dict(headers))
                answer = connection.getresponse()
                return Answer(answer.status, answer.read(most_bytes))
        finally:
            connection.close()


def parse_address(url: str) -> Address:
    """The address that `url` says. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(url) from None
    strange = parts.query or parts.fragment or parts.username is not None or port == 0
    if parts.scheme not in ("http", "https") or not parts.hostname or strange:
        raise AddressRefused(url)
    return Address(url.rstrip("/"), parts.scheme == "https", parts.hostname, port, parts.path.rstrip("/"))


@contextmanager
def cut_after(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """While in this block, an open connection is cut when `seconds` are over; reading from it then fails."""
    # Taken now: a connection forgets its socket where the answer is the last one, and still reads from it.
    timer = threading.Timer(seconds, _cut, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(sock: socket.socket) -> None:
    # It may have ended a moment ago.
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
