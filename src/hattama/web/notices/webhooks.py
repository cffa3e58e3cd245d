"""Programs that are told: the log of an election is sent to an address as it grows, part after part, signed.

A part is sent until it was answered with 2xx, and the next one only then: whoever receives has the log in its
order. The signature is that of Standard Webhooks 1.0; its secret is made from a nonce and the site's secret
key, and stands nowhere. Pages only write down what is wished: the worker of the queue alone asks addresses.
"""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import logging
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hattama.core.vocabulary import Message
from hattama.fetching import AddressRefused, PrivateHost, parse_file_address
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.notices.tables import Webhook

MOST_OF_ELECTION: Final = 20
MOST_ENTRIES: Final = 50
"""Entries of the log that one part holds at most."""

MOST_FAILURES: Final = 10
"""So often a part is tried, over some three hours; then the address is paused until somebody resumes it."""

FIRST_PAUSE, LONGEST_PAUSE = datetime.timedelta(seconds=30), datetime.timedelta(hours=1)
"""The pause after the first failure, and what doubling it never exceeds."""

SILENT_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
IN_HAND: Final = datetime.timedelta(minutes=1)
"""So long a part that somebody is sending belongs to them alone."""

TURN: Final = datetime.timedelta(seconds=30)
"""So long one address is told at a stretch; then the queue's other jobs have their turn."""

_GONE: Final = 410
_NOT_AFTER_SCANS: Final = 100
TROUBLES: Final = {
    "address": Message("This is no address of http or https that can be asked."),
    "private": Message("The host lies within a private network, which is not asked."),
    "status": Message("The host answered with {detail}."),
    "unreachable": Message("The host could not be reached ({detail})."),
    "asked": Message("The test is on its way: load the page again in a moment."),
}
"""Why a part or a test did not arrive, by code."""

_log = logging.getLogger(__name__)


class TooManyWebhooks(Exception):
    """As many addresses are told of the election as may be."""


@transaction.atomic
def add_webhook(election: ElectionRow, url: str, start: int, *, now: datetime.datetime) -> Webhook:
    """From now on this address is told of the log from entry `start` on.

    Raises AddressRefused, TooManyWebhooks.
    """
    parse_file_address(url, only_public=True)
    ElectionRow.objects.select_for_update().get(pk=election.pk)
    if Webhook.objects.filter(election=election).count() >= MOST_OF_ELECTION:
        raise TooManyWebhooks
    nonce = secrets.token_hex(16)
    return Webhook.objects.create(election=election, url=url, nonce=nonce, told_size=start, next_at=now)


def secret_of(hook: Webhook) -> str:
    """What its receiver checks signatures with; said once."""
    return "whsec_" + base64.b64encode(_key(hook)).decode()


def resume(hook: Webhook, *, now: datetime.datetime) -> None:
    """Go on with the part that did not arrive."""
    Webhook.objects.filter(pk=hook.pk).update(paused_at=None, failures=0, next_at=now)


def _key(hook: Webhook) -> bytes:
    return salted_hmac("hattama.webhook", hook.nonce, algorithm="sha256").digest()


