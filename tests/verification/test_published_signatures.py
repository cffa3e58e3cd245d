"""Published signatures verify, and ours over the same texts are the same bytes: strangers' Ed25519.

They stand outside the tests of the core, because the core has no Ed25519: it is handed one.
"""

import base64
from functools import partial

import pytest
from cryptography import exceptions
from cryptography.hazmat.primitives.asymmetric import ed25519

from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    Note,
    grow,
    open_checkpoint,
    parse_vkey,
    sign_text,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.notes import parse_note, verified_signers
from tests.core.transparency_log.signers import TESSERA_ENTRIES, sign_checkpoint
from tests.shared_material import shared_path


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except exceptions.InvalidSignature:
        return False
    return True


def sign(seed: bytes, message: bytes) -> bytes:
    signature = ed25519.Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    assert isinstance(signature, bytes)
    return signature


# golang.org/x/mod, sumdb/note/note_test.go (BSD-3): a published key pair and two signatures over one text.
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_KEY = parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH_KEY = parse_vkey("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{PETER_LINE}".encode()
BOTH = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}".encode()

# c2sp.org/signed-note, example.
FOO_KEY = parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
FOO_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()


def test_the_specifications_example_verifies() -> None:
    note = parse_note(FOO_NOTE)
    assert note.text == "This is an example message.\n"
    assert verified_signers(note, [FOO_KEY], verify) == (FOO_KEY,)


def test_our_signature_is_the_published_one_byte_for_byte() -> None:
    assert Note(TEXT, (sign_text(TEXT, PETER_KEY, partial(sign, PETER_SEED)),)).encoded() == NOTE


def test_two_published_signatures_verify_each_for_its_own_key() -> None:
    note = parse_note(BOTH)
    assert verified_signers(note, [ENOCH_KEY], verify) == (ENOCH_KEY,)
    assert verified_signers(note, [ENOCH_KEY, PETER_KEY], verify) == (PETER_KEY, ENOCH_KEY)


def test_a_published_note_refuses_every_altered_byte() -> None:
    for place in range(len(NOTE)):
        altered = NOTE[:place] + bytes([NOTE[place] ^ 1]) + NOTE[place + 1 :]
        with pytest.raises(why.NoteRefused):
            verified_signers(parse_note(altered), [PETER_KEY], verify)


# transparency-dev/tessera, testdata/build_log.sh (Apache-2.0): the published key pair of the test log.
TESSERA_KEY = parse_vkey("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
TESSERA_SEED = base64.b64decode("AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg")[1:]


@pytest.mark.parametrize("size", range(16))
def test_the_reference_writers_checkpoints_verify_and_ours_are_the_same_bytes(size: int) -> None:
    data = shared_path("vectors", "tessera", "log", f"checkpoint.{size}").read_bytes()
    opened = open_checkpoint(data, [TESSERA_KEY], verify)
    root = grow(LogEdge(), TESSERA_ENTRIES[:size]).root
    assert opened.checkpoint == Checkpoint(TESSERA_KEY.name, size, root)
    assert sign_checkpoint(opened.checkpoint, TESSERA_KEY, partial(sign, TESSERA_SEED)).encoded() == data
