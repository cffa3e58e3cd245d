"""Log-ins, from one process: as many as can be, or so many a second.

`python -m bench.logins_client PORT SECONDS RATE` with a JSON list of names on standard input. At RATE 0 it is
an attack: 64 at once with names that nobody has, each try from another address, as a proxy tells it, until
10,000 are answered or the time is over. Else everybody named logs in once, so many a second. The statuses and
seconds of the answers go to standard output as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from bench.writers_client import TOKEN, answer_of
from bench.writers_site import PASSPHRASE

TOGETHER = 64
ATTEMPTS = 10_000
PATIENCE = 60.0


class LogIns:
    """What is sent, and what came of it."""

    def __init__(self, port: int, names: list[str]) -> None:
        self.port, self.names = port, names
        self.answers: list[tuple[int, float]] = []
        self.numbers = iter(range(ATTEMPTS))

    async def attack(self, seconds: float) -> None:
        """Wrong passphrases until they or the time are used up."""
        end = time.perf_counter() + seconds
        await asyncio.gather(*(self._attacker(end, self.numbers) for _ in range(TOGETHER)))

    async def _attacker(self, end: float, numbers: Iterator[int]) -> None:
        for number in numbers:
            if time.perf_counter() >= end:
                return
            # A name that nobody has is hashed for, too, and no account is locked by it.
            await self._send(number, f"nobody-{number}", "a wrong passphrase", end - time.perf_counter())

    async def night(self, rate: float) -> None:
        """Everybody once, when their time has come."""
        begun, sending = time.perf_counter(), []
        for number, name in enumerate(self.names):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            sending.append(asyncio.create_task(self._send(number, name, PASSPHRASE, PATIENCE)))
        await asyncio.gather(*sending)

    async def _send(self, number: int, name: str, passphrase: str, patience: float) -> None:
        body = urlencode({"login": name, "password": passphrase, "csrfmiddlewaretoken": TOKEN}).encode()
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        head = (
            f"POST /en/account/login/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
            f"Cookie: csrftoken={TOKEN}\r\nX-Forwarded-For: {address}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(patience):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(head.encode() + body)
                status, _ = await answer_of(reader)
                writer.close()
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            status = 0
        self.answers.append((status, time.perf_counter() - begun))


async def main(port: int, seconds: float, rate: float) -> list[tuple[int, float]]:
    """The answers, in the order in which they came."""
    sent = LogIns(port, json.load(sys.stdin))
    await (sent.night(rate) if rate else sent.attack(seconds))
    return sent.answers


if __name__ == "__main__":
    json.dump(asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))), sys.stdout)
