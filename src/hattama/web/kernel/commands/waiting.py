"""What a command that never ends does while the database is away: it says so, and waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import tell

_AWAY = said(
    "Дерекқорға жету мүмкін емес: {why}. Қайтып келгенде жұмыс өзі жалғасады.",
    "База данных недоступна: {why}. Когда она вернётся, работа продолжится сама.",
    "The database cannot be reached: {why}. Work goes on by itself when it is back.",
)
_NO_ROOM = said(
    "Дискіге жазу мүмкін емес: {why}. Орын босағанда жұмыс өзі жалғасады.",
    "На диск нельзя записать: {why}. Когда место появится, работа продолжится сама.",
    "The disk takes nothing in: {why}. Work goes on by itself when there is room.",
)

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
        _log.error("%s", tell(words, language, why=str(trouble).strip().partition("\n")[0]))
        return None
