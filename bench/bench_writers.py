"""Many precincts at once: protocols with scans of 300 KB on PostgreSQL, while a thousand readers read.

Beside ours stands a bare Django view that keeps the same upload and inserts one row, on the same server, how
many durable commits a second that server gives at all, and nginx for what is read.
Each answer of ours comes when a signed checkpoint covers the protocol, with the files of the log flushed; the
bare view's when its file is flushed and its row committed. Precincts are logged in beforehand. The client
runs on the same machine; what it takes of the processor is told and is not in ours.

Each rate is asked without readers and with them; the least of them once more while 10,223 precincts log in
within an hour.

`HATTAMA_BENCH_RATES` (protocols a second, with spaces), `HATTAMA_BENCH_SECONDS` a rate,
`HATTAMA_BENCH_READERS`, `HATTAMA_BENCH_LINE` (how many senders nginx lets wait, 200 as in deploy/nginx),
`HATTAMA_BENCH_SERVE` (more options for `hattama serve`), and
`HATTAMA_BENCH_DATABASE=sqlite` for SQLite instead of PostgreSQL.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import psycopg

from bench.load_client import percentile
from bench.log_ins import A_NIGHT, log_ins, said_of
from bench.row import Row
from bench.writers_client import TOKEN
from bench.writers_place import AFTER, LOG, ON_SQLITE, READING, Place, place_for
from bench.writers_site import ELECTION, PASSPHRASE, precinct_id

NAME = "writers: protocols with scans of 300 KB, while readers read, until a checkpoint covers them"

RATES = tuple(float(rate) for rate in os.environ.get("HATTAMA_BENCH_RATES", "25 50 100 150").split())
SECONDS = float(os.environ.get("HATTAMA_BENCH_SECONDS", "8"))
READERS = int(os.environ.get("HATTAMA_BENCH_READERS", "1000"))
PAUSE = 10.0
"""Seconds between two questions of one reader, about: a thousand of them ask a hundred times a second."""

LOGINS = 3
WARM, WARM_RATE = 200, 25.0
"""Protocols before anything is measured, and how many a second: as a night begins, and its processes have
loaded what they use by the time many come at once."""
CLIENT = "the client"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one load came to: seconds of each answer, what went wrong, processor and queue meanwhile."""

    passed: float
    took: list[float]
    read: list[float]
    trouble: dict[str, int]
    processor: dict[str, float]
    most_pending: int = 0

    def each(self, part: str) -> float:
        """Milliseconds of the processor that `part` took for each accepted protocol."""
        return 1000 * self.processor[part] / max(len(self.took), 1)


def run() -> list[Row]:
    """Logging in, reading alone, then each rate, ours and the bare view's. Raises NothingToMeasureWith."""
    each = int(max(RATES) * SECONDS)
    asked = sum(int(rate * SECONDS) for rate in (*RATES, *RATES, min(RATES)))
    # Whoever logs in comes from an address of his own, as the proxy tells it.
    with patch.dict(os.environ, {"HATTAMA_PROXIES": "1"}), place_for(max(20, asked) + LOGINS + WARM) as place:
        pages = _pages()
        people = iter(place.people[LOGINS:])
        _warm(place, pages, [next(people) for _ in range(WARM)], each * (2 * len(RATES) + 1))
        commits = [] if ON_SQLITE else [_commit_row(place)]
        rows = told([_login_row(place), *commits, *_reading_rows(place, pages)])
        loads = itertools.count()

        def load(rate: float, readers: int, what: str) -> None:
            """Ours and then the bare view; tells both."""
            posts = [next(people) for _ in range(int(rate * SECONDS))]
            said: dict[str, Any] = {"rate": rate, "posts": posts, "first": next(loads) * each}
            said |= {"pages": pages, "readers": readers}
            ours, bare = loaded(place, **said), loaded(place, **said, path="/keep")
            rows.extend(told(_rate_rows(f"{rate:g} a second asked{what}", ours, bare)))

        for rate in RATES:
            load(rate, 0, ", nobody reads")
            load(rate, READERS, f", {READERS:,} readers")
        with log_ins(place, A_NIGHT, 2 * SECONDS) as answers:
            load(min(RATES), READERS, " while 10,223 an hour log in")
        rows += told([Row("those who logged in", len(answers), None, "", "", said_of(answers))])
        return rows


