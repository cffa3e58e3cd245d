"""The one HTTP client: no redirect is followed, no body unpacked, and each answer has an end.

`http.client` of the standard library, which follows nothing by itself. Its timeout bounds a silence, not an
answer: whoever sends a byte every second is never silent. So a connection is cut when its time is over.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit


class AddressRefused(Exception):
    """The argument is no address of http or https that names a host and no account, question or place."""


class PrivateHost(OSError):
    """The host is not on the public network: this machine, its neighbours, or a range kept apart."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, as much of the body as was asked for at most, the headers by name."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    """A prefix of addresses at one host; `url` without a slash at its end. One that is `only_public` is asked
    where its host lies on the public network, and nowhere else: addresses that strangers' files name."""

    url: str
    is_secure: bool
    host: str
    port: int | None
    prefix: str
    only_public: bool = False

    def connection(self, seconds: float) -> http.client.HTTPConnection:
        """A connection that gives up after `seconds` of silence. It opens with the first request."""
        # Where no port is named the end of an address of IPv6 would be read as one.
        port = self.port or (443 if self.is_secure else 80)
        if self.is_secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, port, timeout=seconds, context=context)
        return http.client.HTTPConnection(self.host, port, timeout=seconds)

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

        Raises OSError (PrivateHost) or http.client.HTTPException for whatever goes wrong on the way.
        """
        connection = self.connection(silent_seconds)
        try:
            if self.only_public:
                _refuse_private(found[4][0] for found in socket.getaddrinfo(self.host, self.port))
            connection.connect()
            if self.only_public:
                # The name may have been given another address since it was asked.
                _refuse_private([connection.sock.getpeername()[0]])
            with cut_after(connection, whole_seconds):
                method = "GET" if body is None else "POST"
                connection.request(method, f"{self.prefix}/{path}", body=body, headers=dict(headers))
                answer = connection.getresponse()
                return Answer(answer.status, answer.read(most_bytes), dict(answer.headers.items()))
        finally:
            connection.close()


_TRANSLATED = ip_network("64:ff9b::/96")
"""Where a network without IPv4 reaches its addresses (RFC 6052): the last 32 bits are one."""


def _refuse_private(addresses: Iterable[str | int]) -> None:
    for address in addresses:
        told = ip_address(str(address).partition("%")[0])
        if isinstance(told, IPv6Address):
            translated = IPv4Address(int(told) % 2**32) if told in _TRANSLATED else None
            # Editions of Python differ in which of these they call private themselves.
            told = translated or told.ipv4_mapped or told.sixtofour or told
        is_apart = told.is_multicast or told.is_reserved or getattr(told, "is_site_local", False)
        if is_apart or not told.is_global:
            raise PrivateHost(str(told))


def parse_address(url: str) -> Address:
    """The address that `url` says. Raises AddressRefused."""
    address, query = _parse(url)
    if query or "#" in url:
        raise AddressRefused(url)
    return replace(address, url=url.rstrip("/"), prefix=address.prefix.rstrip("/"))


def parse_file_address(url: str, *, only_public: bool) -> tuple[Address, str]:
    """The host that `url` names, and what is asked for there; what follows a # is asked of nobody.

    Raises AddressRefused.
    """
    address, query = _parse(url)
    asked = address.prefix.lstrip("/") + (f"?{query}" if query else "")
    # A file says its addresses as people read them: what a request line cannot hold is written in hex.
    return replace(address, prefix="", only_public=only_public), quote(asked, safe="/%:;?&=+$,@!*'()~[]")


def _parse(url: str) -> tuple[Address, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or port == 0:
        raise AddressRefused(url)
    host = f"{parts.scheme}://{parts.netloc}"
    return Address(host, parts.scheme == "https", parts.hostname, port, parts.path), parts.query


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
