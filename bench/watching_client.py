"""Open pages, as nginx meets them: kept TLS connections from many addresses that ask for one file again.

`python -m bench.watching_client PORT HOST ADDRESS CONNECTIONS FIRST PAUSE SECONDS` says «open» when all
stand; after a line on its standard input it counts, and tells in a line of JSON what each answer took, what
went wrong, and the moment at which each connection first saw the file changed.
"""

from __future__ import annotations

import heapq
import json
import random
import selectors
import socket
import ssl
import sys
import time
from collections import Counter
from typing import NoReturn

_HOSTS = 200
_TOGETHER = 20
"""How many connections share one address."""


class Watchers:
    """Connections with the moments of their next questions."""

    def __init__(self, port: int, host: str, address: str, pause: float) -> None:
        self.port, self.host, self.pause = port, host, pause
        self.question = f"GET {address} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self.trusting = ssl.create_default_context()
        self.trusting.check_hostname, self.trusting.verify_mode = False, ssl.CERT_NONE
        self.selector = selectors.DefaultSelector()
        self.due: list[tuple[float, int]] = []
        self.sockets: list[ssl.SSLSocket] = []
        self.asked: dict[int, float] = {}
        self.took: list[float] = []
        self.trouble: Counter[str] = Counter()
        self.first = b""
        self.heard: dict[int, float] = {}

    def open(self, count: int, first: int) -> None:
        """Connect, each from its own address but for some neighbours; each begins at a moment by chance."""
        for number in range(count):
            at = (first + number) // _TOGETHER
            own = (f"127.1.{at // _HOSTS}.{at % _HOSTS + 1}", 0)
            plain = socket.create_connection(("127.0.0.1", self.port), timeout=60, source_address=own)
            joined = self.trusting.wrap_socket(plain, server_hostname=self.host)
            joined.setblocking(False)
            self.sockets.append(joined)
            self.selector.register(joined, selectors.EVENT_READ, number)
            heapq.heappush(self.due, (time.time() + random.random() * self.pause, number))
            self.turn(0)

    def watch(self, seconds: float) -> None:
        """Ask and hear until the time is over."""
        end = time.time() + seconds
        while time.time() < end:
            self.turn(max(0.0, min(self.due[0][0] - time.time(), 0.1)) if self.due else 0.1)

    def turn(self, wait: float) -> None:
        """Send what is due, read what has come."""
        while self.due and self.due[0][0] <= time.time():
            _, number = heapq.heappop(self.due)
            self.asked[number] = time.time()
            try:
                self.sockets[number].sendall(self.question)
            except OSError as trouble:
                self.lose(number, type(trouble).__name__)
        for key, _ in self.selector.select(wait):
            self.read(key.data)

    def read(self, number: int) -> None:
        """One answer, which fits into one piece; the next question comes when a page would ask it."""
        try:
            answer = self.sockets[number].recv(8192)
        except ssl.SSLWantReadError:
            return
        except OSError as trouble:
            self.lose(number, type(trouble).__name__)
            return
        if not answer:
            self.lose(number, "closed")
            return
        now = time.time()
        if b" 200 " not in answer[:15]:
            self.trouble[answer[:15].decode("latin-1")] += 1
        said = answer.rpartition(b"\r\n\r\n")[2]
        self.first = self.first or said
        if said != self.first:
            self.heard.setdefault(number, now)
        self.took.append(now - self.asked.pop(number, now))
        heapq.heappush(self.due, (now + self.pause * (0.75 + random.random() / 2), number))

    def lose(self, number: int, why: str) -> None:
        """A connection that is gone stays gone, and is told."""
        self.trouble[why] += 1
        self.selector.unregister(self.sockets[number])
        self.sockets[number].close()


def main(port: str, host: str, address: str, count: str, first: str, pause: str, seconds: str) -> NoReturn:
    """Open, wait for a line, watch, tell."""
    watchers = Watchers(int(port), host, address, float(pause))
    watchers.open(int(count), int(first))
    print("open", flush=True)
    while not line_waits():
        watchers.watch(0.2)
    watchers.took.clear()
    watchers.watch(float(seconds))
    said = {"took": watchers.took, "trouble": watchers.trouble, "heard": list(watchers.heard.values())}
    print(json.dumps(said), flush=True)
    raise SystemExit(0)


def line_waits() -> bool:
    """Whether a line waits on standard input: all the others stand, too."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(sys.stdin, selectors.EVENT_READ)
        return bool(waiting.select(0))


if __name__ == "__main__":
    main(*sys.argv[1:])
