"""Time stamps by a real authority (OpenSSL): what they say, and what is refused."""

import datetime
from pathlib import Path

import pytest
from cryptography import x509

from hattama.formats.time_stamps import StampRefused, check_time_stamp, make_query, token_in_reply
from tests.real.time_stamps import Authority

TEXT = b"log.example.org/kz\n300\nrootrootroot=\n"
NONCE = 2**62 + 7


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def reply(authority: Authority) -> bytes:
    return authority.answer(make_query(TEXT, NONCE))


def trusted(pem: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pem)


def test_a_stamp_says_when_and_by_whom(authority: Authority, reply: bytes) -> None:
    stamp = check_time_stamp(token_in_reply(reply, TEXT, NONCE), TEXT)
    assert abs(stamp.at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)
    assert "Made for a test: authority" in stamp.authority
    assert stamp.is_trusted(trusted(authority.root))
    assert stamp.is_trusted(trusted((authority.folder / "tsa.pem").read_bytes()))


def test_another_authority_is_not_the_trusted_one(reply: bytes, tmp_path: Path) -> None:
    stamp = check_time_stamp(token_in_reply(reply, TEXT, NONCE), TEXT)
    assert not stamp.is_trusted(trusted(Authority(tmp_path).root))
    assert not stamp.is_trusted([])


def test_a_reply_to_another_question_is_refused(reply: bytes) -> None:
    for text, nonce, why in ((TEXT + b"x", NONCE, "something else"), (TEXT, NONCE + 1, "nonce")):
        with pytest.raises(StampRefused, match=why):
            token_in_reply(reply, text, nonce)


def test_no_byte_that_is_signed_can_be_changed_and_nothing_breaks_the_reader(reply: bytes) -> None:
    token = token_in_reply(reply, TEXT, NONCE)
    kept = 0
    for place in range(0, len(token), 5):
        changed = bytearray(token)
        changed[place] ^= 1
        try:
            stamp = check_time_stamp(bytes(changed), TEXT)
        except StampRefused:
            continue
        kept += 1
        assert stamp.at == check_time_stamp(token, TEXT).at
    # What is not signed is little: versions and parameters around the signature.
    assert kept * 5 < len(token) // 10


@pytest.mark.parametrize("data", [b"", b"\x30\x00", b"x" * 70_000, b"\x30\x82\xff\xff"])
def test_what_is_no_token_is_refused(data: bytes) -> None:
    with pytest.raises(StampRefused):
        check_time_stamp(data, TEXT)
    with pytest.raises(StampRefused):
        token_in_reply(data, TEXT, NONCE)
