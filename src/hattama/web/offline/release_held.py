"""After a first entry: what waited for it is taken in and published."""

from __future__ import annotations

import datetime

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import publish_act
from hattama.web.offline.accept_statement import accept_held


def release_held(area: AreaRow, contest: str, *, now: datetime.datetime) -> int:
    """Take in the statements held for this protocol's first entry; how many were decided.

    Each answers for itself: what is refused now is refused for its own reason, kept beside it.
    """
    taken = accept_held(area, contest, now=now)
    for done in taken:
        if done.act is not None:
            publish_act(done.act, now=now)
    return sum(done.row.decided_at is not None for done in taken)
