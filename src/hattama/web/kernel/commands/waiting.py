"""What a command that never ends does while the database is away: it says so, and waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from hattama.core.vocabulary import Message
from hattama.phrases import say

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
