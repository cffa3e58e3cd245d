"""Counting in files: every process its own, added up for whoever asks, kept when a process ends."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hattama.web.operations.watching import request_times
from hattama.web.operations.watching.request_times import (
    CountRecords,
    Counts,
    clear_up,
    load_counts,
    read_counts,
)

KEY = ("request", "public:home", "GET", "2xx", "0.1")


def _all(folder: Path) -> dict[tuple[str, ...], float]:
    return read_counts(folder.glob("*.counts"))


def test_what_two_processes_count_is_added_up(tmp_path: Path) -> None:
    Counts(tmp_path).add([(KEY, 1)])
    child = os.fork()
    if child == 0:
        Counts(tmp_path).add([(KEY, 2)])
        os._exit(0)
    os.waitpid(child, 0)
    assert _all(tmp_path) == {KEY: 3}


def test_a_fork_counts_for_itself_and_leaves_its_parents_file_alone(tmp_path: Path) -> None:
    counts = Counts(tmp_path)
    counts.add([(KEY, 1)])
    child = os.fork()
    if child == 0:
        counts.add([(KEY, 10)])
        os._exit(0)
    os.waitpid(child, 0)
    counts.add([(KEY, 1)])
    assert _all(tmp_path) == {KEY: 12}


def _dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_counts_of_an_ended_process_are_kept_while_the_site_runs(tmp_path: Path) -> None:
    counts = Counts(tmp_path)
    counts.add([(KEY, 4)])
    counts.stamp(("error",), 1000.0)
    dead = tmp_path / f"{_dead_pid()}.counts"
    dead.write_bytes((tmp_path / f"{os.getpid()}.counts").read_bytes())
    before = _all(tmp_path)
    assert before == {KEY: 8, ("last", "error"): 1000.0}
    clear_up(tmp_path)
    assert not dead.exists()
    assert _all(tmp_path) == before
    clear_up(tmp_path)
    assert _all(tmp_path) == before


def test_a_site_that_starts_anew_begins_at_nothing(tmp_path: Path) -> None:
    Counts(tmp_path).add([(KEY, 4)])
    (tmp_path / f"{os.getpid()}.counts").rename(tmp_path / f"{_dead_pid()}.counts")
    clear_up(tmp_path)
    assert _all(tmp_path) == {}


def test_where_no_file_can_be_made_nothing_is_counted_and_nothing_breaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "metrics").write_text("a file in the way")
    counts = Counts(tmp_path / "metrics" / "host")
    counts.add([(KEY, 1)])
    counts.add([(KEY, 1)])
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_room_of_a_file_is_taken_before_it_is_mapped(tmp_path: Path) -> None:
    Counts(tmp_path).add([(KEY, 1)])
    made = (tmp_path / f"{os.getpid()}.counts").stat()
    assert made.st_size == request_times.FILE_BYTES
    # Blocks of 512 bytes: no hole that a full disk could not fill.
    assert made.st_blocks * 512 >= request_times.FILE_BYTES


def test_a_flood_of_names_ends_at_the_room_that_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_times, "MOST_KEYS", 3)
    Counts(tmp_path).add([((f"{number}",), 1) for number in range(9)])
    assert len(_all(tmp_path)) == 3


def test_errors_of_the_program_are_counted_with_the_moment_of_the_last() -> None:
    logger = logging.Logger("tested")
    logger.addHandler(CountRecords())
    logger.warning("a warning")
    logger.error("an error with a %s", "name")
    found = load_counts()
    assert (found["log", "warning"], found["log", "error"]) == (1, 1)
    assert found["last", "error"] > 0


@pytest.mark.parametrize(
    ("seconds", "group"), [(0.0, "0.005"), (0.005, "0.005"), (0.3, "0.5"), (10.0, "10.0"), (11.0, "+Inf")]
)
def test_a_request_is_counted_in_the_group_of_its_time(seconds: float, group: str) -> None:
    request_times.count_request("public:home", "BREW", 204, seconds)
    found = load_counts()
    assert found["request", "public:home", "other", "2xx", group] == 1
    assert found["request", "public:home", "other", "2xx", "sum"] == seconds


def test_the_log_of_the_program_is_counted_as_the_settings_say() -> None:
    root = logging.getLogger()
    assert any(isinstance(handler, CountRecords) for handler in root.handlers)
