"""A small load: a few connections that are kept, each asking for one address over and over."""

from __future__ import annotations

import http.client
import sys
import time
from threading import Thread

CONNECTIONS = 4


def ask(port: int, address: str, seconds: float, took: list[float], compressed: bool = False) -> None:
    """Ask on one connection until the time is over; append the seconds of each answer."""
    headers = {"Accept-Encoding": "gzip"} if compressed else {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    end = time.perf_counter() + seconds
    while (started := time.perf_counter()) < end:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        took.append(time.perf_counter() - started)
    connection.close()


def load(port: int, address: str, seconds: float) -> tuple[float, float]:
    """Answers a second over CONNECTIONS connections, and the 99th percentile of their seconds."""
    took: list[float] = []
    threads = [Thread(target=ask, args=(port, address, seconds, took)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / seconds, percentile(took, 99)


def percentile(values: list[float], percent: int) -> float:
    """The value that this per cent of them do not pass, by nearest rank."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]


if __name__ == "__main__":
    # In a process of its own, so that the client's work is not taken for the measurer's.
    rate, slowest = load(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
    print(f"{rate:.1f}\t{slowest:.6f}")
