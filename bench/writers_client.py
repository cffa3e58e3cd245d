"""Precincts that send and readers who read, from one process: an open load, whatever the answers take.

`python -m bench.writers_client PLAN` with a JSON file; what was seen goes to standard output as JSON. A
request is sent when its time has come, not when the one before was answered, so a slow server is not spared.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from bench.writers_site import CONTEST, ELECTION, figures

SCAN_BYTES = 300_000
DIFFERENT = 4
"""Pictures drawn; beyond that scans differ in the density that they name, so that no two have one hash."""

TOKEN = "a" * 32
BOUNDARY = "----a-precinct-of-the-load"
PATIENCE = 15.0
_DENSITY = 13
"""Where a JFIF file says how many dots an inch it has: two numbers of two bytes (JFIF 1.02)."""


def main(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Send what `plan` says; see `Load`."""
    return asyncio.run(Load(plan).run())


class Load:
    """`port`, `seconds`; `posts`: [precinct, session] in their order, `rate` of them a second; `readers`
    kept connections that each ask every `pause` seconds for one of `pages`. For the bare view `post_path`.
    """

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self.plan = plan
        self.scans = [a_scan(number) for number in range(DIFFERENT)] if plan["posts"] else []
        self.took: list[float] = []
        self.read: list[float] = []
        self.trouble: Counter[str] = Counter()
        self.ends_at = 0.0

    async def run(self) -> dict[str, Any]:
        """The load; seconds of each answer, and how many of what went wrong."""
        bodies = [self._request(number, *post) for number, post in enumerate(self.plan["posts"])]
        readers = [asyncio.create_task(self._reader(number)) for number in range(self.plan["readers"])]
        begun = time.perf_counter()
        self.ends_at = begun + self.plan["seconds"]
        sending = []
        for number, body in enumerate(bodies):
            due = begun + number / self.plan["rate"]
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sending.append(asyncio.create_task(self._send(body, due)))
        await asyncio.gather(*sending)
        passed = time.perf_counter() - begun
        await asyncio.gather(*readers)
        return {"passed": passed, "took": self.took, "read": self.read, "trouble": dict(self.trouble)}

    def _request(self, number: int, precinct: str, session: str) -> bytes:
        said = figures(number) | {"signed_at": "2023-03-19T22:40", "action": "submit"}
        fields = {name: str(value) for name, value in said.items()} | {"csrfmiddlewaretoken": TOKEN}
        body = multipart(fields, numbered(self.scans, int(self.plan["first"]) + number))
        path = self.plan["post_path"] or f"/desk/{ELECTION}/{precinct}/{CONTEST}/"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.plan['port']}\r\nConnection: close\r\n"
            f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _send(self, request: bytes, due: float) -> None:
        """One protocol; its time runs from the moment when it was due."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.plan["port"])
                writer.write(request)
                status, place = await answer_of(reader)
                writer.close()
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as trouble:
            self.trouble[type(trouble).__name__] += 1
            return
        if status == 200 or (status == 302 and "/login" not in place):
            self.took.append(time.perf_counter() - due)
        else:
            self.trouble[f"{status} {place}"] += 1

    async def _reader(self, number: int) -> None:
        chance = random.Random(number)
        pause, pages = self.plan["pause"], self.plan["pages"]
        await asyncio.sleep(chance.random() * pause)
        writer = None
        while time.perf_counter() < self.ends_at:
            page = chance.choice(pages)
            asked = f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
            begun = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE):
                    if writer is None:
                        reader, writer = await asyncio.open_connection("127.0.0.1", self.plan["port"])
                    writer.write(asked)
                    status, _ = await answer_of(reader)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as trouble:
                self.trouble[f"reader: {type(trouble).__name__}"] += 1
                writer = None
                continue
            if status == 200:
                self.read.append(time.perf_counter() - begun)
            else:
                self.trouble[f"reader: {status} {page}"] += 1
            # Not beyond the end: what the site does when nobody sends any more would be counted, too.
            left = self.ends_at - time.perf_counter()
            await asyncio.sleep(min(pause * (0.5 + chance.random()), max(0.0, left)))


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, str]:
    """Status, and where it leads to; the body is read and dropped."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if told.get("transfer-encoding", "") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        await reader.readexactly(int(told.get("content-length", "0")))
    return int(head[0].split()[1]), told.get("location", "")


def multipart(fields: Mapping[str, str], scan: bytes) -> bytes:
    """A form with its scan, as a browser sends it (RFC 7578)."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    named = 'Content-Disposition: form-data; name="scan"; filename="scan.jpg"\r\nContent-Type: image/jpeg'
    parts.append(f"--{BOUNDARY}\r\n{named}\r\n\r\n".encode() + scan + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def numbered(scans: Sequence[bytes], number: int) -> bytes:
    """One of the scans with a density that no other number has."""
    scan = bytearray(scans[number % len(scans)])
    scan[_DENSITY : _DENSITY + 5] = b"\x01" + (number + 1).to_bytes(4)
    return bytes(scan)


def a_scan(number: int) -> bytes:
    """A photograph of lines on paper as a JPEG of about SCAN_BYTES: A4 at 150 dots an inch, grey noise."""
    chance = np.random.default_rng(number)
    paper = np.clip(225 + chance.normal(0, 6, (1754, 1240)), 0, 255).astype(np.uint8)
    page = Image.fromarray(paper)
    draw = ImageDraw.Draw(page)
    for line in range(30):
        draw.line((120, 160 + 50 * line, 1120, 160 + 50 * line), 60, 2)
        draw.text((140, 130 + 50 * line), f"{line}  {chance.integers(0, 2000)}", 20)
    best = b""
    for quality in range(50, 96, 3):
        out = io.BytesIO()
        page.convert("RGB").save(out, "JPEG", quality=quality)
        best = out.getvalue()
        if len(best) >= SCAN_BYTES:
            break
    return best


if __name__ == "__main__":
    json.dump(main(json.loads(Path(sys.argv[1]).read_text("utf-8"))), sys.stdout)
