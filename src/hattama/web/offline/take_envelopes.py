"""Envelopes come in from a page, a file or a paper bag: each is opened, taken in, published, and answered."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from hattama.web.kernel.log.advance_log import publish_act
from hattama.web.offline.accept_statement import StatementRefused, accept_statement
from hattama.web.offline.release_held import release_held
from hattama.web.offline.sealed_statements import EnvelopeRefused, open_envelope
from hattama.web.offline.tables import OfflineStatementRow


class Answer(NamedTuple):
    """What became of one envelope: `accepted`, `held` or `refused` for a reason, the name of a refusal.

    `row` is None where nothing was kept, since nobody is known to have said it.
    """

    state: str
    reason: str
    row: OfflineStatementRow | None


def take_envelopes(envelopes: Iterable[Any], *, now: datetime.datetime) -> list[Answer]:
    """The answers in the order of the envelopes; each stands alone, whatever became of the others."""
    return [_take(envelope, now) for envelope in envelopes]


def _take(envelope: Any, now: datetime.datetime) -> Answer:
    try:
        taken = accept_statement(open_envelope(envelope), now=now)
    except (StatementRefused, EnvelopeRefused) as refused:
        return Answer(OfflineStatementRow.REFUSED, type(refused).__name__, None)
    row = taken.row
    if taken.act is not None:
        publish_act(taken.act, now=now)
    if row.state == OfflineStatementRow.ACCEPTED and row.area is not None:
        release_held(row.area, row.contest, now=now)
    return Answer(row.state, row.reason, row)
