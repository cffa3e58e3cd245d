"""A page of the desk while people log in: a night of log-ins, and an attack, on PostgreSQL behind nginx.

A typist's page is asked for, four times a second, by sessions that stand: alone; while 10,223 precincts an
hour log in; while 64 tries at once come from ever other addresses. Beside it stands the same site without the
line for log-ins. The site alone runs, in two workers. `HATTAMA_BENCH_SECONDS` each.
"""

from __future__ import annotations

import os
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from unittest.mock import patch

from bench.bench_writers import told
from bench.load_client import percentile
from bench.log_ins import A_NIGHT, Answers, log_ins, said_of
from bench.row import Row
from bench.writers_place import Place, place_for
from bench.writers_site import CONTEST, ELECTION

NAME = "logins: a page of the desk beside log-ins, with the line for log-ins and without"
SECONDS = float(os.environ.get("HATTAMA_BENCH_SECONDS", "40"))
LOADS = {"alone": -1.0, "a night": A_NIGHT, "an attack": 0.0}
PAUSE = 0.25
PATIENCE = 15.0
WITHOUT = "without the line"


def run() -> list[Row]:
    """Each load with the line and without. Raises NothingToMeasureWith."""
    bare, ours = _site("bench.without_line"), _site("hattama.web.operations.settings")
    rows = []
    for name, (took, answers) in ours.items():
        other, others = bare[name]
        note = f"log-ins: {said_of(answers)}; {WITHOUT}: {said_of(others)}"
        for rank in (50, 99):
            here, there = (1000 * percentile(seconds, rank) for seconds in (took, other))
            rows.append(Row(f"{name}: a page of the desk, p{rank}", here, there, WITHOUT, "ms", note))
            note = ""
    return rows


def _site(settings: str) -> dict[str, tuple[list[float], Answers]]:
    """Seconds of each page, and answers of log-ins, for each load, under these settings."""
    said = {
        "DJANGO_SETTINGS_MODULE": settings,
        "HATTAMA_BENCH_SERVE": "--only site",
        "HATTAMA_PROXIES": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    seen = {}
    with patch.dict(os.environ, said), place_for(int(SECONDS * max(LOADS.values())) + 1) as place:
        _desk(place, 3)
        for name, rate in LOADS.items():
            with log_ins(place, rate, SECONDS) as answers:
                took = _desk(place, SECONDS)
            seen[name] = (took, answers)
            what = f"{settings}, {name}"
            told([Row(what, 1000 * percentile(took, 50), None, "", "ms", said_of(answers))])
    return seen


def _desk(place: Place, seconds: float) -> list[float]:
    """Seconds of each answer; one that did not come counts as PATIENCE."""
    took = []
    last = time.monotonic() + seconds
    number = 0
    while time.monotonic() < last:
        precinct, session = place.people[number % len(place.people)]
        number += 1
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", place.port, timeout=PATIENCE)
        try:
            address = f"/desk/{ELECTION}/{precinct}/{CONTEST}/"
            connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address}: {answer.status}")
            took.append(time.perf_counter() - began)
        except (OSError, HTTPException):
            took.append(PATIENCE)
        connection.close()
        time.sleep(PAUSE)
    return took
