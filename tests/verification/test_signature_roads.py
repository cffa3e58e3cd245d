"""A signature holds by the library exactly where it holds by whole numbers alone."""

import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from hattama.core.transparency_log import verify_signature
from hattama.verification.folders import verify_ed25519
from tests.core.transparency_log.test_ed25519 import KEY, MESSAGE, ORDER, SIGNATURE, SMALL

_NEUTRAL = b"\x01" + bytes(31)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=70), st.integers(0, 8 * 96 - 1))
def test_what_the_library_signed_holds_and_holds_no_more_with_a_bit_flipped(
    seed: bytes, message: bytes, bit: int
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert verify_signature(key, message, signature) and verify_ed25519(key, message, signature)
    changed = bytearray(key + signature)
    changed[bit // 8] ^= 1 << bit % 8
    altered = (bytes(changed[:32]), message, bytes(changed[32:]))
    assert verify_signature(*altered) is verify_ed25519(*altered) is False


@pytest.mark.parametrize("key", SMALL)
def test_both_refuse_what_a_key_of_small_order_would_sign(key: str) -> None:
    for first in (_NEUTRAL, *map(bytes.fromhex, SMALL)):
        asked = (bytes.fromhex(key), b"anything", first + bytes(32))
        assert verify_signature(*asked) is verify_ed25519(*asked) is False


def test_both_refuse_another_spelling_and_other_lengths() -> None:
    second = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    other = SIGNATURE[:32] + second.to_bytes(32, "little")
    for key, signature in ((KEY, other), (KEY, SIGNATURE[:-1]), (KEY[:-1], SIGNATURE), (KEY, b"")):
        assert verify_signature(key, MESSAGE, signature) is verify_ed25519(key, MESSAGE, signature) is False


def test_without_the_library_the_same_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    assert verify_ed25519(KEY, MESSAGE, SIGNATURE)
    assert not verify_ed25519(KEY, MESSAGE + b"!", SIGNATURE)
