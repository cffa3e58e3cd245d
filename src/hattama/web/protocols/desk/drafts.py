"""Unsent work in the browser: under which name a form keeps it, and the key that its account alone gets."""

import base64
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

_SALT = "hattama.web.protocols.desk.drafts"


@dataclass(frozen=True, slots=True)
class DraftShelf:
    """What a form tells `static/desk/drafts.js`: whose draft, of what, and the key that locks it."""

    account: str
    place: str
    key: str


def draft_shelf(user: Any, *place: str) -> DraftShelf:
    """Where the browser keeps what `user` types at `place`: election, area, contest, and which form of these.

    The key is the same at every log-in of the account, so that a draft outlives a session, and no page of
    another account carries it, so that a draft on a borrowed telephone stays shut.
    """
    return DraftShelf(str(user.pk), "/".join(place), account_key(user))


def account_key(user: Any) -> str:
    """The key (base64) that locks what a browser keeps for this account; for pages of that account alone."""
    key = salted_hmac(_SALT, str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(key).decode()