def told(rows: list[Row]) -> list[Row]:
    """The rows, said at once: of a measurement that is broken off they are what was seen."""
    for row in rows:
        other = "" if row.other is None else f" ({row.beside}: {row.other:.3g})"
        print(f"  {row.name}: {row.ours:.3g} {row.unit}{other}; {row.note}", file=sys.stderr, flush=True)
    return rows


def _pages() -> list[str]:
    """What readers ask for: the checkpoint most, the first page often, then areas."""
    bundle = f"/data/{ELECTION}/bundle/checkpoint"
    areas = [f"/e/{ELECTION}/a/R{number}/" for number in range(5)]
    precincts = [f"/e/{ELECTION}/a/{precinct_id(number)}/" for number in range(20)]
    return [bundle] * 40 + ["/"] * 25 + areas + precincts


def _warm(place: Place, pages: list[str], posts: list[list[str]], first: int) -> None:
    """Let every worker make its connections, read its templates and take in `posts`."""
    for page in sorted(set(pages)) * 2:
        connection = HTTPConnection("127.0.0.1", place.port, timeout=60)
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{page}: {answer.status}")
        connection.close()
    loaded(place, rate=WARM_RATE, posts=posts, first=first, pages=pages, readers=READERS)


def loaded(
    place: Place,
    *,
    rate: float,
    posts: list[list[str]],
    first: int,
    pages: list[str],
    readers: int,
    path: str = "",
) -> Seen:
    """One load, with what the processor and the queue did meanwhile."""
    plan = {"port": place.port, "seconds": SECONDS, "rate": rate, "posts": posts, "first": first}
    plan |= {"readers": readers, "pause": PAUSE, "pages": pages, "post_path": path}
    print(f"  {path or 'ours'}: {rate:g} a second, {readers} readers", file=sys.stderr, flush=True)
    watch = Watch(place.url)
    before, own = place.processor(), _children_seconds()
    with watch:
        said = _client(plan)
    taken = {part: seconds - before[part] for part, seconds in place.processor().items()}
    taken[CLIENT] = _children_seconds() - own
    return Seen(**said, processor=taken, most_pending=watch.most)


def _client(plan: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "plan.json")
        written.write_text(json.dumps(plan), "utf-8")
        command = [sys.executable, "-m", "bench.writers_client", str(written)]
        root = Path(__file__).resolve().parent.parent
        said = subprocess.run(command, check=True, cwd=root, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch:
    """Counts the acts that wait for the log, four times a second; `most` at once."""

    def __init__(self, url: str) -> None:
        self.most = 0
        self._url = url
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._count)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _count(self) -> None:
        with _connected(self._url) as connection:
            while not self._end.wait(0.25):
                row = connection.execute("SELECT count(*) FROM pending_act").fetchone()
                self.most = max(self.most, int(row[0]) if row else 0)


def _connected(url: str) -> Any:
    return closing(sqlite3.connect(url, timeout=20) if ON_SQLITE else psycopg.connect(url, autocommit=True))


def _commit_row(place: Place) -> Row:
    """What the database gives at most: rows inserted and flushed one by one."""
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE committed (at timestamptz)")
    at_once, alone = (_commits_a_second(place.url, connections) for connections in (16, 1))
    return Row(
        "durable commits of PostgreSQL a second, sixteen connections", at_once, alone, "one connection", ""
    )


