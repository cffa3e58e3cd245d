"""One spelling for each number and each row of bytes: whatever else is given is not read at all."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log.spellings import (
    read_base64,
    read_decimal,
    read_hash,
    read_hashes,
    write_base64,
    write_hashes,
)


@given(st.integers(0, 2**63 - 1))
def test_a_number_is_read_from_its_decimal(number: int) -> None:
    assert read_decimal(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        "01",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1\n",
        "1_0",
        "1.0",
        "1e3",
        "0x1",
        "١",
        "²",
        str(2**63),
        "9" * 5000,
    ],
)
def test_another_spelling_of_a_number_is_not_read(text: str) -> None:
    assert read_decimal(text) is None


@given(st.text("0123456789+- _", max_size=4) | st.text(max_size=4))
def test_what_is_read_as_a_number_is_written_back_the_same(text: str) -> None:
    number = read_decimal(text)
    assert number is None or str(number) == text


@given(st.binary(max_size=70))
def test_bytes_are_read_from_their_base64(data: bytes) -> None:
    assert write_base64(data) == base64.b64encode(data).decode()
    assert read_base64(write_base64(data)) == data


@given(st.text("AQgw+/=-_ \n", max_size=8) | st.text(max_size=8))
def test_what_is_read_as_base64_is_written_back_the_same(text: str) -> None:
    data = read_base64(text)
    assert data is None or write_base64(data) == text


@pytest.mark.parametrize(
    "text", ["A", "AA", "AA=", "AB==", "AAB=", "AA==\n", "A A=", "AA==AA==", "-_==", "Ａ===", "\ud800"]
)
def test_another_spelling_of_bytes_is_not_read(text: str) -> None:
    assert read_base64(text) is None


def test_a_hash_is_32_bytes_and_a_proof_at_most_63_hashes() -> None:
    assert read_hash(write_base64(bytes(32))) == bytes(32)
    assert read_hash(write_base64(bytes(31))) is None
    assert read_hash(write_base64(bytes(33))) is None
    lines = write_hashes([bytes(32)] * 63).splitlines()
    assert read_hashes(lines) == (bytes(32),) * 63
    assert read_hashes([*lines, lines[0]]) is None
    assert read_hashes([]) == ()
    assert read_hashes([lines[0], ""]) is None
