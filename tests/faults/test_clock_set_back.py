"""The clock is set back: no entry is dated before the one that it follows, and the operator is told."""

import datetime
from pathlib import Path

import pytest

from tests.faults.judge import entries_of, judge
from tests.faults.site import ENDURANCE, rounds, until

pytestmark = pytest.mark.endurance

HOUR = 3600


def _set(clock: Path, seconds: int) -> None:
    # In one step: a process that reads it meanwhile must not find it empty.
    clock.with_suffix(".new").write_text(str(seconds), "ascii")
    clock.with_suffix(".new").replace(clock)


def test_a_clock_set_back_breaks_neither_log_nor_session_and_is_told(night):
    site, steps = night.site, 0
    clock = site.folder / "clock"
    with site.load() as load:
        until(lambda: all(one.browser.is_known for one in load.commissions), "each commission has logged in")
        logged_in = [commission.log_ins for commission in load.commissions]
        for _ in rounds():
            _set(clock, -HOUR * (steps + 1))
            steps += 1
            load.goes_on(4)
            until(lambda: "the clock has gone back" in site.told(), "the operator is told")
            load.goes_on(4)
        assert [commission.log_ins for commission in load.commissions] == logged_in, "every session holds"
    _set(clock, 0)
    told = [datetime.datetime.fromisoformat(e["recorded_at"]) for e in entries_of(site) if "recorded_at" in e]
    assert told == sorted(told), "no entry is dated before the one that it follows"
    judge(site, f"clock set back {steps} times", whole=ENDURANCE)
