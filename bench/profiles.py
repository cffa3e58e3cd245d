"""Where the time of the hottest operations goes: `python -m bench.profiles [--write FOLDER] [WORD ...]`.

Each runs in one process of the site, through all of its middleware, on a PostgreSQL of its own that keeps
what it says; the log's writer is a process beside it, as in production. First the processor's time of a call
is taken without a profiler, the least and the median, with that of PostgreSQL; then it is profiled, and 25
lines of each go to FOLDER. A tree named by PYTHONPATH is measured by this one's script: before beside after.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import itertools
import os
import pstats
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.bench_serving import end, start
from bench.processor_time import processes
from bench.run import describe_machine
from bench.writers_client import BOUNDARY, TOKEN, a_scan, multipart, numbered
from bench.writers_place import is_inside, run_inside
from bench.writers_site import CONTEST, ELECTION, figures, made_people, open_site, precinct_id

PRECINCTS = 500
ACCEPTED = 100
BATCH = 16
LINES, OWN = 25, 10
WRITER_STARTS = 6.0
Call = Callable[[], object]
PAGES = {
    "home": "/",
    "election": f"/e/{ELECTION}/",
    "region": f"/e/{ELECTION}/a/R0/",
    "precinct": f"/e/{ELECTION}/a/{precinct_id(0)}/",
    "live": f"/e/{ELECTION}/live/",
    "results": f"/e/{ELECTION}/results/{CONTEST}/",
    "findings": f"/e/{ELECTION}/findings/",
    "missing": f"/e/{ELECTION}/missing/",
    "map": f"/e/{ELECTION}/map/{CONTEST}/turnout/",
    "search": f"/e/{ELECTION}/search/?q=120",
    "protocols.csv": f"/data/{ELECTION}/protocols.csv",
}


class Operation(NamedTuple):
    """`before` is called before each `call` and is no part of what is measured."""

    name: str
    call: Call
    before: Call = lambda: None
    times: int = 12


class Site:
    """The site in this process, asked as its server asks it."""

    def __init__(self, people: list[list[str]]) -> None:
        from hattama.web.wsgi import application

        self._application = application
        self._people = iter(people)
        self._scans = [a_scan(number) for number in range(4)]

    def get(self, address: str) -> None:
        """A page. Raises RuntimeError where it is not answered."""
        path, _, query = address.partition("?")
        self._ask("GET", path, query, b"", {}, "200")

    def prepare(self) -> None:
        """Have the next precinct's protocol ready, picture and all."""
        self._person = next(self._people)
        number = int(self._person[0][1:])
        said = figures(number) | {"signed_at": "2023-03-19T22:40", "action": "submit"}
        fields = {name: str(value) for name, value in said.items()} | {"csrfmiddlewaretoken": TOKEN}
        self._body = multipart(fields, numbered(self._scans, number))

    def post(self) -> None:
        """Send it."""
        precinct, session = self._person
        headers = {
            "HTTP_COOKIE": f"sessionid={session}; csrftoken={TOKEN}",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        }
        self._ask("POST", f"/desk/{ELECTION}/{precinct}/{CONTEST}/", "", self._body, headers, "302")

    def _ask(
        self, method: str, path: str, query: str, body: bytes, headers: dict[str, str], expected: str
    ) -> None:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)),
            **headers,
        }
        told: list[str] = []
        answer = self._application(environ, lambda status, _headers, _trouble=None: told.append(status))
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if not told[0].startswith(expected):
            raise RuntimeError(f"{method} {path}: {told[0]}")


def operations(site: Site) -> Iterator[Operation]:
    """What is measured, after the first of them without the log's writer beside it."""
    from django.utils import timezone

    from hattama.core.protocols import Protocol
    from hattama.scanning.intake import read_pages
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.advance_log import advance_with_writer_lock
    from hattama.web.kernel.log.follow_log import follow_log
    from hattama.web.kernel.log.writer_lock import hold_writer_lock
    from hattama.web.kernel.pages.remembered_pages import forget_pages
    from hattama.web.protocols.import_protocols import Incoming, import_protocols

    yield Operation("an entry with its scan", site.post, site.prepare, 40)
    election, free = ElectionRow.objects.get(pk=ELECTION), iter(itertools.count(ACCEPTED))

    def record() -> None:
        now = timezone.now()
        numbers = [next(free) for _ in range(BATCH)]
        made = (Protocol(precinct_id(n), CONTEST, figures=figures(n), signed_at=now) for n in numbers)
        import_protocols(election, [Incoming(one) for one in made], now=now)

    def advance() -> None:
        with hold_writer_lock(ELECTION, 10):
            advance_with_writer_lock(election, timezone.now())

    def publish() -> None:
        record()
        advance()

    yield Operation(f"the log takes in {BATCH} acts", advance, record, 4)
    yield Operation(f"the tables follow {BATCH} acts", lambda: follow_log(ELECTION), publish, 4)
    scan = a_scan(1)
    yield Operation("a scan is read", lambda: read_pages(scan), times=4)
    for name, address in PAGES.items():
        yield Operation(name, lambda address=address: site.get(address), forget_pages)  # type: ignore[misc]


