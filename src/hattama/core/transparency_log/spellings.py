"""The one spelling of numbers, bytes and hashes in the text formats of the log.

Each reader gives None for anything but that spelling; the parser that asked knows what to call the refusal.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Final

from hattama.core.transparency_log.merkle import HASH_BYTES

SIZE_LIMIT: Final = 2**63
# Enough for any tree: a proof has at most one hash for each level, twice only within those levels.
MAX_PROOF_HASHES: Final = 63

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def read_decimal(text: str) -> int | None:
    """A whole number below 2^63 in ASCII digits without leading zeros."""
    if not _DECIMAL.fullmatch(text):
        return None
    number = int(text)
    return number if number < SIZE_LIMIT else None


def read_base64(text: str) -> bytes | None:
    """Bytes in standard base64 (RFC 4648, section 4), padded, with no stray bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if write_base64(data) == text else None


def write_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def read_hash(text: str) -> bytes | None:
    """32 bytes in base64."""
    data = read_base64(text)
    return data if data is not None and len(data) == HASH_BYTES else None


def read_hashes(lines: Iterable[str]) -> tuple[bytes, ...] | None:
    """At most 63 hashes, one to a line."""
    hashes: list[bytes] = []
    for line in lines:
        value = read_hash(line)
        if value is None or len(hashes) == MAX_PROOF_HASHES:
            return None
        hashes.append(value)
    return tuple(hashes)


def write_hashes(hashes: Iterable[bytes]) -> str:
    """One hash to a line, each line ended."""
    return "".join(f"{write_base64(value)}\n" for value in hashes)
