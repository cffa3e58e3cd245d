"""Signatures are checked with whole numbers alone, by the vectors of RFC 8032 and by the strict rule."""

import pytest

from hattama.core.transparency_log import is_sound_key, verify_signature

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    "test sha(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
        "454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
}
KEY, MESSAGE, SIGNATURE = (bytes.fromhex(part) for part in VECTORS["test 3"])

# Every point of small order in its one right spelling, and with a sign that its x cannot have.
SMALL = [
    *("00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 31 + "80"),
    *("01" + "00" * 30 + "80", "ec" + "ff" * 31),
    *(f"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc{sign}" for sign in ("05", "85")),
    *(f"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03{sign}" for sign in ("7a", "fa")),
]


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_the_rfc_hold(name: str) -> None:
    assert verify_signature(*(bytes.fromhex(part) for part in VECTORS[name]))


def test_no_flipped_bit_of_key_message_or_signature_holds() -> None:
    for bit in range(0, 8 * 64, 7):
        assert not verify_signature(KEY, MESSAGE, _flipped(SIGNATURE, bit)), bit
    for bit in range(0, 8 * 32, 7):
        assert not verify_signature(_flipped(KEY, bit), MESSAGE, SIGNATURE), bit
    for bit in range(16):
        assert not verify_signature(KEY, _flipped(MESSAGE, bit), SIGNATURE), bit


def test_a_second_half_written_with_the_order_added_is_refused() -> None:
    second = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    assert not verify_signature(KEY, MESSAGE, SIGNATURE[:32] + second.to_bytes(32, "little"))


@pytest.mark.parametrize("key", SMALL)
def test_a_key_of_small_order_which_would_sign_anything_is_refused(key: str) -> None:
    assert not is_sound_key(bytes.fromhex(key))
    nothing = (b"\x01" + bytes(31)) + bytes(32)
    assert not verify_signature(bytes.fromhex(key), b"anything", nothing)


@pytest.mark.parametrize("y", [*range(PRIME, PRIME + 19), 2])
def test_a_key_that_is_no_point_or_is_written_another_way_is_refused(y: int) -> None:
    for sign in (0, 1 << 255):
        assert not is_sound_key((y | sign).to_bytes(32, "little"))


def test_other_lengths_are_refused() -> None:
    for key, signature in ((KEY[:-1], SIGNATURE), (KEY + b"\0", SIGNATURE), (b"", SIGNATURE)):
        assert not verify_signature(key, MESSAGE, signature)
    for signature in (SIGNATURE[:-1], SIGNATURE + b"\0", b"", SIGNATURE[:32]):
        assert not verify_signature(KEY, MESSAGE, signature)


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
