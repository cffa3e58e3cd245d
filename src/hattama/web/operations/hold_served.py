"""What the site shows is held against the log all the time, by whoever looks after the logs.

Every round some files of state, which lie outside the database, are made again from it and compared: this is
quick, and any difference asks for the whole check at once. That folds the log anew, in a thread of its own,
as often as it costs one part in twenty of a processor; what it finds stands on every page until it is mended.
"""

from __future__ import annotations

import datetime
import logging
import os
import random
import threading

from django.db import Error as DatabaseTrouble
from django.db import connections

from hattama.core.transparency_log import LogRefusal
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_published import hold_published
from hattama.web.kernel.log.served import load_held
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.states import state_files
from hattama.web.kernel.log.write_state import read_mark
from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

SAMPLE = 50
"""Areas a round, besides the highest: with a round in five seconds, a country of 10,223 precincts in 20
minutes."""

HIGHEST = 1
"""Down to this depth areas are looked at in every round: the country and its regions."""

LEAST_SECONDS = 60
SHARE = 20
"""The whole check comes again after so many times the time that it took, and not before LEAST_SECONDS."""

_log = logging.getLogger(__name__)


class ServedWatch:
    """Rounds of one process; between them it remembers whose turn it is, and what it has told already."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[int]] = {}
        self._told: dict[str, set[str]] = {}
        self._thread: threading.Thread | None = None

    def round(self, election_id: str, *, now: datetime.datetime) -> None:
        """Look at some areas, and begin the whole check where it is due or a difference asks for it."""
        election = ElectionRow.objects.get(pk=election_id)
        differ = self._sample(election)
        if (self._thread is None or not self._thread.is_alive()) and (differ or is_due(election_id, now)):
            self._thread = threading.Thread(target=_hold, args=(election, now), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait for the check that is on its way."""
        if self._thread is not None:
            self._thread.join()

    def _sample(self, election: ElectionRow) -> bool:
        """Whether any file of state differs from the database that was not told before."""
        told = self._told.setdefault(election.pk, set())
        store, size = public_store(election.pk), load_log_size(election)
        if not size or not store.size() == read_mark(election.pk) == size:
            return False
        made = dict(state_files(election, self._turn(election)))
        differ = {path for path, data in made.items() if store.read_or_nothing(path) != data}
        if load_log_size(election) != size:
            # An entry came between: the files are on their way.
            return False
        fresh = differ - told
        told -= made.keys() - differ
        told |= fresh
        for path in sorted(fresh):
            _log.error("%s: the database gives another %s than was published", election.pk, path)
        return bool(fresh)

    def _turn(self, election: ElectionRow) -> set[int]:
        """The highest areas, and those whose turn it is: all of them by and by, in an order of chance."""
        areas = AreaRow.objects.filter(election=election)
        waiting = self._waiting.setdefault(election.pk, [])
        if not waiting:
            waiting += areas.values_list("pk", flat=True)
            random.SystemRandom().shuffle(waiting)
        turn, waiting[:] = waiting[:SAMPLE], waiting[SAMPLE:]
        return {*turn, *areas.filter(depth__lte=HIGHEST, kind="unit").values_list("pk", flat=True)}


def is_due(election_id: str, now: datetime.datetime) -> bool:
    """Whether the public tables are to be held against the log again."""
    held = load_held(election_id)
    if held is None:
        return True
    # What ended in the future ended before the clock went back.
    return abs((now - held.at).total_seconds()) >= max(LEAST_SECONDS, SHARE * held.seconds)


def _hold(election: ElectionRow, now: datetime.datetime) -> None:
    os.nice(_POLITE)
    try:
        for one in hold_published(election, now=now):
            _log.error(
                "%s: the database shows %s = %s; the log gives %s",
                election.pk,
                one.place,
                one.stored,
                one.folded,
            )
    except (DatabaseTrouble, LogRefusal, OSError, ContentLost, StoreUnavailable) as trouble:
        _log.error("%s: the tables were not held against the log: %s", election.pk, trouble)
    finally:
        connections.close_all()


_POLITE = 10
"""Of this thread alone: whoever waits for a page comes first."""
