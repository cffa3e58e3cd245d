"""A telephone of the tests: it has a key, fills in a statement, signs it, and seals it for the site."""

import base64
import datetime
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hattama.core.protocols import SIGNED_PREFIX
from hattama.core.transparency_log import canonical_bytes
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.offline.device_keys import ECDSA, ED25519, register_device_key
from hattama.web.offline.sealed_statements import FILE_KEY, SignedText, seal_for_site
from hattama.web.offline.tables import DeviceKey
from tests.web.tiny_election import ELECTION_ID, LOADED_AT, PARTY, SINGLE, sound_figures

TYPED_AT = "2023-03-20T02:10:05+06:00"
RECEIVED_AT = datetime.datetime(2023, 3, 19, 22, 31, tzinfo=datetime.UTC)
"""Half past four in the morning in Almaty."""


class Device:
    """A key of `user`; `statement` and what it signs are as the browser makes them."""

    def __init__(self, user: Any, algorithm: str = ED25519) -> None:
        self.algorithm = algorithm
        if algorithm == ED25519:
            self.private: Any = ed25519.Ed25519PrivateKey.generate()
            self.public = self.private.public_key().public_bytes_raw()
        else:
            self.private = ec.generate_private_key(ec.SECP256R1())
            point = Encoding.X962, PublicFormat.UncompressedPoint
            self.public = self.private.public_key().public_bytes(*point)
        self.key_id = hashlib.sha256(self.public).hexdigest()
        if user is not None:
            register_device_key(user, self.public, algorithm, label="test", methods="password", now=LOADED_AT)

    @property
    def key(self) -> DeviceKey:
        """The row of its key as it is now."""
        return DeviceKey.objects.select_related("user").get(key_id=self.key_id)

    def statement(self, **changes: Any) -> bytes:
        """The canonical bytes of a statement: sound figures of P001, unless changed."""
        figures = sound_figures(SINGLE if changes.get("contest") == SINGLE else PARTY)
        election = ElectionRow.objects.get(pk=ELECTION_ID)
        document = {
            "kind": "offline_entry",
            "schema": 1,
            "election": ELECTION_ID,
            "contest": PARTY,
            "area": "P001",
            "definition_sha256": election.definition_sha256,
            "rule_pack_sha256": election.rule_pack_sha256,
            "step": "first",
            "figures": [[key, value] for key, value in sorted(figures.items())],
            "illegible": [],
            "words": [],
            "signed_at": "2023-03-20T01:40",
            "explanation": "",
            "acted_at": TYPED_AT,
            "nonce": secrets.token_hex(16),
            "key": self.key_id,
        }
        return canonical_bytes({**document, **changes})

    def sign(self, statement: bytes) -> SignedText:
        """The statement with this device's signature."""
        message = SIGNED_PREFIX + statement
        if self.algorithm == ECDSA:
            r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(hashes.SHA256())))
            return SignedText(statement, r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return SignedText(statement, self.private.sign(message))

    def typed(self, **changes: Any) -> SignedText:
        """A signed statement."""
        return self.sign(self.statement(**changes))


def sealed(signed: SignedText) -> dict[str, str]:
    """The envelope in which a statement travels."""
    site = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(seal_for_site()))
    once = ec.generate_private_key(ec.SECP256R1())
    iv = secrets.token_bytes(12)
    box = AESGCM(once.exchange(ec.ECDH(), site)).encrypt(iv, json.dumps(opened(signed)).encode(), None)
    point = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"once": _text(point), "iv": _text(iv), "box": _text(box)}


def opened(signed: SignedText) -> dict[str, str]:
    """The envelope of a statement that is not sealed."""
    return {"statement": signed.statement.decode(), "signature": _text(signed.signature)}


def file_of(*envelopes: dict[str, str]) -> bytes:
    """A file of statements, as a browser exports it and sends it."""
    return json.dumps({FILE_KEY: 1, "envelopes": envelopes}).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
