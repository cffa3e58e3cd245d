"""Processes of the site are killed at random under load: web workers, keeper, readers of scans, the first.

The server itself starts a killed web worker again (granian, `--respawn-failed-workers`), `hattama serve` a
killed reader of scans or keeper, and `hattama serve` itself is started again by what supervises it, as
systemd does.
"""

import contextlib
import os
import random
import signal
import time
from collections import Counter

import pytest

from tests.faults.judge import judge
from tests.faults.site import ENDURANCE, WEB_WORKERS, Site, rounds, until

pytestmark = pytest.mark.long

KILLS_IN_A_ROUND = 6
CRASH_LOOP_SECONDS = 5.5
"""A worker that dies twice within so long makes granian end the site: then the supervisor has to help."""

FIRST = "first process"


class Killer:
    """Kills processes of a site by kind, and waits until their work is in other hands."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self._site = site
        self._chance = chance
        self._kinds = {
            "web worker": site.web_workers,
            "reader of scans": site.scan_workers,
            "keeper of the log": site.log_keepers,
            FIRST: site.first_processes,
        }
        self.names = [*self._kinds]
        self.killed: Counter[str] = Counter()
        self._last_worker_at = 0.0

    def kill(self, name: str) -> None:
        """Kill one process of the kind, as it stands."""
        pids = self._kinds[name]()
        if not pids:
            return
        if name == "web worker":
            self._let_the_last_one_rest()
        pid = self._chance.choice(pids)
        restarts = self._site.restarts
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.killed[name] += 1
        if name == FIRST:
            until(lambda: self._site.restarts > restarts, "the supervisor starts the site again")
        until(lambda: pid not in self._all() and self._is_whole(), f"there is another {name}")
        if name == "web worker":
            # Its time is counted from when it was begun anew, which a busy machine is late with.
            self._last_worker_at = time.monotonic()
        assert self._site.restarts == restarts + (name == FIRST), f"a killed {name} took the site down"

    def _all(self) -> set[int]:
        return {pid for pids in self._kinds.values() for pid in pids()}

    def _is_whole(self) -> bool:
        beside = self._site.scan_workers() and self._site.log_keepers()
        return len(self._site.web_workers()) == WEB_WORKERS and bool(beside)

    def _let_the_last_one_rest(self) -> None:
        time.sleep(max(0.0, self._last_worker_at + CRASH_LOOP_SECONDS + 0.5 - time.monotonic()))


@pytest.fixture
def seed() -> int:
    """Printed at the end, so that a red run can be had again."""
    return int(os.environ.get("HATTAMA_SEED") or random.SystemRandom().randrange(10**9))


def test_whatever_process_is_killed_each_acknowledged_protocol_is_in_the_log_once(night, seed):
    chance = random.Random(seed)
    killer = Killer(night.site, chance)
    with night.site.load() as load:
        for _ in rounds():
            # In the short form one of each.
            kinds = killer.names
            for name in chance.choices(kinds, [6, 2, 2, 1], k=KILLS_IN_A_ROUND) if ENDURANCE else kinds:
                killer.kill(name)
                load.goes_on(chance.randrange(1, 6))
    assert set(killer.killed) == set(killer.names)
    judge(night.site, f"killed (seed {seed}) {dict(killer.killed)}", whole=True)
