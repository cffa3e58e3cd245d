"""Work that nobody waits for rests while others need the machine."""

import signal
import time

import pytest

from hattama.web.kernel.commands import calm
from hattama.web.kernel.commands.calm import MOST_SECONDS, RESTS, STEP_SECONDS, Calm, read_ticks


def a_calm(*ticks: tuple[int, int]) -> Calm:
    return Calm(iter(ticks).__next__)


def test_it_rests_where_others_take_more_than_their_part_and_as_long_as_it_worked_times_twenty():
    asked = a_calm((0, 0), (30, 100), (61, 200), (61, 300), (161, 400))
    assert [asked.rest(0.01) for _ in range(4)] == [0.0, RESTS * 0.01, 0.0, RESTS * 0.01]


def test_it_rests_no_longer_than_some_seconds_so_that_what_waits_is_done_all_the_same():
    assert a_calm((0, 0), (100, 100)).rest(5.0) == MOST_SECONDS


def test_where_no_system_says_it_never_rests(monkeypatch):
    monkeypatch.setattr(calm.Path, "read_text", lambda *_: (_ for _ in ()).throw(FileNotFoundError))
    assert read_ticks() == (0, 0)
    assert Calm().rest(1.0) == 0.0


def test_what_gives_way_is_not_among_what_is_wanted(monkeypatch):
    monkeypatch.setattr(calm.Path, "read_text", lambda *_: "cpu  10 20 30 400 50 6 7 8 900 1000\ncpu0 1 2\n")
    assert read_ticks() == (10 + 30 + 6 + 7 + 8, 10 + 20 + 30 + 400 + 50 + 6 + 7 + 8)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of the processor's time")
@pytest.mark.parametrize("holds_lock", [False, True])
def test_work_in_one_piece_rests_in_between_unless_it_holds_a_lock_that_is_wanted(monkeypatch, holds_lock):
    rests: list[float] = []
    looks: list[float] = []

    def is_waited_for() -> bool:
        looks.append(time.monotonic())
        return holds_lock

    monkeypatch.setattr(calm, "read_ticks", iter((at, at) for at in range(10**9)).__next__)
    monkeypatch.setattr(Calm.__init__, "__defaults__", (calm.read_ticks,))
    monkeypatch.setattr(calm.time, "sleep", rests.append)
    before = signal.getsignal(signal.SIGPROF)
    try:
        calm.rest_while_wanted(is_waited_for)
        ends_at = time.monotonic() + 300
        while len(looks) < 4 and time.monotonic() < ends_at:
            pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert len(looks) == 4
    assert rests[:3] == ([] if holds_lock else [RESTS * STEP_SECONDS] * 3)
