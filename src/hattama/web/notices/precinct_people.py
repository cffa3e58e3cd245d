"""Word to the people of a precinct when its protocol changes by somebody else's hand: at the desk until they
say that they have seen it, and by letter where their account has an address.

What is told follows from the log and the roles; nothing of it is written anywhere but how far each knows it.
"""

import datetime
import logging
import smtplib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hattama.core.vocabulary import Words, isolated
from hattama.phrases import say
from hattama.web.kernel.accounts.policy import PRECINCT
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.notices.changes import Change, changes_by_others, read_changes
from hattama.web.notices.tables import KnownSoFar

MOST_SHOWN = 20
PAUSE = datetime.timedelta(minutes=5)
"""How long somebody has peace after a letter; what comes meanwhile stands in the next one."""

MADE_BY_PROGRAM = {"Auto-Submitted": "auto-generated"}
"""What programs that answer while somebody is away look for, and leave unanswered (RFC 3834, section 5)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What somebody has not marked as seen, the newest first, of `count` in all; marked, it is known up to
    `until`."""

    changes: list[Change]
    count: int
    until: int


def news_for(user: Any, election: ElectionRow) -> News:
    """What others changed at the precincts of which `user` is typist or chair."""
    precincts = _precincts(election).filter(user=user).values_list("area_id", flat=True)
    known = KnownSoFar.objects.filter(user=user, election=election).first()
    rows = changes_by_others(list(precincts), user.pk, known.seen_size if known else 0)
    changes = read_changes(rows.order_by("-index"), MOST_SHOWN)
    return News(changes, rows.count() if changes else 0, changes[0].index + 1 if changes else 0)


@transaction.atomic
def mark_seen(user: Any, election: ElectionRow, until: int) -> None:
    """From now on nothing below `until` is news to `user`; what the log does not hold yet stays news."""
    KnownSoFar.objects.get_or_create(user=user, election=election)
    size = min(until, load_public_size(election))
    KnownSoFar.objects.filter(user=user, election=election, seen_size__lt=size).update(seen_size=size)


def _precincts(election: ElectionRow) -> Any:
    """Who is typist or chair of which precinct itself; roles for whole areas are not bound to one."""
    roles = [role.value for role in PRECINCT]
    return Membership.objects.filter(area__election=election, role__in=roles).exclude(area__kind="unit")


def write_to_precincts(*, now: datetime.datetime) -> int:
    """Send each letter that is due to people of precincts; how many left. What cannot be sent waits."""
    return sum(_write_of(election, now) for election in ElectionRow.objects.exclude(opened_at=None))


def _write_of(election: ElectionRow, now: datetime.datetime) -> int:
    # Nothing is told that no checkpoint covers yet.
    size = public_store(election.pk).size()
    known = {row.user_id: row for row in KnownSoFar.objects.filter(election=election)}
    behind = _precincts(election).filter(user__is_active=True).exclude(user__email="")
    held = behind.order_by("user_id").select_related("user")
    sent = 0
    for user, memberships in groupby(held.iterator(500), key=lambda one: one.user):
        row = known.get(user.pk) or KnownSoFar(user=user, election=election)
        if row.told_size < size and (row.told_at is None or now - row.told_at >= PAUSE):
            sent += _tell(row, user, [one.area_id for one in memberships], size, now)
    return sent


def _tell(row: KnownSoFar, user: User, precincts: Collection[int], size: int, now: datetime.datetime) -> int:
    rows = changes_by_others(precincts, user.pk, row.told_size).filter(index__lt=size)
    changes = read_changes(rows.order_by("index"), MOST_SHOWN)
    if not changes:
        return 0
    if not _send(user, _letter(row.election, user, changes, rows.count())):
        return 0
    # Alone what letters told: what is marked as seen meanwhile stays so.
    told = {"told_size": size, "told_at": now}
    KnownSoFar.objects.update_or_create(user=user, election=row.election, defaults=told)
    return 1


def _letter(election: ElectionRow, user: User, changes: list[Change], count: int) -> EmailMessage:
    """The same in each language: an account says none."""
    base = settings.BASE_URL or "http://localhost:8000"
    texts = []
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            texts.append("\n".join(_lines(election, changes, count, base, language)))
    subject = " / ".join(_subjects())
    text = "\n\n".join(texts) + "\n"
    return EmailMessage(subject, text, to=[user.email], headers=MADE_BY_PROGRAM)


def _subjects() -> Iterator[str]:
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            yield _("Your protocol has changed")


def _lines(
    election: ElectionRow, changes: list[Change], count: int, base: str, language: str
) -> Iterator[str]:
    definition = load_definition(election).election
    yield say(definition.names, language)
    yield _("Somebody else changed what is published of your polling station:")
    for change in changes:
        place = say(Words.of(change.area.names), language) or f"№ {change.area.number}"
        contest = change.of_contest(definition, language)
        yield f"{isolated(place)}, {isolated(contest)}: {change.sentence(definition, language)}"
        yield f"{base}{change.page}"
    if count > len(changes):
        yield _("Changes in all: %(n)s") % {"n": count}
    yield _("If it should not be so, tell the commission above at once, and look at the desk.")


def _send(user: User, letter: EmailMessage) -> bool:
    """Whether the letter is on its way. The operator's log learns that it is not, and no address."""
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as trouble:
        _log.warning("a letter to account %s waits: %s", user.pk, type(trouble).__name__)
        return False
    return True
