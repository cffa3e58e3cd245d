"""Two requests of a process are at work at once; who waits for something else leaves its turn to others."""

import threading
from contextlib import ExitStack

import pytest

from hattama.web.kernel.stores import turns
from hattama.web.kernel.stores.turns import AT_ONCE, turn, turn_left

PATIENCE = 300


class Worker(threading.Thread):
    """At work from `began` until told to go on; with `waits` it leaves its turn meanwhile."""

    def __init__(self, *, waits: bool = False) -> None:
        super().__init__()
        self.began, self.goes_on, self.ended = (threading.Event() for _ in range(3))
        self._waits = waits
        self.start()

    def run(self) -> None:
        with turn(), ExitStack() as left:
            if self._waits:
                left.enter_context(turn_left())
            self.began.set()
            self.goes_on.wait(4 * PATIENCE)
        self.ended.set()


@pytest.fixture
def begin(monkeypatch):
    """Begin a worker; nobody is at work for long unless a test says so."""
    monkeypatch.setattr(turns, "LONG_SECONDS", 4 * PATIENCE)
    monkeypatch.setattr(turns, "_turns", turns._Turns())
    workers: list[Worker] = []

    def begun(*, waits: bool = False) -> Worker:
        workers.append(Worker(waits=waits))
        return workers[-1]

    yield begun
    for worker in workers:
        worker.goes_on.set()
    for worker in workers:
        worker.join(PATIENCE)


def waiting() -> int:
    return len(turns._turns._begins._waiters) + len(turns._turns._returns._waiters)


def wait_until(count: int) -> None:
    while waiting() != count:
        threading.Event().wait(0.001)


def test_one_more_than_two_waits_until_one_has_ended(begin):
    first, *others = [begin() for _ in range(AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in (first, *others))
    late = begin()
    wait_until(1)
    assert not late.began.is_set()
    first.goes_on.set()
    assert late.began.wait(PATIENCE)


def test_who_waits_for_something_else_keeps_nobody_from_work(begin):
    waiters = [begin(waits=True) for _ in range(3 * AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in waiters)
    working = [begin() for _ in range(AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in working)
    waiters[0].goes_on.set()
    wait_until(1)
    assert not waiters[0].ended.is_set(), "it goes on when it has a turn again"
    working[0].goes_on.set()
    assert waiters[0].ended.wait(PATIENCE)


def test_who_comes_back_goes_before_who_begins(begin):
    came_back = begin(waits=True)
    assert came_back.began.wait(PATIENCE)
    working = [begin() for _ in range(AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in working)
    came_back.goes_on.set()
    wait_until(1)
    with turns._turns._begins:
        # Somebody has left, and who comes back is not awake yet.
        turns._turns._since.pop(working[0].ident)
    late = begin()
    wait_until(2)
    with turns._turns._begins:
        turns._turns._wake()
    assert came_back.ended.wait(PATIENCE)
    assert late.began.wait(PATIENCE), "then it is the turn of who begins"


def test_nobody_waits_while_there_is_room(begin):
    """Two leave at once, and only one of those that wait has been woken by then."""
    working = [begin() for _ in range(AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in working)
    late = [begin() for _ in range(AT_ONCE)]
    wait_until(AT_ONCE)
    with turns._turns._begins:
        turns._turns._since.clear()
        turns._turns._wake()
    assert all(worker.began.wait(PATIENCE) for worker in late)


def test_who_is_at_work_for_long_is_no_longer_counted(begin, monkeypatch):
    long_ones = [begin() for _ in range(AT_ONCE)]
    assert all(worker.began.wait(PATIENCE) for worker in long_ones)
    monkeypatch.setattr(turns, "LONG_SECONDS", 0.0)
    assert begin().began.wait(PATIENCE)


def test_who_has_no_turn_may_leave_it_all_the_same(begin):
    with turn_left():
        assert begin().began.wait(PATIENCE)
    assert threading.get_ident() not in turns._turns._since
