"""Who asks to be told of an area: asked for, confirmed from the letter-box, left again, forgotten.

The address stands in a row of its own. Tokens are made from a nonce and the site's secret key, and only their
hashes are looked for: a copy of the database alone lets nobody confirm or leave for others.
"""

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils.crypto import salted_hmac

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.notices.tables import SubscriberAddress, Subscription

CONFIRM_WITHIN = datetime.timedelta(days=3)
ASK_AGAIN_AFTER = datetime.timedelta(minutes=10)
"""How soon the same address may be sent the letter of confirmation again."""

MOST_OF_ONE_ADDRESS = 50


@transaction.atomic
def ask_to_be_told(
    area: AreaRow, email: str, language: str, *, now: datetime.datetime
) -> Subscription | None:
    """Keep the wish of `email` to be told of `area`; the subscription to be confirmed by letter.

    None where no letter is due: the wish is confirmed already, or was asked a moment ago, or the address is
    told of so many places already that no more are taken.
    """
    address = email.strip().lower()
    key = salted_hmac("hattama.subscription.key", f"{area.pk} {address}", algorithm="sha256").hexdigest()
    known = Subscription.objects.select_for_update().filter(key=key).first()
    if known is not None:
        if known.confirmed_at is not None or now - known.asked_at < ASK_AGAIN_AFTER:
            return None
        known.asked_at, known.language = now, language
        known.save(update_fields=["asked_at", "language"])
        return known
    if SubscriberAddress.objects.filter(email=address).count() >= MOST_OF_ONE_ADDRESS:
        return None
    nonce = secrets.token_hex(16)
    made = Subscription.objects.create(
        election=area.election,
        area=area,
        language=language,
        key=key,
        nonce=nonce,
        confirm_sha256=_hashed(token("confirm", nonce)),
        leave_sha256=_hashed(token("leave", nonce)),
        asked_at=now,
    )
    SubscriberAddress.objects.create(subscription=made, email=address)
    return made


def token(purpose: str, nonce: str) -> str:
    """The token by which the holder of a letter confirms or leaves (`purpose`)."""
    return salted_hmac(f"hattama.subscription.{purpose}", nonce, algorithm="sha256").hexdigest()


def find_asked(confirm_token: str, *, now: datetime.datetime) -> Subscription | None:
    """The subscription that this token confirms; None for another token or one that is too old."""
    rows = Subscription.objects.select_related("area", "election")
    found = rows.filter(confirm_sha256=_hashed(confirm_token)).first()
    if found is None or (found.confirmed_at is None and now - found.asked_at > CONFIRM_WITHIN):
        return None
    return found


@transaction.atomic
def confirm_subscription(found: Subscription, *, now: datetime.datetime) -> None:
    """From now on the subscriber is told of what comes; what came before is not told."""
    if found.confirmed_at is None:
        found.confirmed_at, found.told_size = now, load_public_size(found.election)
        found.save(update_fields=["confirmed_at", "told_size"])


def find_subscribed(leave_token: str) -> Subscription | None:
    """The subscription that this token ends, or None."""
    rows = Subscription.objects.select_related("area", "election")
    return rows.filter(leave_sha256=_hashed(leave_token)).first()


def leave(found: Subscription) -> None:
    """Forget the subscription and its address."""
    found.delete()


def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Forget wishes that nobody confirmed in time, with their addresses; how many."""
    stale = Subscription.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)
    count = stale.count()
    stale.delete()
    return count


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
