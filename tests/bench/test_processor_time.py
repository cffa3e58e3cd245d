"""Which part of what was started took the processor."""

import os
import sys

import pytest

from bench import processor_time
from bench.processor_time import Process, is_below, seconds_by_part

KNOWN = {
    1: Process(0, "init", 50.0),
    10: Process(1, "serve", 1.0),
    11: Process(10, "worker", 2.0),
    12: Process(11, "reader_program", 4.0),
    13: Process(12, "reader_program child", 8.0),
    20: Process(1, "postgres", 16.0),
    30: Process(1, "reader_program of somebody else", 32.0),
}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's /proc")
def test_this_very_process_is_found_with_what_it_took() -> None:
    known = processor_time.processes()
    assert known[os.getpid()].parent == os.getppid()
    assert known[os.getpid()].seconds > 0


def test_each_second_counts_for_one_part_and_strangers_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor_time, "processes", lambda: KNOWN)
    parts = seconds_by_part({10: "web", 20: "database"}, {"reader_program": "look"})
    assert parts == {"web": 3.0, "look": 12.0, "database": 16.0}


def test_below_is_a_child_or_its_child_and_never_itself() -> None:
    assert is_below(13, 10, KNOWN)
    assert not is_below(10, 10, KNOWN)
    assert not is_below(20, 10, KNOWN)
