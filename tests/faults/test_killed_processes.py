"""Processes of the site are killed at random under load, and those that it stands on.

The server itself begins a killed web worker again (granian, `--respawn-failed-workers`), `hattama serve` a
killed writer of the log, keeper or reader of scans, the writer its follower, and `hattama serve`, the first
process, is begun again by what supervises it, as systemd does. PostgreSQL recovers by itself from the loss
of a process; nginx begins a worker anew. At length 100 of each are killed, while people send what the machine
carries.
"""

import contextlib
import fcntl
import os
import random
import signal
import time
from collections import Counter

import pytest

from tests.faults.conftest import Night
from tests.faults.judge import judge
from tests.faults.night import ELECTION
from tests.faults.site import COMMISSIONS, ENDURANCE, WEB_WORKERS, until

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("HATTAMA_KILLS") or (100 if ENDURANCE else 1))
CRASH_LOOP_SECONDS = 5.5
"""A worker that dies twice within so long makes granian end the site: then the supervisor has to help."""

WORKER, FIRST, SERVER = "web worker", "first process", "PostgreSQL shut down at once"


class Killer:
    """Kills processes of a night by kind, each once it is at work, and sees to it that the site goes on."""

    def __init__(self, night: Night, chance: random.Random) -> None:
        self._site, self._database = night.site, night.database
        self._chance = chance
        self._kinds = {
            WORKER: self._whole_set_of_workers,
            "reader of scans": night.site.scan_workers,
            "writer of the log": self._writer_at_work,
            "follower of the log": night.site.followers,
            "keeper of the log": night.site.log_keepers,
            FIRST: night.site.first_processes,
            "process of PostgreSQL": night.database.backends,
        }
        if night.site.door is not None:
            self._kinds["worker of nginx"] = night.site.door.workers
        self.names = [*self._kinds, SERVER]
        self.killed: Counter[str] = Counter()
        self.restarts = night.site.restarts
        """How often the site was begun anew, as far as it has to be."""
        self._last_worker_at = 0.0

    def kill(self, name: str) -> None:
        """Kill one process of the kind, as it stands."""
        if name == SERVER:
            self._database.shut_down_at_once()
            self._database.start()
            self.killed[name] += 1
            return
        pids: list[int] = []
        until(lambda: bool(pids.extend(self._kinds[name]()) or pids), f"there is a {name}")
        if name == WORKER:
            time.sleep(max(0.0, self._last_worker_at + CRASH_LOOP_SECONDS + 0.5 - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._chance.choice(pids), signal.SIGKILL)
            self.killed[name] += 1
        if name == FIRST:
            self.restarts += 1
            until(lambda: self._site.restarts == self.restarts, "the supervisor starts the site again")
        if name == WORKER:
            # Its time is counted from when it was begun anew, which a busy machine is late with.
            until(lambda: bool(self._whole_set_of_workers()), "there is another worker")
            self._last_worker_at = time.monotonic()

    def _whole_set_of_workers(self) -> list[int]:
        workers = self._site.web_workers()
        return workers if len(workers) == WEB_WORKERS else []

    def _writer_at_work(self) -> list[int]:
        """The writer, once it holds the log as the one that writes it for all."""
        place = self._site.data / "log" / ELECTION / "writer"
        with contextlib.suppress(FileNotFoundError), place.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return self._site.log_writers()
        return []


@pytest.fixture
def seed() -> int:
    """Printed at the end, so that a red run can be had again."""
    return int(os.environ.get("HATTAMA_SEED") or random.SystemRandom().randrange(10**9))


def test_whatever_process_is_killed_each_acknowledged_protocol_is_in_the_log_once(night, seed):
    chance = random.Random(seed)
    killer = Killer(night, chance)
    with night.site.load(COMMISSIONS) as load:
        began, before = time.monotonic(), load.ledger.count
        for _ in range(KILLS):
            for name in chance.sample(killer.names, len(killer.names)):
                killer.kill(name)
                load.goes_on(chance.randrange(1, 6))
        rate = (load.ledger.count - before) / (time.monotonic() - began)
        assert night.site.restarts == killer.restarts, "nothing but its own end took the site down"
    assert set(killer.killed) == set(killer.names)
    judge(night.site, f"killed (seed {seed}) {dict(killer.killed)} at {rate:.1f} protocols/s", whole=True)
