"""Processes of the site are killed at random under load, and those that it stands on.

The server itself begins a killed web worker again (granian, `--respawn-failed-workers`), `hattama serve` a
killed writer of the log, keeper or reader of scans, the writer its follower, and `hattama serve`, the first
process, is begun again by what supervises it, as systemd does. PostgreSQL recovers by itself from the loss
of a process; nginx begins a worker anew. At length 100 of each are killed, one kind after the other, while
fifty protocols a second become due, whether those before were answered or not; the next kill comes when those
who send are less than a second behind. A table says at the end how it went.
"""

import contextlib
import fcntl
import os
import random
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.faults.conftest import Night, behind_nginx
from tests.faults.judge import judge
from tests.faults.night import ELECTION
from tests.faults.site import COMMISSIONS, WEB_WORKERS, until
from tests.real.processes import begun_at, connected_sockets, sockets_of

pytestmark = pytest.mark.endurance

KILLS = int(os.environ.get("HATTAMA_KILLS") or 100)
"""Of each kind at length, one kind after the other."""

RATE = float(os.environ.get("HATTAMA_RATE") or 50)
"""Protocols a second that become due meanwhile."""

SENDERS = max(4, round(1.28 * RATE))
ROUNDS = 3

WORKER, FIRST, SERVER = "web worker", "first process", "PostgreSQL shut down at once"
READER, WRITER, FOLLOWER, KEEPER = (
    "reader of scans",
    "writer of the log",
    "follower of the log",
    "keeper of the log",
)
BACKEND, NGINX = "process of PostgreSQL", "worker of nginx"
KINDS = (WORKER, READER, WRITER, FOLLOWER, KEEPER, FIRST, BACKEND, NGINX, SERVER)
SECONDS_A_KILL = {WORKER: 12, FIRST: 20, BACKEND: 6, SERVER: 6}
"""For how long there are protocols to send, where memory is slow, too; of all others for eight."""

HEAD = f"{'killed':28} kills  away: median, most  minutes  acknowledged  a second  lost  doubled  forked"
ROW = "{:28} {:5} {:11.2f} s {:4.2f} s {:8.1f} {:13} {:9.1f} {:5} {:8} {:7}"


class Killer:
    """Kills processes of a night by kind, each once it is at work, and sees to it that the site goes on."""

    def __init__(self, night: Night, chance: random.Random, *, once_started: bool = False) -> None:
        """With `once_started` whoever gives way on the processor is waited for, which a machine that is full
        never lets start.
        """
        self._site, self._database = night.site, night.database
        self._once_started = once_started
        self._chance = chance
        self._kinds = {
            WORKER: self._older_worker,
            READER: partial(self._at_work, night.site.scan_workers),
            WRITER: self._writer_at_work,
            FOLLOWER: partial(self._at_work, night.site.followers),
            KEEPER: partial(self._at_work, night.site.log_keepers),
            FIRST: night.site.first_processes,
            BACKEND: night.database.backends,
        }
        if night.site.door is not None:
            self._kinds[NGINX] = night.site.door.workers
        self.names = [*self._kinds, SERVER]
        self.killed: Counter[str] = Counter()
        self.restarts = night.site.restarts
        """How often the site was begun anew, as far as it has to be."""

    def kill(self, name: str) -> float:
        """Kill one process of the kind, as it stands; when, by the monotonic clock."""
        if name == SERVER:
            killed_at = time.monotonic()
            self._database.shut_down_at_once()
            self._database.start()
            self.killed[name] += 1
            return killed_at
        pids: list[int] = []
        until(lambda: bool(pids.extend(self._kinds[name]()) or pids), f"there is a {name}")
        killed_at = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._chance.choice(pids), signal.SIGKILL)
            self.killed[name] += 1
        if name == FIRST:
            self.restarts += 1
            until(lambda: self._site.restarts == self.restarts, "the supervisor starts the site again")
        return killed_at

    def _older_worker(self) -> list[int]:
        """The worker that was begun first, once all are at work: the same one killed twice within 5.5 seconds
        makes granian end the site as a crash loop, and then the supervisor has to help.
        """
        workers = self._at_work(self._site.web_workers)
        return [min(workers, key=begun_at)] if len(workers) == WEB_WORKERS else []

    def _at_work(self, processes: Callable[[], list[int]]) -> list[int]:
        """Those that have connected to something: they have started."""
        if not self._once_started:
            return processes()
        connected = connected_sockets()
        return [pid for pid in processes() if sockets_of(pid) & connected]

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
        for _ in range(ROUNDS):
            for name in chance.sample(killer.names, len(killer.names)):
                killer.kill(name)
                load.goes_on(chance.randrange(1, 6))
    assert night.site.restarts == killer.restarts, "nothing but its own end took the site down"
    assert set(killer.killed) == set(killer.names)
    judge(night.site, f"killed (seed {seed}) {dict(killer.killed)}", whole=True)


@pytest.fixture(scope="module")
def busy_night(request: pytest.FixtureRequest) -> Iterator[tuple[Night, list[str]]]:
    """A site behind nginx with papers enough for the kinds that are asked for, and the rows of its table."""
    kinds = [
        item.callspec.params["kind"] for item in request.session.items if "busy_night" in item.fixturenames
    ]
    protocols = RATE * KILLS * sum(SECONDS_A_KILL.get(kind, 8) for kind in kinds)
    rows = [HEAD]
    with behind_nginx(500 + round(protocols / 2), SENDERS) as night:
        yield night, rows
        judge(night.site, "after all kills", whole=True)
    print("\n".join(["", *rows]))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.replace(" ", "-"))
def test_protocols_come_in_as_fast_as_before_while_one_kind_of_process_is_killed_again_and_again(
    kind, busy_night, seed
):
    night, rows = busy_night
    night.site.ledger.turn_over()
    chance = random.Random(seed)
    killer = Killer(night, chance, once_started=True)
    ledger, away = night.site.ledger, []
    with night.site.open_load(RATE) as load:
        for _ in range(KILLS):
            killed_at = killer.kill(kind)
            time.sleep(chance.uniform(0, 0.5))
            until(lambda: load.behind() <= SENDERS, "those who send are no more than a turn behind")
            until(lambda at=killed_at: ledger.seconds_away(at) is not None, "one more is acknowledged")
            away.append(ledger.seconds_away(killed_at))
        took, acknowledged = time.monotonic() - load.begun, load.acknowledged
    assert night.site.restarts == killer.restarts, "nothing but its own end took the site down"
    wrongs = judge(night.site, f"killed (seed {seed}) {killer.killed}")
    figures = (statistics.median(away), max(away), took / 60, acknowledged, acknowledged / took, *wrongs)
    rows.append(ROW.format(kind, KILLS, *figures))
