"""Processes of the site are killed at random under load: web workers, the log's keeper, readers of scans.

The server itself starts a killed web worker again (granian, `--respawn-failed-workers`), `hattama serve` a
killed reader of scans, and `hattama serve` itself is started again by what supervises it, as systemd does.
"""

import contextlib
import os
import random
import signal
from collections import Counter

from tests.faults.judge import judge
from tests.faults.site import ENDURANCE, rounds

KILLS_IN_A_ROUND = 6


def kill(pids: list[int], chance: random.Random) -> int:
    """Kill one of them as it stands; how many were killed."""
    if not pids:
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(pids), signal.SIGKILL)
        return 1
    return 0


def test_whatever_process_is_killed_each_acknowledged_protocol_is_in_the_log_once(night):
    site = night.site
    seed = int(os.environ.get("HATTAMA_SEED") or random.SystemRandom().randrange(10**9))
    chance = random.Random(seed)
    killed: Counter[str] = Counter()
    kinds = {
        "web worker": site.web_workers,
        "reader of scans": site.scan_workers,
        "keeper of the log": site.log_keepers,
    }
    restarts = site.restarts
    with site.load() as load:
        for _ in rounds():
            # In the short form one of each, the keeper last: with it the whole site is started again.
            names = chance.choices([*kinds], weights=[6, 2, 1], k=KILLS_IN_A_ROUND) if ENDURANCE else [*kinds]
            for name in names:
                killed[name] += kill(kinds[name](), chance)
                load.goes_on(chance.randrange(1, 6))
    assert set(killed) == set(kinds)
    # Of the others none may take the site down; a worker killed twice within seconds may, at length.
    assert ENDURANCE or site.restarts - restarts == killed["keeper of the log"] == 1
    judge(site, f"killed (seed {seed}) {dict(killed)}", whole=True)
