"""Letters to subscribers: one to confirm, and digests of what the log took in, each change once, whenever
somebody runs this.

A letter is written down before it is sent, up to which entry it tells, and crossed off afterwards. Whoever is
killed before sending leaves it to the next run; whoever is killed between sending and crossing off has it
sent again under the same Message-ID, by which mail programs know it as the same letter.
"""

import datetime
import logging
import smtplib
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hattama.core.vocabulary import Words, isolated
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.writer_lock import try_writer_lock
from hattama.web.notices.changes import Change, changes_between, count_changes, last_change
from hattama.web.notices.precinct_people import MADE_BY_PROGRAM, write_to_precincts
from hattama.web.notices.subscriptions import forget_unconfirmed, leave, token
from hattama.web.notices.tables import Subscription

DEFAULT_BASE = "http://localhost:8000"
_PERMANENT = 500

_log = logging.getLogger(__name__)


def confirmation_letter(asked: Subscription) -> EmailMessage:
    """The letter by which the owner of the address confirms the wish."""
    with translation.override(asked.language):
        place = _place(asked.area, asked.language)
        subject = _("Confirm: news of %(place)s") % {"place": place}
        link = _address("public:confirm", token("confirm", asked.nonce))
        text = "\n\n".join(
            (
                _("Somebody asked this site to write to you when something changes here:")
                + f"\n{place}\n{_election(asked)}",
                _("If it was you, open this address and confirm:") + f"\n{link}",
                _("If it was not you, do nothing: unconfirmed, the address is deleted in three days."),
            )
        )
        return _letter(asked, subject, text, f"confirm-{asked.asked_at:%Y%m%d%H%M%S}")


def digest_letter(told: Subscription, changes: Sequence[Change], count: int, until: int) -> EmailMessage:
    """The letter that tells of `changes`, the first of `count`, up to entry `until` of the log."""
    with translation.override(told.language):
        place = _place(told.area, told.language)
        subject = _("%(place)s: changes: %(n)s") % {
            "place": place,
            "n": format_count(count, told.language, ""),
        }
        lines = [_line(told, change) for change in changes]
        if count > len(changes):
            rest = format_count(count - len(changes), told.language, "")
            lines.append(_("And %(n)s more; all of them are in the feed and in the log.") % {"n": rest})
        text = "\n\n".join((f"{place}\n{_election(told)}", *lines, _leave_words(told)))
        letter = _letter(told, subject, text, f"{until}")
    leave = _address("public:leave", token("leave", told.nonce))
    # One click in the program that reads mail (RFC 8058), without opening a page.
    letter.extra_headers |= {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return letter


def _letter(to: Subscription, subject: str, text: str, part: str) -> EmailMessage:
    host = urlsplit(_base()).hostname or ""
    # RFC 5322, 3.6.4: what is no name of words and dots stands in brackets.
    host = f"[IPv6:{host}]" if ":" in host else host
    headers = {
        # The same letter has the same name, so that one sent twice can be told from two.
        "Message-ID": f"<{token('letter', to.nonce)[:32]}.{part}@{host}>",
        **MADE_BY_PROGRAM,
    }
    return EmailMessage(subject, text + "\n", to=[to.address.email], headers=headers)


def _line(told: Subscription, change: Change) -> str:
    language = told.language
    election = load_definition(told.election).election
    contest = isolated(change.of_contest(election, language))
    what = change.sentence(election, language)
    where = ", ".join(filter(None, (_place(change.area, language), contest)))
    return f"{where}: {what}\n{_base()}{change.page}"


def _leave_words(told: Subscription) -> str:
    link = _address("public:leave", token("leave", told.nonce))
    return "-- \n" + _("To receive no more of these letters and have your address deleted:") + f"\n{link}"


def _place(area: AreaRow, language: str) -> str:
    name = say(Words.of(area.names), language)
    return isolated(name) or (f"№ {area.number}" if area.number else area.code)


def _election(subscription: Subscription) -> str:
    return say(load_definition(subscription.election).election.names, subscription.language)


def _address(name: str, *parts: str) -> str:
    return _base() + reverse(name, args=parts)


def _base() -> str:
    return settings.BASE_URL or DEFAULT_BASE


def send_letter(row: Subscription, letter: EmailMessage) -> bool:
    """Whether the letter is on its way. The operator's log learns that it is not, and never to whom.

    The subscription of a letter-box that is no more is forgotten.
    """
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _why in refused.recipients.values()]
        if all(code >= _PERMANENT for code in codes):
            # The letter-box is no more: its address is not kept.
            leave(row)
        _log.warning("a letter of subscription %s was refused: %s", row.pk, codes)
        return False
    except (smtplib.SMTPException, OSError) as trouble:
        _log.warning("a letter of subscription %s waits: %s", row.pk, type(trouble).__name__)
        return False
    return True


MOST_IN_A_LETTER = 30
PAUSE_OF_PRECINCT = datetime.timedelta(minutes=5)
PAUSE_OF_AREA = datetime.timedelta(hours=1)
"""How long a subscriber has peace after a letter; what comes meanwhile stands in the next one."""

_LOCK = ".letters"


def notify_subscribers(*, now: datetime.datetime) -> int:
    """Send every letter that is due, to subscribers and to people of precincts; how many were sent.

    What cannot be sent waits for the next run. Does nothing where no mail is set up, or where another process
    is at it.
    """
    if not settings.MAIL_READY:
        return 0
    with try_writer_lock(_LOCK) as taken:
        if not taken:
            return 0
        forget_unconfirmed(now=now)
        opened = ElectionRow.objects.exclude(opened_at=None)
        return write_to_precincts(now=now) + sum(_notify_of(election, now) for election in opened)


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
