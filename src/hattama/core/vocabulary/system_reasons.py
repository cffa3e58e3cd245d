"""Why a file or an address did not answer: what systems say in English, in the reader's language."""

import re
from collections.abc import Mapping

from hattama.core.vocabulary.words import Message, Text, Words

_FORBIDDEN = Message("permission denied")
_UNKNOWN = Message("no site of this name was found")
_LATE = Message("no answer came in time")
_FULL = Message("the disk is full")
_REASONS: Mapping[str, Message] = {
    # The words of glibc, musl, macOS and of Python itself.
    "no such file or directory": Message("no such file or folder"),
    "permission denied": _FORBIDDEN,
    "operation not permitted": _FORBIDDEN,
    "is a directory": Message("this is a folder, not a file"),
    "not a directory": Message("a file stands where a folder is needed"),
    "file exists": Message("there is such a file already"),
    "file name too long": Message("the name is too long"),
    "no space left on device": _FULL,
    "disk quota exceeded": _FULL,
    "read-only file system": Message("this disk can only be read"),
    "connection refused": Message("connection refused: nobody answers at this address"),
    "name or service not known": _UNKNOWN,
    "name does not resolve": _UNKNOWN,
    "nodename nor servname provided, or not known": _UNKNOWN,
    "no address associated with hostname": _UNKNOWN,
    "temporary failure in name resolution": _UNKNOWN,
    "timed out": _LATE,
    "connection timed out": _LATE,
    "operation timed out": _LATE,
    "the read operation timed out": _LATE,
}
_SHAPE = re.compile(r"(?:\[Errno -?\d+\] )?(?P<reason>[^:\n]+)(?P<place>: .*)?", re.DOTALL)


def system_reason(said: str) -> Text:
    """What a system said (`[Errno 111] Connection refused`), as a message; the unknown stays as it is.

    A number before it is left out; a name after it (`: 'votes.csv'`) is kept.
    """
    shape = _SHAPE.fullmatch(said)
    words = _REASONS.get(shape["reason"].lower()) if shape else None
    if shape is None or words is None:
        return Words.of({"en": said})
    return Message("{reason}{place}").given(reason=words, place=shape["place"]) if shape["place"] else words
