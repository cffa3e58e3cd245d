"""`python -m bench.advance_batches N N …`, in the environment of a site: what the one writer takes for N
acts at once, with the database. Prints one line for each N: acts, seconds on the clock, of the processor, and
of the processor until the public tables have followed.
"""

from __future__ import annotations

import os
import sys
import time

from bench.writers_site import CONTEST, ELECTION, figures, open_site, precinct_id

ROUNDS = 3


def main(batches: list[int]) -> None:
    """Record acts, then let the writer take them in; the quickest of ROUNDS."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    open_site(ROUNDS * sum(batches) + 200)
    first = 0
    for batch in batches:
        seen = []
        for _ in range(ROUNDS):
            seen.append(_taken_in(first, batch))
            first += batch
        print(batch, *(f"{least:.6f}" for least in min(seen)))


def _taken_in(first: int, batch: int) -> tuple[float, float, float]:
    from django.utils import timezone

    from hattama.core.protocols import Protocol
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.advance_log import advance_with_writer_lock
    from hattama.web.kernel.log.follow_log import follow_log
    from hattama.web.kernel.log.writer_lock import hold_writer_lock
    from hattama.web.protocols.import_protocols import Incoming, import_protocols

    now = timezone.now()
    protocols = [
        Protocol(area_id=precinct_id(number), contest=CONTEST, figures=figures(number), signed_at=now)
        for number in range(first, first + batch)
    ]
    election = ElectionRow.objects.get(pk=ELECTION)
    import_protocols(election, [Incoming(one) for one in protocols], now=now)
    clock, processor = time.perf_counter(), time.process_time()
    with hold_writer_lock(ELECTION, 10):
        written = advance_with_writer_lock(election, now)
    clock, log = time.perf_counter() - clock, time.process_time() - processor
    assert written == follow_log(ELECTION) == batch, written
    return clock, log, time.process_time() - processor - log


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
