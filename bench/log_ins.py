"""Log-ins that go on while something else is measured, and what came of them."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

from bench.load_client import percentile
from bench.writers_place import Place

A_NIGHT = 10_223 / 3600
"""Log-ins a second: every precinct of Kazakhstan within an hour."""

Answers = list[tuple[int, float]]


@contextlib.contextmanager
def log_ins(place: Place, rate: float, seconds: float) -> Iterator[Answers]:
    """Log-ins meanwhile; the list is filled when they have ended. None at a negative rate."""
    answers: Answers = []
    if rate < 0:
        yield answers
        return
    command = [sys.executable, "-m", "bench.logins_client", str(place.port), str(seconds), str(rate)]
    client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert client.stdin is not None and client.stdout is not None
    client.stdin.write(json.dumps([name for name, _ in place.people[: int(rate * seconds)]]))
    client.stdin.close()
    yield answers
    answers += [(status, passed) for status, passed in json.load(client.stdout)]
    client.wait()


def said_of(answers: Answers) -> str:
    """How many of each status, and how long those waited whose passphrase was looked at."""
    if not answers:
        return "none"
    counted = Counter(status for status, _ in answers).most_common()
    parts = [f"{times} × {status or 'no answer'}" for status, times in counted]
    looked = [seconds for status, seconds in answers if status in (200, 302)]
    if looked:
        parts.append(f"looked at in p50 {percentile(looked, 50):.1f} s, p99 {percentile(looked, 99):.1f} s")
    return ", ".join(parts)
