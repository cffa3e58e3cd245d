"""Work that nobody waits for rests while the machine is wanted by those who are waited for.

To give way by `nice` is not enough: whoever wakes finds a core taken for a moment, and what it had nearest
the core gone. Beside a hundred protocols a second reading scans took a fifth of what the two cores carry.
"""

import signal
import time
from collections.abc import Callable
from pathlib import Path

WANTED = 0.3
"""Of all cores: where those who do not give way take more, work that nobody waits for rests."""

RESTS = 20
MOST_SECONDS = 5.0
"""So many times as long as it worked it rests then, and no longer: what waits is read all the same."""

STEP_SECONDS = 0.05
"""Of the processor: so much is done between two looks, where the work is one piece."""

Ticks = tuple[int, int]
"""Of all cores since the machine started: at work for who does not give way; whole."""


def read_ticks() -> Ticks:
    """Of Linux; (0, 0) elsewhere (proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal)."""
    try:
        first = Path("/proc/stat").read_text("ascii").partition("\n")[0]
    except OSError:
        return 0, 0
    user, nice, system, idle, waiting, *others = map(int, first.split()[1:9])
    return user + system + sum(others), user + nice + system + idle + waiting + sum(others)


class Calm:
    """How long to rest after each piece of work."""

    def __init__(self, ticks: Callable[[], Ticks] = read_ticks) -> None:
        self._ticks, self._seen = ticks, ticks()

    def rest(self, worked: float) -> float:
        """Seconds to rest after `worked` seconds, by what others took since the last time."""
        before, self._seen = self._seen, self._ticks()
        taken, whole = (now - then for now, then in zip(self._seen, before, strict=True))
        return min(RESTS * worked, MOST_SECONDS) if taken > WANTED * whole else 0.0


def rest_while_wanted(is_waited_for: Callable[[], bool]) -> None:
    """Let this process rest from now on after each STEP_SECONDS, whatever it is at, but where its main thread
    `is_waited_for`: it holds a lock that those want who are waited for."""
    calm = Calm()

    def rest(*_: object) -> None:
        if not is_waited_for():
            time.sleep(calm.rest(STEP_SECONDS))

    signal.signal(signal.SIGPROF, rest)
    signal.setitimer(signal.ITIMER_PROF, STEP_SECONDS, STEP_SECONDS)
