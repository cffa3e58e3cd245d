"""Letters to subscribers: one to confirm, and digests of what the log took in."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hattama.core.vocabulary import Words
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_count
from hattama.web.notices.change_words import change_words
from hattama.web.notices.changes import Change
from hattama.web.notices.subscriptions import leave, token
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
    host = _base().partition("://")[2].partition("/")[0].partition(":")[0]
    headers = {
        # The same letter has the same name, so that one sent twice can be told from two.
        "Message-ID": f"<{token('letter', to.nonce)[:32]}.{part}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, text + "\n", to=[to.address.email], headers=headers)


def _line(told: Subscription, change: Change) -> str:
    language = told.language
    contest = say(load_definition(told.election).election.contest(change.contest).names, language)
    what = change_words(change.kind, opens=change.opens, is_preliminary=change.is_preliminary)
    page = _address("public:area", told.election.pk, change.area.code)
    return f"{_place(change.area, language)}, {contest}: {what}\n{page}#{change.contest}"


def _leave_words(told: Subscription) -> str:
    link = _address("public:leave", token("leave", told.nonce))
    return "-- \n" + _("To receive no more of these letters and have your address deleted:") + f"\n{link}"


def _place(area: AreaRow, language: str) -> str:
    name = say(Words.of(area.names), language)
    return name or (f"№ {area.number}" if area.number else area.code)


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
