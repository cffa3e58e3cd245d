"""The writer lock: one holder at a time among threads and processes, and none after a death."""

import subprocess
import sys
import threading
from functools import partial

import pytest

from hattama.web.kernel.log.bundle_store import working_folder
from hattama.web.kernel.log.writer_lock import (
    ERASING,
    SHOWING,
    WriterLockTaken,
    hold_tables,
    hold_writer_lock,
    is_waited_for,
    only_one,
    try_writer_lock,
)
from tests.web.threads import all_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]

HOLD = """
import fcntl, os, sys, time
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(descriptor, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_two_threads_never_hold_it_at_once():
    holding, most = [], []
    guard = threading.Lock()

    def write() -> None:
        for _ in range(20):
            with hold_writer_lock("tiny", 20):
                with guard:
                    holding.append(1)
                    most.append(len(holding))
                with guard:
                    holding.pop()

    assert all_at_once(*[write] * 4) == [None] * 4
    assert most == [1] * 80


def test_who_holds_it_may_take_it_again_and_still_holds_it_after():
    with hold_writer_lock("tiny", 1), hold_writer_lock("tiny", 1), try_writer_lock("tiny") as again:
        assert again
    with hold_writer_lock("tiny", 1):
        with try_writer_lock("tiny") as inner:
            assert inner
        [taken] = all_at_once(lambda: try_writer_lock("tiny").__enter__())
        assert not taken


def test_locks_of_two_elections_are_two():
    with hold_writer_lock("tiny", 1):
        [taken] = all_at_once(lambda: try_writer_lock("other").__enter__())
        assert taken


def test_who_waits_too_long_is_told():
    with hold_writer_lock("tiny", 1):
        [trouble] = all_at_once(lambda: hold_writer_lock("tiny", 0.05).__enter__())
    assert isinstance(trouble, WriterLockTaken)


def test_a_killed_process_lets_go_of_it():
    folder = working_folder("tiny")
    folder.mkdir(parents=True)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "pen")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with try_writer_lock("tiny") as taken:
        assert not taken
    holder.kill()
    holder.wait()
    with hold_writer_lock("tiny", 5):
        pass


def test_it_is_let_go_of_when_the_work_goes_wrong():
    with pytest.raises(ZeroDivisionError), hold_writer_lock("tiny", 1):
        raise ZeroDivisionError
    [taken] = all_at_once(lambda: try_writer_lock("tiny").__enter__())
    assert taken


@pytest.mark.parametrize(
    "held",
    [
        partial(hold_writer_lock, "tiny", 1),
        partial(hold_tables, "tiny"),
        *(partial(only_one, "tiny", work) for work in (ERASING, SHOWING)),
    ],
)
def test_who_holds_what_others_wait_for_knows_and_no_longer_than_that(held):
    assert not is_waited_for()
    with held(), hold_writer_lock("other", 1):
        assert is_waited_for()
    with held():
        assert is_waited_for()
    assert not is_waited_for()


def test_nobody_waits_for_who_only_looks_after_something():
    with only_one("tiny", "refreshing"):
        assert not is_waited_for()
