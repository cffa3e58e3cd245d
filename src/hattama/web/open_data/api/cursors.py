"""Cursors: where the next part of a list begins, as an opaque text that says of which list it is.

A cursor holds the key of the last row that was given out. It grants nothing and hides nothing; it is opaque
so that nobody builds one and is surprised later.
"""

from __future__ import annotations

import base64
import binascii
import json

from hattama.web.open_data.api.refusals import InvalidCursor

MOST_LENGTH = 160
_MOST_KEY = 2**53


def encode_cursor(of: str, key: tuple[int, ...]) -> str:
    """The cursor after the row with this key, in the list named `of`."""
    data = json.dumps([of, *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_cursor(text: str | None, of: str, first: tuple[int, ...]) -> tuple[int, ...]:
    """The key that a cursor of the list `of` holds; `first`, the key before every row, where there is none.

    Raises InvalidCursor for whatever `encode_cursor` does not write.
    """
    if text is None:
        return first
    found = _decoded(text)
    if not isinstance(found, list) or len(found) != len(first) + 1:
        raise InvalidCursor
    key = tuple(found[1:])
    if not all(type(part) is int and -1 <= part < _MOST_KEY for part in key):
        raise InvalidCursor
    # Of this list, and in the one way in which it is written.
    if encode_cursor(of, key) != text:
        raise InvalidCursor
    return key


def _decoded(text: str) -> object:
    if len(text) > MOST_LENGTH or not text.isascii():
        raise InvalidCursor
    try:
        # Strictly: what is not of the alphabet is not skipped over.
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return json.loads(data)
    except (binascii.Error, ValueError, RecursionError):
        raise InvalidCursor from None
