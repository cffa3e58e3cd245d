"""A telephone gets a key for its account, and loses it; what the key signed is held against it."""

import base64
import datetime
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db import transaction

from hattama.core.vocabulary import NotYours
from hattama.web.kernel.accounts.change_rights import Change, record_change, refuse_foreign_account
from hattama.web.kernel.accounts.policy import PRECINCT
from hattama.web.kernel.accounts.roles import asked_anew, roles_of
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.offline.tables import DeviceKey

ED25519 = "ed25519"
ECDSA = "ecdsa-p256"
"""With SHA-256; the signature is r and s, 32 bytes each, as browsers write it."""
MOST_KEYS = 10
LONGEST_LABEL = 80
_SIGNATURE_BYTES = 64


class DeviceKeyRefused(Exception):
    """The key is not registered; the subclass names the reason."""


class DeviceKeyUnreadable(DeviceKeyRefused):
    """The bytes are no public key of this algorithm."""


class DeviceKeyTaken(DeviceKeyRefused):
    """The key was registered before, for another account or until it was ended."""


class TooManyDeviceKeys(DeviceKeyRefused):
    """The account has as many keys as one person has telephones, and more."""


@transaction.atomic
def register_device_key(
    user: Any, public_key: bytes, algorithm: str, *, label: str, methods: str, now: datetime.datetime
) -> DeviceKey:
    """Take down that what this key signs is done by `user`; the same key twice is one.

    `public_key` is raw: 32 bytes of Ed25519, or 65 of an uncompressed P-256 point. `methods`: how the
    session had logged in. Raises DeviceKeyRefused, or NotYours for who enters no protocols.
    """
    if not roles_of(asked_anew(user)) & PRECINCT:
        raise NotYours("device key")
    if read_public_key(public_key, algorithm) is None:
        raise DeviceKeyUnreadable
    key_id = hashlib.sha256(public_key).hexdigest()
    known = DeviceKey.objects.filter(key_id=key_id).first()
    if known is not None:
        if known.user_id != user.pk or known.ended_at is not None:
            raise DeviceKeyTaken
        return known
    if user.device_keys.filter(ended_at=None).count() >= MOST_KEYS:
        raise TooManyDeviceKeys
    key = DeviceKey.objects.create(
        user=user,
        key_id=key_id,
        algorithm=algorithm,
        public_key=base64.b64encode(public_key).decode(),
        label=" ".join(storable(label.replace("\0", "")).split())[:LONGEST_LABEL],
        methods=methods[:120],
        made_at=now,
    )
    record_change(user, user, Change.DEVICE_KEY_MADE, None, now=now)
    return key


@transaction.atomic
def end_device_key(actor: Any, key: DeviceKey, *, lost: bool, now: datetime.datetime) -> None:
    """End a key: its owner, or an administrator of the owner's account; `actor` None is the operator.

    A `lost` key signs nothing any more, whatever time a statement claims; else what was done before `now` is
    still taken in. Ended twice stays ended as it was, but may still be said to be lost. Raises NotYours.
    """
    if actor is None or actor.pk != key.user_id:
        refuse_foreign_account(actor, key.user)
    key = DeviceKey.objects.select_for_update(of=("self",)).select_related("user").get(pk=key.pk)
    if key.ended_at is not None and (key.lost or not lost):
        return
    key.ended_at, key.lost = key.ended_at or now, lost
    key.save(update_fields=["ended_at", "lost"])
    change = Change.DEVICE_KEY_LOST if lost else Change.DEVICE_KEY_ENDED
    record_change(actor, key.user, change, None, now=now)


@transaction.atomic
def lose_device_keys(actor: Any, whom: Any, *, now: datetime.datetime) -> None:
    """Say of all live keys of `whom` that they are lost; for an administrator, or the operator (None)."""
    for key in whom.device_keys.filter(ended_at=None):
        end_device_key(actor, key, lost=True, now=now)


def read_public_key(data: bytes, algorithm: str) -> Any | None:
    """The public key that the raw bytes are; None where they are none of this algorithm."""
    try:
        if algorithm == ED25519:
            return ed25519.Ed25519PublicKey.from_public_bytes(data)
        if algorithm == ECDSA and len(data) == 65:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError:
        return None
    return None


def is_signed_by(key: DeviceKey, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is this key's."""
    public = read_public_key(base64.b64decode(key.public_key), key.algorithm)
    if public is None or len(signature) != _SIGNATURE_BYTES:
        return False
    try:
        if key.algorithm == ED25519:
            public.verify(signature, message)
        else:
            r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
            public.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
