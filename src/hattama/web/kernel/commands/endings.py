"""How a process of ours ends: when it is asked to, after what it has in hand, leaving no child behind."""

import argparse
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from hattama.core.vocabulary import Message
from hattama.phrases import bounded, say

_MOST_PROCESSES = 2**22
"""Linux gives no number above (PID_MAX_LIMIT)."""
_AWAY = Message("The database cannot be reached: {why}. Work goes on by itself when it is back.")
_NO_ROOM = Message("The disk takes nothing in: {why}. Work goes on by itself when there is room.")

Worked = TypeVar("Worked")

_log = logging.getLogger(__name__)


def outlast(work: Callable[[], Worked], language: str) -> Worked | None:
    """What `work` gives, with a connection that is whole; None where an outage stopped it, which is written
    down.

    Whoever waits for ever has no request whose end would throw away a connection that broke.
    """
    from django.db import close_old_connections

    from hattama.web.kernel.stores.outages import DATABASE_AWAY, Outage, outage_of

    close_old_connections()
    try:
        return work()
    except (*DATABASE_AWAY, OSError) as trouble:
        outage = outage_of(trouble)
        if outage is None:
            raise
        close_old_connections()
        words = _AWAY if outage is Outage.DATABASE else _NO_ROOM
        _log.error("%s", say(words, language, why=str(trouble).strip().partition("\n")[0]))
        return None


def add_beside(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `--beside`, by which `start_beside` says who started a command."""
    about, number = (
        say(Message("end when this process ends"), language),
        bounded(language, 1, _MOST_PROCESSES),
    )
    parser.add_argument("--beside", type=number, metavar="PID", help=about)


def start_beside(*words: str) -> subprocess.Popen[bytes]:
    """Start a command of ours as a child that ends with this process (`is_wanted`)."""
    program = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, *words, "--beside", str(os.getpid())]
    # In a session of its own: Linux shares a core among sessions first, and only then by `nice` (autogroup).
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


ENDS_WITHIN = 60.0


def end_children(children: Iterable[subprocess.Popen[bytes]], seconds: float = ENDS_WITHIN) -> None:
    """Tell all of them to end, each after what it has in hand; whoever has not done so within `seconds` is
    killed, and what it had in hand comes again: as with systemd, whose patience has an end, too."""
    for child in (told := [*children]):
        child.terminate()
    deadline = time.monotonic() + seconds
    for child in told:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def give_way(steps: int, *, unless_sqlite: bool = True) -> None:
    """Let whoever waits for an answer come first from now on, by so many steps of `nice`, in this session and
    among sessions. On SQLite all would wait for who gives way with its one lock in hand."""
    from django.db import connection

    if unless_sqlite and connection.vendor == "sqlite":
        return
    os.nice(steps)
    if os.getsid(0) != os.getpid() != os.getpgrp():
        os.setsid()
    # The sessions of others are not ours to slow down.
    while os.getsid(0) == os.getpid():
        try:
            _AUTOGROUP.write_text(str(steps), "ascii")
        except BlockingIOError:
            # Linux takes ten of these a second.
            time.sleep(0.1)
            continue
        except OSError:
            # It shares nothing among sessions, or a container keeps that from us: `nice` alone holds then.
            pass
        return


_AUTOGROUP = Path("/proc/self/autogroup")


def is_wanted(beside: int | None) -> bool:
    """Whether the process that this one was started beside is still there; always where there was none."""
    return beside is None or os.getppid() == beside


_PR_SET_PDEATHSIG = 1
ENDED_BY_SIGTERM = 128 + signal.SIGTERM


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Called in a child: the kernel sends it `by` when its parent dies, however that dies (Linux alone)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(by))


def leave_signals_to_parent() -> None:
    """Called in a child that works for its parent: it ends when the parent says so, or is no more."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(signal.SIGKILL)
    parent = parent_process()
    if parent is not None and parent.pid != os.getppid():
        # It died before the kernel was asked to say so.
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def sigterm_unwinds() -> Iterator[None]:
    """SIGTERM is an exception in here: what was opened is closed, and whoever works for us is sent home."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED_BY_SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def sigterm_asks() -> Iterator[threading.Event]:
    """SIGTERM sets the event: whoever loops looks at it between two rounds, and waits by it."""
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGTERM, before)
