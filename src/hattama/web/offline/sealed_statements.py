"""Statements on their way from a device: sealed for this site, so that who carries them reads no figure.

The browser agrees with the site's public key (ECDH on P-256, a fresh pair for each statement) on the key of
an AES-GCM box. A statement may also come open: its signature, not its seal, says whose it is.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from hattama.core.vocabulary import DeedRefused, Message

MOST_BYTES: Final = 1024 * 1024
"""Of one request or one file."""
MOST_STATEMENTS: Final = 200
FILE_KEY: Final = "hattama_offline_statements"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_PURPOSE: Final = b"hattama.web.offline.sealed_statements"


class NotStatements(Exception):
    """A request or a file holds no statements, or too many."""


class EnvelopeRefused(DeedRefused):
    """One envelope cannot be opened: it is cut short, or sealed for another site or another secret."""

    sentence = Message("This cannot be opened: it was cut short, or it is meant for another site.")


@dataclass(frozen=True, slots=True)
class SignedText:
    """What was in an envelope: the bytes that were signed (without the prefix), and the signature."""

    statement: bytes
    signature: bytes


def seal_for_site() -> str:
    """The public key (base64 of an uncompressed P-256 point) that devices seal for. The private half follows
    from the site's secret and stands nowhere."""
    public = _private(settings.SECRET_KEY).public_key()
    return base64.b64encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()


def read_envelopes(data: bytes) -> list[Any]:
    """The envelopes of a request or a file: `{"hattama_offline_statements": 1, "envelopes": [...]}`.

    Raises NotStatements.
    """
    if len(data) > MOST_BYTES:
        raise NotStatements
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise NotStatements from None
    envelopes = document.get("envelopes") if isinstance(document, dict) else None
    if not isinstance(envelopes, list) or document.get(FILE_KEY) != 1 or len(envelopes) > MOST_STATEMENTS:
        raise NotStatements
    return envelopes


def open_envelope(envelope: Any) -> SignedText:
    """The signed text of an envelope, sealed or open. Raises EnvelopeRefused."""
    if not isinstance(envelope, dict):
        raise EnvelopeRefused
    if "box" in envelope:
        point, iv, box = (_bytes(envelope.get(name)) for name in ("once", "iv", "box"))
        try:
            envelope = json.loads(_unseal(point, iv, box))
        except (ValueError, RecursionError):
            raise EnvelopeRefused from None
    if not isinstance(envelope, dict) or not isinstance(envelope.get("statement"), str):
        raise EnvelopeRefused
    try:
        statement = envelope["statement"].encode()
    except UnicodeEncodeError:
        raise EnvelopeRefused from None
    return SignedText(statement, _bytes(envelope.get("signature")))


def _unseal(point: bytes, iv: bytes, box: bytes) -> bytes:
    try:
        once = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise EnvelopeRefused from None
    if not 12 <= len(iv) <= 16:
        raise EnvelopeRefused
    for private in _privates():
        try:
            return AESGCM(private.exchange(ec.ECDH(), once)).decrypt(iv, box, None)
        except InvalidTag:
            continue
    raise EnvelopeRefused


def _privates() -> Iterator[ec.EllipticCurvePrivateKey]:
    # What was sealed before the secret was changed is opened as long as the old one is kept as a fallback.
    yield from (_private(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _private(secret: str | bytes) -> ec.EllipticCurvePrivateKey:
    known = secret.encode() if isinstance(secret, str) else secret
    # Twice as many bits as the order has leave no bias worth the name.
    wide = hmac.digest(known, _PURPOSE, "sha512")
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER - 1) + 1, ec.SECP256R1())


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise EnvelopeRefused
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EnvelopeRefused from None
