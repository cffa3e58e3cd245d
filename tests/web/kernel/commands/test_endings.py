"""Processes end when they are asked to, and whoever works for them ends with them."""

import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.db import connection

from hattama.web.kernel.commands.endings import end_children, leave_signals_to_parent
from hattama.web.kernel.commands.preparation import alone
from tests.real import PATIENCE

pytestmark = pytest.mark.long

POOL = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from hattama.web.kernel.commands.endings import leave_signals_to_parent, sigterm_unwinds

with sigterm_unwinds():
    pool = ProcessPoolExecutor(2, get_context("fork"), initializer=leave_signals_to_parent)
    with pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""
CHILD = """
import subprocess, sys, time
from hattama.web.kernel.commands.endings import end_with_parent
sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=end_with_parent)
print(sleeper.pid, flush=True)
time.sleep(60)
"""
KEEPER = """
from hattama.web.kernel.commands.endings import sigterm_asks
with sigterm_asks() as to_end:
    print(0, flush=True)
    to_end.wait(60)
    print("finished its round", flush=True)
"""
needs_the_kernel_of_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children")


def started(program):
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline())


def is_gone(pid):
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        try:
            told = Path(f"/proc/{pid}/stat").read_text()
        except FileNotFoundError:
            return True
        # One that has ended and that nobody has asked about is still listed, as Z.
        if told.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@needs_the_kernel_of_linux
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_those_who_work_in_a_pool_end_with_whoever_they_work_for(by):
    process, worker = started(POOL)
    process.send_signal(by)
    assert process.wait(PATIENCE) == (143 if by == signal.SIGTERM else -signal.SIGKILL)
    assert is_gone(worker)


def _leave_signals_and_wait():
    leave_signals_to_parent()
    time.sleep(PATIENCE)


@needs_the_kernel_of_linux
def test_a_child_whose_parent_died_before_it_could_ask_to_end_with_it_ends(monkeypatch):
    monkeypatch.setattr(os, "getppid", lambda: 1)
    child = get_context("fork").Process(target=_leave_signals_and_wait, daemon=True)
    child.start()
    child.join(PATIENCE / 4)
    assert child.exitcode == -signal.SIGKILL


@needs_the_kernel_of_linux
def test_a_server_ends_when_whoever_started_it_is_killed():
    process, server = started(CHILD)
    process.kill()
    process.wait(PATIENCE)
    assert is_gone(server)


def test_whoever_keeps_the_logs_finishes_the_round_before_it_ends():
    process, _ = started(KEEPER)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    assert process.stdout.read() == "finished its round\n"


@pytest.mark.django_db(transaction=True)
def test_migrations_are_made_by_one_process_at_a_time(tmp_path):
    order = []

    def second():
        with alone(connection, tmp_path):
            order.append("second")
        connection.close()

    with alone(connection, tmp_path):
        other = threading.Thread(target=second)
        other.start()
        other.join(0.5)
        order.append("first")
    other.join(PATIENCE)
    assert order == ["first", "second"]


LISTENS = "import time; print(flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LISTENS}"


def test_who_does_not_end_in_time_is_killed_and_nobody_is_waited_for_without_end():
    children = [
        subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE) for text in (DEAF, LISTENS)
    ]
    for child in children:
        with child.stdout as said:
            said.readline()
    end_children(children, seconds=1)
    assert [child.returncode for child in children] == [-signal.SIGKILL, -signal.SIGTERM]