def measured(operation: Operation, folder: Path | None) -> str:
    """One line: the processor's time of a call, ours and PostgreSQL's; the profile goes to `folder`."""
    for _ in range(2):
        operation.before()
        operation.call()
    ours, theirs = [], 0.0
    for _ in range(operation.times):
        operation.before()
        asked, began = _asked_so_far(), time.process_time()
        operation.call()
        ours.append(1000 * (time.process_time() - began))
        theirs += 1000 * max(0.0, _asked_so_far() - asked)
    least, usual = min(ours), median(ours)
    line = (
        f"{operation.name:<32}{least:>9.1f}{usual:>9.1f}{theirs / operation.times:>12.1f}{operation.times:>7}"
    )
    if folder is not None:
        name = re.sub("[^a-z0-9]+", "-", operation.name)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(f"{HEAD}\n{line}\n\n{_profile(operation)}", "utf-8")
    return line


def _asked_so_far() -> float:
    """Seconds that PostgreSQL's process of our connection has taken: another one every minute."""
    from django.db import connection

    connection.ensure_connection()
    backend = processes().get(connection.connection.info.backend_pid)
    return backend.seconds if backend else 0.0


HEAD = f"{'ms of the processor':<32}{'least':>9}{'median':>9}{'PostgreSQL':>12}{'calls':>7}"


def _profile(operation: Operation) -> str:
    """Functions of ours by all that they call, then what takes most by itself; ms a call."""
    profile = cProfile.Profile(time.process_time)
    for _ in range(operation.times):
        operation.before()
        profile.runcall(operation.call)
    rows = []
    stats: dict[tuple[str, int, str], Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, line, name), (_, calls, own, whole, _) in stats.items():
        place = re.sub(r"^.*/(?=hattama/)|^.*/site-packages/|^.*/python3\.\d+/", "", file)
        named = name if file == "~" else f"{place}:{line} {name}"
        each = [1000 * seconds / operation.times for seconds in (whole, own)]
        rows.append((*each, calls / operation.times, named))
    of_ours = sorted((row for row in rows if row[3].startswith("hattama/")), reverse=True)
    by_own = sorted(rows, key=lambda row: row[1], reverse=True)
    shown = [*of_ours[: LINES - OWN], (), *by_own[:OWN]]
    lines = ["{:>9.2f}{:>9.2f}{:>8.0f}  {}".format(*row) if row else "" for row in shown]
    return "\n".join([f"{'whole, ms':>9}{'own, ms':>9}{'calls':>8}  profiled: all take longer", *lines, ""])


def main(arguments: list[str]) -> int:
    """Measure and print, in a process whose environment is that of a site. Raises NothingToMeasureWith."""
    parser = argparse.ArgumentParser(prog="python -m bench.profiles", description="Where the time goes.")
    parser.add_argument("words", nargs="*", help="part of an operation's name (all by default)")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="put the profiles there, as text")
    options = parser.parse_args(arguments)
    if is_inside("bench.profiles"):
        _inside(options.words, options.write)
        return 0
    return run_inside("bench.profiles", *arguments)


def _inside(words: list[str], folder: Path | None) -> None:
    open_site(PRECINCTS)
    people = made_people(ACCEPTED)
    print(describe_machine(), HEAD, sep="\n")
    writer = start(os.environ["HATTAMA_DATA"], "log", "write")
    time.sleep(WRITER_STARTS)
    try:
        for operation in operations(Site(people)):
            if not words or any(word in operation.name for word in words):
                print(measured(operation, folder), flush=True)
            # The first alone is beside the log's writer: the next are what that does.
            end(writer)
    finally:
        end(writer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
