"""The log's writer as a process of its own, which does only the log; and the follower, its child, by which
the public tables come after it."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from multiprocessing.process import BaseProcess

from django.db import connections
from django.db.models import QuerySet
from django.utils import timezone

from hattama.core.entries import BrokenLifeCycle
from hattama.web.kernel.commands.endings import give_way, leave_signals_to_parent, outlast
from hattama.web.kernel.commands.log_checks import log_troubles, say_trouble
from hattama.web.kernel.elections.loading import without_bytes
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_with_writer_lock
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.tables import Act, acts_waiting
from hattama.web.kernel.log.writer_lock import WRITER, hold_writer_lock, only_one
from hattama.web.kernel.pages.file_answers import made_state
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.made_files import made_home, turn_to
from hattama.web.kernel.stores.table_statistics import renew_statistics
from hattama.web.operations.keep_log import kept_elections

FOLLOW_SECONDS = 1.0
"""How often the public tables come after a log that moves."""

CALM_SECONDS = 5.0
"""How often a log is looked at that stands still, or is in trouble; and whether another one was opened."""

BATCH_SECONDS, MOST_BATCH_SECONDS = 0.05, 0.15
"""How long acts gather for a batch: the longer, the fuller the machine, so that more of them share its fixed
cost."""

GATHERS = 2
"""So many times as long as the last batch took by the clock: on a full machine it waits for its turn, too."""

AWAY_SECONDS = 1.0
"""How often a database that is away is asked whether it is back; each time is written down."""

LOCK_SECONDS = 5.0

_POLITE = 5
"""Of the follower: the writer comes first, and whoever only looks after logs later."""

_log = logging.getLogger(__name__)


def write_logs(to_end: threading.Event, is_wanted: Callable[[], bool], language: str) -> None:
    """Write what waits, batch by batch, and have it followed, until asked to end."""
    follower, writer = _start_follower(language), _Writer(language)
    try:
        while not to_end.is_set() and is_wanted():
            to_end.wait(writer.round())
            if not follower.is_alive():
                # A child would keep the locks that are held now.
                writer.leave_all()
                follower = _start_follower(language)
    finally:
        writer.leave_all()
        follower.kill()
        follower.join()


class _Writer:
    """The logs that this process writes, each with its lock: requests leave them to it while they do well. In
    trouble they find out by themselves what it is, and tell whoever sent something."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._written: dict[str, ExitStack] = {}
        self._looked_at = -CALM_SECONDS

    def round(self) -> float:
        """Write what waits; now and then look for logs not written yet. In how many seconds the next is."""
        if time.monotonic() - self._looked_at >= CALM_SECONDS:
            self._looked_at = time.monotonic()
            for election_id in outlast(kept_elections, self._language) or ():
                if election_id not in self._written:
                    self._begin(election_id)
        began = time.monotonic()
        waiting = outlast(_waiting, self._language)
        for election_id in waiting or ():
            if election_id in self._written and not told(partial(_write, election_id), self._language):
                self._written.pop(election_id).close()
        took = time.monotonic() - began
        return (
            AWAY_SECONDS if waiting is None else min(max(BATCH_SECONDS, GATHERS * took), MOST_BATCH_SECONDS)
        )

    def _begin(self, election_id: str) -> None:
        lock = ExitStack()
        is_mine = lock.enter_context(only_one(election_id, WRITER))
        # Whoever wrote before may have been killed between entries and checkpoint.
        if is_mine and told(partial(_write, election_id), self._language):
            self._written[election_id] = lock
        else:
            lock.close()

    def leave_all(self) -> None:
        """Leave the logs to whoever sends something."""
        while self._written:
            self._written.popitem()[1].close()
        self._looked_at = -CALM_SECONDS


def told(work: Callable[[], object], language: str) -> bool:
    """Whether `work` went well; else why not is written down."""

    def worked() -> bool:
        work()
        return True

    try:
        return outlast(worked, language) is True
    except tuple(log_troubles()) as trouble:
        _log.error("%s", say_trouble(trouble, language))
    except BrokenLifeCycle as trouble:
        _log.error("something contradicts the log: %s: %s", type(trouble).__name__, trouble)
    return False


@kept_question
def _waiting() -> QuerySet[Act, str]:
    return acts_waiting().order_by().values_list("election_id", flat=True).distinct()


def _write(election_id: str) -> None:
    with hold_writer_lock(election_id, LOCK_SECONDS):
        # Its key may have changed since the last batch.
        (election,) = without_bytes(election_id)
        advance_with_writer_lock(election, timezone.now())


def _start_follower(language: str) -> BaseProcess:
    # What is open belongs to this process; the child makes its own.
    connections.close_all()
    follower = multiprocessing.get_context("fork").Process(target=_follow_logs, args=(language,))
    follower.start()
    return follower


def _follow_logs(language: str) -> None:
    leave_signals_to_parent()
    give_way(_POLITE)
    seen: dict[str, tuple[str, float]] = {}
    while True:
        for election_id in outlast(kept_elections, language) or ():
            told(partial(_follow_moved, election_id, seen), language)
        outlast(renew_statistics, language)
        time.sleep(FOLLOW_SECONDS)


def _follow_moved(election_id: str, seen: dict[str, tuple[str, float]]) -> None:
    """Bring the tables up to a log whose checkpoint is another than was `seen`, or was long ago."""
    state, now = public_store(election_id).checkpoint_state(), time.monotonic()
    before, at = seen.get(election_id, ("", 0.0))
    if state != before or now - at >= CALM_SECONDS:
        seen[election_id] = state, now
        if follow_log(election_id):
            turn_to(made_home(election_id), made_state(ElectionRow.objects.get(pk=election_id)))
