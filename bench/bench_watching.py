"""Open pages that ask whether the log has grown: 20,000 kept connections to nginx as `deploy/nginx` says.

Each is a TLS connection, twenty to an address, and asks for the checkpoint every ten seconds, as an open page
does. Meanwhile the home page is asked for ten times a second. `HATTAMA_BENCH_WATCHERS`,
`HATTAMA_BENCH_SECONDS`.
"""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

from bench.bench_serving import end, start, wait_until_it_listens
from bench.load_client import percentile
from bench.processor_time import is_below, processes
from bench.row import Row
from tests.real.nginx import HOST, make_certificate, nginx_program, render
from tests.real.ports import free_port

NAME = "watching: open pages that ask every ten seconds how far the log is, and another page meanwhile"
WATCHERS = int(os.environ.get("HATTAMA_BENCH_WATCHERS", "20000"))
SECONDS = float(os.environ.get("HATTAMA_BENCH_SECONDS", "30"))
PAUSE = 10.0
CLIENTS = 2
"""Processes of the client: each may have as many files open as the system lets it."""

ADDRESS = "/data/kz-demo/bundle/checkpoint"
_PATIENCE = 600


def run() -> list[Row]:
    """The home page alone, then beside the watchers; what one costs, and when all have heard of news."""
    with (
        tempfile.TemporaryDirectory(prefix="hattama-watching-") as folder,
        _place(Path(folder)) as (port, nginx),
    ):
        quiet = _home_page(port, SECONDS / 2)
        empty = _taken(nginx)
        with _watchers(port) as clients:
            held, busy, seen = _watched(port, nginx, clients, Path(folder) / "public/kz-demo/checkpoint")
        memory = (held[1] - empty[1]) / WATCHERS
        processor = 100 * (busy[0] - held[0]) / SECONDS
        note = f"{seen['answers']} answers, p99 {1000 * seen['p99']:.1f} ms, trouble {seen['trouble']}"
        beside = "without watchers"
        return [
            Row(
                "memory of nginx for a watcher", memory / 1024, None, "", "KiB", f"{held[1] >> 20} MiB in all"
            ),
            Row(f"processor of nginx for {WATCHERS} watchers", processor, None, "", "% of a core", note),
            Row("news has come to half of them", percentile(seen["heard"], 50), None, "", "s"),
            Row(
                "news has come to all",
                max(seen["heard"]),
                None,
                "",
                "s",
                f"{len(seen['heard'])} of {WATCHERS}",
            ),
            *(
                Row(
                    f"the home page, p{rank}",
                    1000 * percentile(seen["pages"], rank),
                    1000 * percentile(quiet, rank),
                    beside,
                    "ms",
                )
                for rank in (50, 99)
            ),
        ]


@contextlib.contextmanager
def _place(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A site with a night that is over, and nginx before it: the port, and nginx."""
    folder.chmod(0o755)
    make_certificate(folder)
    night = start(str(folder), "demo", "--no-serve", "--precincts", "60", "--speed", "max")
    if night.wait(_PATIENCE):
        raise RuntimeError("no demonstration")
    site_port, port = free_port(), free_port()
    names = {"SITE_HTTPS": f"127.0.0.1:{port}", "SITE_APP": f"127.0.0.1:{site_port}"}
    main = render(folder, **names, SITE_PUBLIC=folder / "public")
    site = start(str(folder), "serve", "--only", "site", "--port", str(site_port))
    nginx = subprocess.Popen([nginx_program(), "-c", main, "-e", folder / "error.log"], process_group=0)
    try:
        wait_until_it_listens(site_port, site)
        wait_until_it_listens(port, nginx)
        yield port, nginx
    finally:
        end(nginx)
        site.terminate()
        site.wait()


@contextlib.contextmanager
def _watchers(port: int) -> Iterator[list[subprocess.Popen[str]]]:
    each = WATCHERS // CLIENTS

    def begun(number: int) -> subprocess.Popen[str]:
        numbers = (each, each * number, PAUSE, SECONDS)
        command = [
            sys.executable,
            "-m",
            "bench.watching_client",
            str(port),
            HOST,
            ADDRESS,
            *map(str, numbers),
        ]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    clients = [begun(number) for number in range(CLIENTS)]
    try:
        for client in clients:
            assert client.stdout is not None
            if client.stdout.readline() != "open\n":
                raise RuntimeError("not every watcher was let in")
        yield clients
    finally:
        for client in clients:
            client.kill()
            client.wait()


def _watched(
    port: int, nginx: subprocess.Popen[bytes], clients: list[subprocess.Popen[str]], checkpoint: Path
) -> tuple[tuple[float, int], tuple[float, int], dict[str, Any]]:
    """What nginx has taken before and after, and what was seen: news comes after a third of the time."""
    for client in clients:
        assert client.stdin is not None
        client.stdin.write("now\n")
        client.stdin.flush()
    held = _taken(nginx)
    pages = _home_page(port, SECONDS / 3)
    changed = checkpoint.with_suffix(".new")
    changed.write_bytes(checkpoint.read_bytes() + b"\n")
    changed.replace(checkpoint)
    news = time.time()
    pages += _home_page(port, SECONDS * 2 / 3 - 1)
    busy = _taken(nginx)
    said = [json.loads(client.stdout.readline()) for client in clients if client.stdout is not None]
    took = [seconds for one in said for seconds in one["took"]]
    trouble = sum((Counter(one["trouble"]) for one in said), Counter[str]())
    heard = [moment - news for one in said for moment in one["heard"]]
    seen = {
        "answers": len(took),
        "p99": percentile(took, 99),
        "trouble": dict(trouble),
        "heard": heard,
        "pages": pages,
    }
    return held, busy, seen


def _home_page(port: int, seconds: float) -> list[float]:
    """Seconds of each answer, ten of them a second, all asked of the site itself."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    took = []
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        connection = HTTPSConnection(HOST, port, timeout=60, context=trusting)
        began = time.perf_counter()
        # The cookie of a session keeps nginx from answering out of its own memory.
        connection.request("GET", "/", headers={"Host": HOST, "Cookie": "sessionid=x"})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"the home page: {answer.status}")
        connection.close()
        time.sleep(0.1)
    return took


def _taken(nginx: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Seconds of the processor, and bytes of memory that it alone holds (Pss), of nginx with its workers."""
    known = processes()
    ours = [number for number in known if number == nginx.pid or is_below(number, nginx.pid, known)]
    memory = 0
    for number in ours:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text("utf-8").splitlines()
        memory += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return sum(known[number].seconds for number in ours), memory
