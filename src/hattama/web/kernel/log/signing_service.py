"""What the signer process answers: it keeps keys, and signs only what extends what it signed before.

It knows no database. For each log it keeps, beside the key, the size and root that it signed last, durable
before the signature leaves the process. So even its master cannot make it sign two roots for one size.
"""

import binascii
from dataclasses import dataclass
from pathlib import Path

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    HASH_BYTES,
    Checkpoint,
    LogRefusal,
    VerifierKey,
    is_key_name,
    parse_checkpoint_text,
    sign_text,
    verify_consistency,
)
from hattama.core.vocabulary import is_election_id
from hattama.web.kernel.log.signers import render_signatures
from hattama.web.kernel.log.signing_keys import KeyFile, KeyRefused
from hattama.web.kernel.stores.durable_files import replace_durably

MOST_REQUEST_BYTES = 20_000


class RequestRefused(Exception):
    """The request is not answered; the message says why."""


@dataclass(frozen=True, slots=True)
class SigningService:
    """Keys of logs, and what they signed last, in the folder `keys`: `ELECTION.key`, `ELECTION.signed`."""

    keys: Path

    def answer(self, request: bytes) -> str:
        """The answer to one request: `ok` and what was asked for, `refused` and the reason, or `failed` and
        what the system says of the folder of keys."""
        try:
            return self._answer(request.decode("utf-8"))
        except (RequestRefused, KeyRefused) as refusal:
            return f"refused\n{refusal}\n"
        except LogRefusal as refusal:
            return f"refused\n{refusal.code}: {refusal}\n"
        except UnicodeDecodeError:
            return "refused\nnot UTF-8\n"
        except OSError as trouble:
            return f"failed\n{self.keys}: {trouble}\n"

    def _answer(self, request: str) -> str:
        if len(request) > MOST_REQUEST_BYTES:
            raise RequestRefused("too long")
        verb, _, rest = request.partition("\n")
        if verb == "sign":
            return self._sign(rest)
        origin = rest.removesuffix("\n")
        if verb == "held-size":
            return f"ok\n{self._held(origin)[0]}\n"
        if verb == "newest-key":
            key = self._newest(origin)
            return f"ok\n{key.vkey() if key else ''}\n"
        if verb == "make-key":
            return f"ok\n{self._key_file(origin).add_key(origin).vkey()}\n"
        raise RequestRefused("no such verb")

    def _sign(self, request: str) -> str:
        parts = request.split("\n", 3)
        if len(parts) != 4:
            raise RequestRefused("a signing request has five parts")
        by, held, proof, text = parts
        checkpoint = parse_checkpoint_text(text)
        keys = [self._key(checkpoint.origin, key_id) for key_id in by.split(" ")]
        held_size, held_root = self._held(checkpoint.origin)
        if held != str(held_size):
            raise RequestRefused(f"the size signed last is {held_size}")
        verify_consistency(held_size, checkpoint.size, _parse_proof(proof), held_root, checkpoint.root)
        self._hold(checkpoint)
        file = self._key_file(checkpoint.origin)
        return render_signatures([sign_text(text, key, file.key(key).sign) for key in keys])

    def _key_file(self, origin: str) -> KeyFile:
        return KeyFile(self.keys / f"{_name_of(origin)}.key")

    def _key(self, origin: str, key_id: str) -> VerifierKey:
        for private in self._key_file(origin).read():
            if private.key.name == origin and private.key.key_id.hex() == key_id:
                return private.key
        raise RequestRefused(f"no key {key_id[:8]} of this log")

    def _newest(self, origin: str) -> VerifierKey | None:
        named = [private.key for private in self._key_file(origin).read() if private.key.name == origin]
        return named[-1] if named else None

    def _held(self, origin: str) -> tuple[int, bytes]:
        try:
            held = parse_checkpoint_text(self._held_path(origin).read_text("utf-8"))
        except FileNotFoundError:
            return 0, EMPTY_ROOT
        if held.origin != origin:
            raise RequestRefused(f"another log of this name is kept here: {held.origin}")
        return held.size, held.root

    def _hold(self, checkpoint: Checkpoint) -> None:
        path = self._held_path(checkpoint.origin)
        replace_durably(path, checkpoint.text().encode("utf-8"), mode=0o600)

    def _held_path(self, origin: str) -> Path:
        return self.keys / f"{_name_of(origin)}.signed"


def _name_of(origin: str) -> str:
    name = origin.rpartition("/")[2]
    if not is_election_id(name) or not is_key_name(origin):
        raise RequestRefused("the origin does not end in the identifier of an election")
    return name


def _parse_proof(text: str) -> tuple[bytes, ...]:
    try:
        data = binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        raise RequestRefused("the proof is not in hex") from None
    if len(data) % HASH_BYTES:
        raise RequestRefused("the proof is no row of hashes")
    return tuple(data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES))
