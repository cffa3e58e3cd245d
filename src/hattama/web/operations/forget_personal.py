"""Forgetting what is personal and no longer needed: sessions, unconfirmed wishes, contacts, used codes."""

import datetime
from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from hattama.web.kernel.accounts.tables import CacheRow, PaperCode, Session
from hattama.web.notices.subscriptions import CONFIRM_WITHIN
from hattama.web.notices.tables import Subscription
from hattama.web.protocols.tables import TypingTime
from hattama.web.reports.review_report import ANSWERED
from hattama.web.reports.tables import DifferenceReport, ReportContact


def forget_personal(
    *, now: datetime.datetime, older_than: datetime.timedelta, only_count: bool = False
) -> dict[str, int]:
    """Delete what is personal and past its time; how many rows of each kind (`only_count`: would be).

    Sessions that are over, and the addresses and browsers of those last seen before `older_than`; wishes for
    letters that nobody confirmed in time; ways to reach whoever sent a report that was answered before
    `older_than`; hashes of paper codes used or expired before then; how entries were typed before then;
    counts of failed logins that are over.
    Nothing that the log, a report or a change of accounts says is touched.
    """
    found = _forgettable(now, now - older_than)
    with transaction.atomic():
        counts = {name: rows.count() for name, rows in found.items()}
        if not only_count:
            for rows in found.values():
                rows.delete()
    return counts


def _forgettable(now: datetime.datetime, before: datetime.datetime) -> Mapping[str, QuerySet[Any]]:
    return {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "session_places": UserSession.objects.filter(last_seen_at__lt=before),
        "unconfirmed": Subscription.objects.filter(
            confirmed_at__isnull=True, asked_at__lt=now - CONFIRM_WITHIN
        ),
        "contacts": ReportContact.objects.filter(report__in=_answered_before(before)),
        "paper_codes": PaperCode.objects.filter(Q(used_at__lt=before) | Q(valid_until__lt=before)),
        "typing_times": TypingTime.objects.filter(typed_at__lt=before),
        "failed_logins": CacheRow.objects.filter(expires__lt=now),
    }


def _answered_before(before: datetime.datetime) -> list[int]:
    """Reports whose last step says what was found, and was taken before then."""
    answered = [state.value for state in ANSWERED]
    rows = DifferenceReport.objects.annotate(last=Max("steps__moment")).filter(last__lt=before)
    return [row.pk for row in rows.prefetch_related("steps") if list(row.steps.all())[-1].state in answered]
