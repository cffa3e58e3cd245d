"""What one measurement says, and how to take one."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `ours` and `other` are in the same `unit`, smaller is better; `other` names its tool in
    `beside`. A measurement with nothing to stand beside it has `other` None and shows no ratio.
    """

    name: str
    ours: float
    other: float | None
    beside: str
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times ours is of the other: under 1 is better than it; None beside nothing at all."""
        return self.ours / self.other if self.other else None


def best_seconds(work: Callable[[], object], times: int = 3) -> float:
    """The quickest of several runs: what the work costs when nothing else disturbs it."""
    measured = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        measured.append(time.perf_counter() - started)
    return min(measured)
