"""The parts of a check, each in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from hattama.verification import PartResult, Task, check_part

LEAST_ENTRIES = 5_000
"""Below this a second process costs more than it saves."""

_task: Task | None = None


def run_in_processes(task: Task, processes: int) -> list[PartResult]:
    """Work through a task in so many processes; in this one where the log is small."""
    global _task
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if processes < 2 or task.limits.size < LEAST_ENTRIES or not can_fork:
        return [check_part(task, 0, 1)]
    task.foundation.settle()
    # What a task stands on is there to stay: the collector of garbage need not walk through it at every turn.
    gc.freeze()
    # Children that are forked find the task where it stands, and nothing is copied to them.
    _task = task
    try:
        with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_check_part, range(processes), [processes] * processes))
    finally:
        _task = None
        gc.unfreeze()


def _check_part(part: int, parts: int) -> PartResult:
    assert _task is not None, "a child finds the task of its parent"
    return check_part(_task, part, parts)
