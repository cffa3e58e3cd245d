"""What the site shows is held against the log all the time, by whoever looks after the logs.

Every round some states, which lie outside the database, are made again from it and compared: this is quick,
and any difference asks for the whole check at once. That folds the log anew, in a thread of its own,
as often as it costs one part in twenty of a processor; what it finds stands on every page until it is mended.
"""

import datetime
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import Error as DatabaseTrouble
from django.db import connection, connections

from hattama.core.transparency_log import LogRefusal
from hattama.publish.state import AREA_STATES, PRECINCT_STATES
from hattama.web.kernel.commands.calm import Calm
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import BundleStore, public_store
from hattama.web.kernel.log.check_published import hold_published
from hattama.web.kernel.log.refresh_bundle import manifest_size
from hattama.web.kernel.log.served import load_held
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.log.states import load_opening_size, state_lines
from hattama.web.kernel.stores.content_store import ContentLost, StoreUnavailable

SAMPLE = 50
"""Areas and precincts a round, besides the highest areas: with a round in five seconds, a country of 10,223
precincts in 20 minutes."""

HIGHEST = 1
"""Down to this depth areas are looked at in every round: the country and its regions."""

LEAST_SECONDS = 60
SHARE = 20
"""The whole check comes again after so many times the time that it took, and not before LEAST_SECONDS."""

_log = logging.getLogger(__name__)


class ServedWatch:
    """Rounds of one process; between them it remembers whose turn it is, and what it has told already."""

    def __init__(self) -> None:
        self._read_up_to: dict[Path, int] = {}
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
        """Whether any state differs from the database that was not told before."""
        told = self._told.setdefault(election.pk, set())
        store, size = public_store(election.pk), load_public_size(election)
        if not size or not store.size() == manifest_size(store) == load_log_size(election) == size:
            return False
        stated = {json.loads(line)["area"]["area_id"]: line for line in self._turn(store)}
        rows = dict(AreaRow.objects.filter(election=election, code__in=stated).values_list("pk", "code"))
        lines = state_lines(election, list(rows), load_opening_size(election))
        made = {rows[pk]: line for pk, line in lines.items()}
        differ = {code for code in stated if made.get(code) != stated[code]}
        if load_log_size(election) != size:
            # An entry came between: the files are on their way.
            return False
        fresh = differ - told
        told -= made.keys() - differ
        told |= fresh
        for code in sorted(fresh):
            _log.error("%s: the database gives another state of %s than was published", election.pk, code)
        return bool(fresh)

    def _turn(self, store: BundleStore) -> Iterator[bytes]:
        """The published states of the highest areas, and of the precincts whose turn it is: all by and by."""
        with (store.folder / AREA_STATES).open("rb") as file:
            yield from (line for line in file if len(json.loads(line)["area"]["path"]) <= HIGHEST + 1)
        for path in (store.folder / AREA_STATES, store.folder / PRECINCT_STATES):
            with path.open("rb") as file:
                file.seek(self._read_up_to.get(path, 0))
                # A file that was made anew meanwhile may have other lines here: the first may be half of one.
                yield from (line for line in islice(file, SAMPLE) if _is_whole(line))
                at = file.tell()
                self._read_up_to[path] = at if file.read(1) else 0


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


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
        for one in hold_published(election, now=now, advance=_resting()):
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


def _resting() -> Callable[[int], None] | None:
    """Rests after each piece of the check while the machine is wanted; on SQLite what is written then lies
    in a file beside the database until it has done."""
    if connection.vendor == "sqlite":
        return None
    calm, began = Calm(), time.thread_time()

    def rest(_entries: int) -> None:
        nonlocal began
        time.sleep(calm.rest((time.thread_time() - began) / _SHORT))
        began = time.thread_time()

    return rest


_SHORT = 5
"""It holds a moment of the database, and so rests a fifth as long as others whom nobody waits for."""

_POLITE = 10
"""Of this thread alone: whoever waits for a page comes first."""
