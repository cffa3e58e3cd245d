"""A request waits until a checkpoint covers what it brought.

Of a process's threads that wait for one log, one looks at its checkpoint, and asks the database once for all
of them; the others sleep.
"""

import datetime
import logging
import threading
import time
from collections import defaultdict
from typing import Any

from hattama.core.transparency_log import LogRefusal
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.advance_log import PUBLISH_SECONDS, advance_with_writer_lock
from hattama.web.kernel.log.bundle_store import BundleStore, public_store
from hattama.web.kernel.log.follow_log import follow_log
from hattama.web.kernel.log.log_stops import LogStopped
from hattama.web.kernel.log.signers import SignerRefused, SignerUnavailable
from hattama.web.kernel.log.signing_keys import KeyRefused
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.log.write_log_files import DatabaseDiffersFromLog, LogAheadOfDatabase
from hattama.web.kernel.log.writer_lock import is_writer_at_work, try_writer_lock
from hattama.web.kernel.stores.content_store import ContentLost
from hattama.web.kernel.stores.kept_questions import rows_among
from hattama.web.kernel.stores.outages import DATABASE_AWAY, outage_of
from hattama.web.kernel.stores.turns import turn_left

BATCH_SECONDS = 0.05
"""Without a process that does only the log, a checkpoint follows the last one after so long at least."""

LOOK_SECONDS = 0.02
"""How often whoever waits looks at the checkpoint."""

ASK_SECONDS = 0.2
"""How often the database is asked though the checkpoint is the same: it may have been written before; and
whether the process that writes the log is still at work."""

NOT_PUBLISHED = (
    *(KeyRefused, SignerRefused, SignerUnavailable, LogStopped),
    *(LogAheadOfDatabase, DatabaseDiffersFromLog, LogRefusal, ContentLost, OSError),
)
"""No key, no signer, a fork in public, a database of another day, damaged or lost files, no room on the disk:
the operator's trouble, and no fault of what was sent."""

_log = logging.getLogger(__name__)


def publish_act(act: Act, *, now: datetime.datetime, seconds: float = PUBLISH_SECONDS) -> bool:
    """Wait until a checkpoint covers `act`, and bring log and public tables forward where no process does
    only that; False where that does not come about in time.

    The act is accepted either way: whoever advances the log next takes it in. Why it was not published is
    written to the operator's log.
    """
    try:
        published = _lines[act.election_id].wait(act, now, time.monotonic() + seconds)
    except (*DATABASE_AWAY, *NOT_PUBLISHED) as trouble:
        # The act was taken in before, so the sender is not told that anything failed.
        if isinstance(trouble, DATABASE_AWAY) and outage_of(trouble) is None:
            raise
        return _tell_operator(act, trouble)
    if published is None:
        _log.warning("act %s waits: the log's writer is busy for more than %s s", act.pk, seconds)
    return published or False


class _Waiting:
    """One thread that waits. It is woken when its act is `published`, or to look itself."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.published: bool | None = None
        self.woken = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Whether it was woken."""
        with turn_left():
            return self.woken.wait(seconds)


