"""The log's writer as a process covers what others send, its child follows, and both end when told."""

import json
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from hattama.web.kernel.commands.endings import end_with_parent
from hattama.web.kernel.log.bundle_store import BundleStore
from hattama.web.operations import write_logs
from tests.real import PATIENCE
from tests.web.kernel.log.test_kills import ROOT, _command, is_at_work, run, world

pytestmark = pytest.mark.long

__all__ = ["world"]

BEFORE_THE_NIGHT = 3
"""Entries of an opened election: the opening, the key, the roster."""


def test_what_is_sent_is_covered_by_the_process_followed_by_its_child_and_both_end_when_told(world):
    run(world, "prepare", "3")
    process = subprocess.Popen(_command("log"), cwd=ROOT, env=world, preexec_fn=end_with_parent)
    try:
        until = time.monotonic() + PATIENCE
        while not is_at_work(world):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        heard = run(world, "write", "0", "1").splitlines()
        assert len(heard) == 6, "two contests in each of three precincts"
        store = BundleStore(Path(world["HATTAMA_DATA"], "public", "kill"))
        assert store.size() == BEFORE_THE_NIGHT + len(heard)
        assert json.loads(run(world, "tables", str(store.size()))) == [store.size(), len(heard)]
    finally:
        process.terminate()
    assert process.wait(PATIENCE) == 0
    assert not is_at_work(world)


def test_a_database_that_is_away_is_asked_once_a_second(db, monkeypatch, caplog):
    """And not with every batch: each time is a line of the operator's."""

    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(write_logs, "kept_elections", list)
    monkeypatch.setattr(write_logs, "_waiting", away)
    writer = write_logs._Writer("en")
    assert writer.round() == write_logs.AWAY_SECONDS >= 1
    assert len(caplog.records) == 1
    monkeypatch.setattr(write_logs, "_waiting", list)
    assert write_logs.BATCH_SECONDS <= writer.round() <= write_logs.MOST_BATCH_SECONDS < 1


@pytest.mark.parametrize(("took", "rest"), [(0.001, 0.05), (0.05, 0.1), (3.0, 0.15)])
def test_acts_gather_twice_as_long_as_the_last_batch_took_by_the_clock_within_bounds(
    db, monkeypatch, took, rest
):
    """A sender waits for a batch: as little as possible on an idle machine, on a full one more share it."""
    clock = iter([100.0, 100.0, 200.0, 200.0 + took])
    monkeypatch.setattr(write_logs, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(write_logs, "kept_elections", list)
    monkeypatch.setattr(write_logs, "_waiting", list)
    assert write_logs._Writer("en").round() == pytest.approx(rest)