def signed(hook: Webhook, name: str, body: bytes, *, now: datetime.datetime) -> dict[str, str]:
    """The headers of a message: its name, the same however often it is sent, the time, the signature."""
    stamp = str(int(now.timestamp()))
    mac = hmac.new(_key(hook), b".".join((name.encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "hattama",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }


def _post(hook: Webhook, name: str, told: Mapping[str, Any], *, only_public: bool) -> str:
    """Send a message; empty, or the code of the trouble and its detail."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        address, path = parse_file_address(hook.url, only_public=only_public)
        answer = address.ask(
            path,
            signed(hook, name, body, now=timezone.now()),
            body=body,
            most_bytes=0,
            silent_seconds=SILENT_SECONDS,
            whole_seconds=WHOLE_SECONDS,
        )
    except AddressRefused:
        return "address"
    except PrivateHost:
        return "private"
    except (OSError, http.client.HTTPException) as trouble:
        return f"unreachable {type(trouble).__name__}"
    return "" if 200 <= answer.status < 300 else f"status {answer.status}"


def tell(hook: Webhook, *, now: datetime.datetime, only_public: bool = True) -> bool:
    """Send the part that is due, if nobody else is sending it; whether it arrived."""
    size = public_store(hook.election_id).size()
    until = hook.part_until or min(size, hook.told_size + MOST_ENTRIES)
    mine = _due(now).filter(pk=hook.pk, told_size=hook.told_size)
    if until <= hook.told_size or not mine.update(part_until=until, next_at=now + IN_HAND):
        return False
    part = _part(hook, until)
    trouble = _post(hook, f"{hook.pk}-{hook.told_size}-{until}", part, only_public=only_public)
    sent = Webhook.objects.filter(pk=hook.pk, told_size=hook.told_size)
    if not trouble:
        sent.update(
            told_size=until, part_until=None, told_at=now, failures=0, trouble="", next_at=now, paused_at=None
        )
        return True
    failures = hook.failures + 1
    is_over = failures >= MOST_FAILURES or trouble == f"status {_GONE}"
    pause = min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
    sent.update(failures=failures, trouble=trouble, next_at=now + pause, paused_at=now if is_over else None)
    # The address itself may hold a secret of its receiver's.
    _log.warning("webhook %s of %s: %s", hook.pk, hook.election_id, trouble)
    return False


def _part(hook: Webhook, until: int) -> dict[str, Any]:
    rows = LogEntry.objects.filter(election=hook.election_id, index__gte=hook.told_size, index__lt=until)
    entries = [
        {
            "index": row.index,
            "leaf_hash": row.leaf_hash,
            "published_at": row.published_at.isoformat(),
            "body": json.loads(bytes(row.body)),
        }
        for row in rows.order_by("index")
    ]
    data = {"start": hook.told_size, "stop": until, "entries": entries}
    return _message(hook, "log.entries", entries[-1]["published_at"], data)


def _message(hook: Webhook, kind: str, at: str, data: Mapping[str, Any]) -> dict[str, Any]:
    of = {"election": hook.election_id, "origin": hook.election.origin, "site": settings.BASE_URL}
    return {"type": kind, "timestamp": at, "data": {**of, **data}}


def try_out(hook: Webhook, *, now: datetime.datetime, only_public: bool = True) -> None:
    """Send a message of no entries, and write down what became of it."""
    told = _message(hook, "test", now.isoformat(), {"start": hook.told_size, "stop": hook.told_size})
    trouble = _post(hook, f"{hook.pk}-test-{int(now.timestamp())}", told, only_public=only_public)
    Webhook.objects.filter(pk=hook.pk).update(tested_at=now, test_trouble=trouble)


def _due(now: datetime.datetime) -> QuerySet[Webhook]:
    return Webhook.objects.filter(paused_at=None, next_at__lte=now)


@task(priority=_NOT_AFTER_SCANS)
def tell_job(number: int) -> None:
    """Tell one address what it has not been told, part after part, while its turn lasts."""
    ends = timezone.now() + TURN
    while (now := timezone.now()) < ends:
        hook = _due(now).select_related("election").filter(pk=number).first()
        if hook is None or not tell(hook, now=now):
            return


@task(priority=_NOT_AFTER_SCANS)
def test_job(number: int) -> None:
    """Try one address out."""
    for hook in Webhook.objects.select_related("election").filter(pk=number):
        try_out(hook, now=timezone.now())


def ask_for_test(hook: Webhook, *, now: datetime.datetime) -> None:
    """Have an address tried out by whoever works on the queue."""
    Webhook.objects.filter(pk=hook.pk).update(tested_at=now, test_trouble="asked")
    transaction.on_commit(partial(test_job.enqueue, hook.pk))


def ask_to_tell(*, now: datetime.datetime) -> None:
    """Put a job into the queue for each address that is behind the log, unless one is in hand."""
    hooks = list(_due(now))
    if not hooks:
        return
    sizes = {pk: public_store(pk).size() for pk in {hook.election_id for hook in hooks}}
    in_hand = DBTaskResult.objects.filter(
        task_path=tell_job.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    asked = {job.args_kwargs["args"][0] for job in in_hand}
    for hook in hooks:
        if hook.told_size < sizes[hook.election_id] and hook.pk not in asked:
            tell_job.enqueue(hook.pk)