class _Line:
    """The threads of this process that wait for one log; the first of them looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []

    def wait(self, act: Act, now: datetime.datetime, deadline: float) -> bool | None:
        """Whether `act` was published; None where that is not known at the `deadline`."""
        mine = _Waiting(act)
        with self._lock:
            self._waiting.append(mine)
            is_first = self._waiting[0] is mine
        try:
            # Whoever is woken and knows nothing is the first by now.
            if (is_first or mine.wait(deadline - time.monotonic())) and mine.published is None:
                self._look(mine, now, deadline)
            return mine.published
        finally:
            with self._lock:
                was_first = self._waiting[0] is mine
                self._waiting.remove(mine)
                if was_first and self._waiting:
                    self._waiting[0].woken.set()

    def _look(self, mine: _Waiting, now: datetime.datetime, deadline: float) -> None:
        """Look at the checkpoint until `mine` is published, and meanwhile for all others; write the log where
        nobody else does."""
        store = public_store(mine.act.election_id)
        seen, asked, left_until = store.checkpoint_state(), time.monotonic(), 0.0
        while time.monotonic() < deadline:
            # What another process published is seen by the checkpoint's file; the database is asked then.
            state = store.checkpoint_state()
            if state != seen or time.monotonic() >= asked + ASK_SECONDS:
                seen, asked = state, time.monotonic()
                self._tell(store)
                if mine.published is not None:
                    return
            if time.monotonic() >= left_until:
                if is_writer_at_work(mine.act.election_id):
                    left_until = time.monotonic() + ASK_SECONDS
                elif rest := _rest_of_batch(store.checkpoint_at(), time.time()):
                    time.sleep(rest)
                    continue
                elif self._write(mine, store, now):
                    return
            _rest(store, seen, min(left_until, asked + ASK_SECONDS, deadline))

    def _write(self, mine: _Waiting, store: BundleStore, now: datetime.datetime) -> bool:
        """Whether this thread got the writer lock, and wrote the log or found out why that cannot be."""
        with try_writer_lock(mine.act.election_id) as taken:
            if taken:
                mine.published = _try_to_advance(mine.act, now)
        if taken:
            self._tell(store)
            _follow(mine.act)
        return taken

    def _tell(self, store: BundleStore) -> None:
        """Wake those whose acts the checkpoint covers."""
        with self._lock:
            waiting = [one for one in self._waiting if not one.published]
        acts, size = [one.act.pk for one in waiting], store.size()
        indexes = dict(rows_among(LogEntry, "act", acts, "act", "index"))
        for one in waiting:
            if indexes.get(one.act.pk, size) < size:
                one.published = True
                one.woken.set()


_lines: defaultdict[str, _Line] = defaultdict(_Line)


def _rest(store: BundleStore, seen: Any, until: float) -> None:
    """Sleep until there is another checkpoint than `seen`, at least once. What nobody needs a turn for is
    looked at without one."""
    with turn_left():
        time.sleep(LOOK_SECONDS)
        while time.monotonic() < until and store.checkpoint_state() == seen:
            time.sleep(LOOK_SECONDS)


def _tell_operator(act: Act, trouble: Exception) -> bool:
    _log.error("act %s is accepted and not published: %s: %s", act.pk, type(trouble).__name__, trouble)
    return False


def _follow(act: Act) -> None:
    try:
        follow_log(act.election_id)
    except NOT_PUBLISHED as trouble:
        # What is shown beside the tables comes when there is room again.
        _log.error("act %s: the public pages are behind the log: %s", act.pk, trouble)


def _rest_of_batch(last: float, now: float) -> float:
    """How long to let acts gather, so that one checkpoint covers many: nothing where the last one is older
    than BATCH_SECONDS, or a clock says that it is to come."""
    return max(0.0, min(BATCH_SECONDS, last + BATCH_SECONDS - now)) if last <= now else 0.0


def is_published(act: Act) -> bool:
    """Whether a published checkpoint covers the entry of `act`; one that cannot be read covers nothing."""
    indexes = [index for (index,) in rows_among(LogEntry, "act", [act.pk], "index")]
    try:
        return any(public_store(act.election_id).size() > index for index in indexes)
    except (LogRefusal, OSError) as trouble:
        return _tell_operator(act, trouble)


def waiting_act(area: AreaRow, contest: str) -> Act | None:
    """The last act about a precinct and contest, if it is accepted and no checkpoint covers it yet."""
    act = Act.objects.filter(area=area, contest=contest).order_by("-pk").first()
    return act if act is not None and not is_published(act) else None


def _try_to_advance(act: Act, now: datetime.datetime) -> bool:
    election = ElectionRow.objects.get(pk=act.election_id)
    try:
        advance_with_writer_lock(election, now)
    except NOT_PUBLISHED as trouble:
        # Others who wait are told yet what is published.
        return _tell_operator(act, trouble)
    return is_published(act)
