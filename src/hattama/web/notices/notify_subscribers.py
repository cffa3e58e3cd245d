"""Subscribers are told of what the log took in: each change once, in digests, whenever somebody runs this.

A letter is written down before it is sent, up to which entry it tells, and crossed off afterwards. Whoever is
killed before sending leaves it to the next run; whoever is killed between sending and crossing off has it
sent again under the same Message-ID, by which mail programs know it as the same letter.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import F

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.pen import try_pen
from hattama.web.notices.changes import changes_between, count_changes, last_change
from hattama.web.notices.letters import digest_letter, send_letter
from hattama.web.notices.subscriptions import forget_unconfirmed
from hattama.web.notices.tables import Subscription

MOST_IN_A_LETTER = 30
PAUSE_OF_PRECINCT = datetime.timedelta(minutes=5)
PAUSE_OF_AREA = datetime.timedelta(hours=1)
"""How long a subscriber has peace after a letter; what comes meanwhile stands in the next one."""

_LOCK = ".letters"


def notify_subscribers(*, now: datetime.datetime) -> int:
    """Send every letter that is due; how many were sent. What cannot be sent waits for the next run.

    Does nothing where no mail is set up, or where another process is at it.
    """
    if not settings.MAIL_READY:
        return 0
    with try_pen(_LOCK) as taken:
        if not taken:
            return 0
        forget_unconfirmed(now=now)
        return sum(_notify_of(election, now) for election in ElectionRow.objects.exclude(opened_at=None))


def _notify_of(election: ElectionRow, now: datetime.datetime) -> int:
    # Nothing is told that no checkpoint covers yet.
    size = public_store(election.pk).size()
    waiting = Subscription.objects.filter(election=election, confirmed_at__isnull=False, told_size__lt=size)
    newest: dict[int, int] = {}
    sent = 0
    for row in waiting.select_related("area__election", "election", "address").order_by("pk").iterator(500):
        if row.area_id not in newest:
            newest[row.area_id] = last_change(election, row.area)
        if newest[row.area_id] >= row.told_size and _is_due(row, now):
            sent += _tell(row, size, now)
    return sent


def _is_due(row: Subscription, now: datetime.datetime) -> bool:
    if row.letter_until is not None or row.told_at is None:
        return True
    return now - row.told_at >= (PAUSE_OF_PRECINCT if row.area.is_precinct else PAUSE_OF_AREA)


def _tell(row: Subscription, size: int, now: datetime.datetime) -> int:
    until = row.letter_until or size
    Subscription.objects.filter(pk=row.pk).update(letter_until=until)
    changes = changes_between(row.area, row.told_size, until, MOST_IN_A_LETTER)
    if not changes:
        # The change lies beyond what a checkpoint covers.
        Subscription.objects.filter(pk=row.pk).update(told_size=until, letter_until=None)
        return 0
    count = count_changes(row.area, row.told_size, until)
    if not send_letter(row, digest_letter(row, changes, count, until)):
        return 0
    Subscription.objects.filter(pk=row.pk).update(told_size=F("letter_until"), letter_until=None, told_at=now)
    return 1