def _commits_a_second(url: str, connections: int, seconds: float = 2.0) -> float:
    counts: list[int] = []

    def commit() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            done, ends_at = 0, time.perf_counter() + seconds
            while time.perf_counter() < ends_at:
                connection.execute("INSERT INTO committed VALUES (now())")
                done += 1
            counts.append(done)

    threads = [threading.Thread(target=commit) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _login_row(place: Place) -> Row:
    """Logging in, which is left out of everything else: the passphrase is hashed slowly on purpose."""
    before = place.processor()["web"]
    began = time.perf_counter()
    for name, _ in place.people[:LOGINS]:
        _log_in(place.port, name)
    passed = (time.perf_counter() - began) / LOGINS
    taken = (place.processor()["web"] - before) / LOGINS
    note = f"{1000 * taken:.0f} ms of the processor: at most {1 / taken:.1f} a second for each core"
    return Row("one precinct logs in", 1000 * passed, None, "", "ms", note)


def _log_in(port: int, name: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    said = {"login": name, "password": PASSPHRASE, "csrfmiddlewaretoken": TOKEN}
    headers = {"Cookie": f"csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/account/login/", urlencode(said), headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"logging in: {answer.status}")
    connection.close()


def _reading_rows(place: Place, pages: list[str]) -> list[Row]:
    """A thousand readers and no writer: pages by the site, and files by nginx alone."""
    bundle = [page for page in pages if page.startswith("/data/")]
    ours = loaded(place, rate=1, posts=[], first=0, pages=pages, readers=READERS)
    files = loaded(place, rate=1, posts=[], first=0, pages=bundle, readers=READERS)
    html = sum(page not in bundle for page in pages) / len(pages) * len(ours.read)
    web = 1000 * ours.processor["web"] / max(html, 1)
    note = (
        f"{_latencies(ours.read)}; {len(ours.read) / SECONDS:.0f} answers a second; "
        f"{web:.1f} ms of the processor for each page of ours; {_troubles(ours)}"
    )
    ms = 1000 * percentile(ours.read, 99), 1000 * percentile(files.read, 99)
    return [Row(f"{READERS:,} readers, p99 of an answer", *ms, "nginx, a file of the log", "ms", note)]


def _rate_rows(name: str, ours: Seen, bare: Seen) -> list[Row]:
    accepted = len(ours.took) / ours.passed
    read = f"; readers p99 {_p99(ours.read):.0f} ms ({_p99(bare.read):.0f})" if ours.read else ""
    note = (
        f"accepted {accepted:.1f} a second ({len(bare.took) / bare.passed:.1f}); {_latencies(ours.took)}; "
        f"at most {ours.most_pending} acts pending{read}; {_troubles(ours)}"
    )
    wanted = ("web", AFTER, LOG, "PostgreSQL", "nginx")
    whole = sum(ours.each(part) for part in wanted)
    parts = ", ".join(f"{part} {ours.each(part):.1f}" for part in (*wanted, READING, CLIENT))
    beside = sum(bare.each(part) for part in ("bare view", *wanted))
    bound = f"{parts}: at most {1000 / whole:.0f} a second for each core" if whole else parts
    return [
        Row(f"{name}: p99 until covered", _p99(ours.took), _p99(bare.took), "a bare view", "ms", note),
        Row(
            f"{name}: processor for each",
            whole,
            beside,
            "a bare view",
            "ms",
            f"{bound}; readers' pages in it",
        ),
    ]


def _p99(took: list[float]) -> float:
    return 1000 * percentile(took, 99) if took else float("nan")


def _latencies(took: list[float]) -> str:
    if not took:
        return "none answered"
    return f"p50 {1000 * percentile(took, 50):.0f}, p99 {_p99(took):.0f}, max {1000 * max(took):.0f} ms"


def _troubles(seen: Seen) -> str:
    told = ", ".join(f"{count} x {what}" for what, count in sorted(seen.trouble.items()))
    return f"went wrong: {told}" if told else "nothing went wrong"
