"""How closely a scan is looked at while its sender waits: codes are sought as long as there is time for it.

To seek the code of a form in a photograph takes seven times the processor of all else that is asked of it. On
a calm night every upload gets it, and a sheet of another precinct is refused at once. When hundreds arrive in
a minute, what is left out here is done by the job that reads every scan anyway: a blank page and a sheet of
another place are then shown to those who look after the precinct, instead of being refused.
"""

from __future__ import annotations

import threading
import time

from hattama.scanning import ScanLook
from hattama.web.scans.read_scan import scan_reader

LOOKS_A_SECOND = 0.2
"""Close looks that one process of the site gives, on average: less than a tenth of one processor. With one a
second two processes spent a third of two cores on them while protocols waited (docs/operator/scale.md)."""

LOOKS_AT_ONCE = 2.0
"""Close looks saved up in quiet seconds: two people who press the button together both get one, and whoever
comes behind them waits for no more than two."""


class LookBudget:
    """A bucket of close looks: filled evenly with time, emptied by those who come. Moments in seconds."""

    def __init__(self, a_second: float, at_once: float, now: float) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._left = at_once
        self._filled_at = now
        self._lock = threading.Lock()

    def take(self, now: float) -> bool:
        """Whether a close look can be had at `now`; it is spent then."""
        with self._lock:
            grown = max(0.0, now - self._filled_at) * self._a_second
            self._left = min(self._at_once, self._left + grown)
            self._filled_at = max(now, self._filled_at)
            if self._left < 1:
                return False
            self._left -= 1
            return True


_budget = LookBudget(LOOKS_A_SECOND, LOOKS_AT_ONCE, time.monotonic())


def first_look(data: bytes) -> ScanLook:
    """What the file is, and the papers that its codes name as far as there is time to seek them now.

    Raises the ScanRefused subclass that names why it cannot be a scan.
    """
    return scan_reader().look(data, codes=_budget.take(time.monotonic()))
