"""What passes between whoever asks for a file to be read and the program that reads it: JSON, and bytes
behind it.

Nothing is pickled: the program that has read a stranger's file is not trusted to say anything but these
words.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from hattama.core.protocols import PaperIdentity
from hattama.formats.scans import ScanFacts, ScanUnreadable
from hattama.scanning.refusals import REFUSALS

LENGTH = 4
"""Bytes of the number (big-endian) before a head, and before a whole answer."""

LONGEST_ANSWER = 256 * 1024 * 1024


class PageState(StrEnum):
    """What became of a page."""

    ALIGNED = "aligned"
    """Made straight by its marks: every box of its layout can be found."""
    TO_A_PERSON = "to_a_person"
    """Something is on it, and it could not be made straight: somebody looks at it as it came."""
    REFUSED = "refused"
    """Nothing can be seen on it."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page of a file, `number` from 1. `reason` is empty, a trouble of alignment, or one of the words
    of hattama.scanning.intake.

    `paper` is whose paper its code names. `picture` is what may be shown: JPEG, `width` x `height`
    pixels, without any metadata; of an aligned page it is the page made straight, of another the page as it
    came, shrunk to HEIGHT. A refused page has none. `page` is the form's page, from 0, where the marks told.
    """

    number: int
    state: PageState
    reason: str = ""
    paper: PaperIdentity | None = None
    page: int | None = None
    marks: int = 0
    farthest_mm: float | None = None
    width: int = 0
    height: int = 0
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class ScanReading:
    """A whole file: what it is, and its pages in order."""

    facts: ScanFacts
    pages: tuple[PageReading, ...]


def pack(head: Mapping[str, Any], *bodies: bytes) -> bytes:
    """A message: its head says how long each of the bodies behind it is."""
    said = json.dumps({**head, "lengths": [len(body) for body in bodies]}).encode()
    return b"".join((len(said).to_bytes(LENGTH), said, *bodies))


def unpack(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The head and the bodies of a whole message. Raises ValueError where its lengths do not add up."""
    end = LENGTH + int.from_bytes(message[:LENGTH])
    head = json.loads(message[LENGTH:end])
    bodies = []
    for length in head.pop("lengths"):
        bodies.append(message[end : end + length])
        end += length
    if end != len(message):
        raise ValueError(f"{len(message)} bytes, expected {end}")
    return head, bodies


def say_reading(reading: ScanReading) -> bytes:
    """A whole reading as a message, the pictures of its pages behind it."""
    pages = [{**asdict(page), "picture": None} for page in reading.pages]
    head = {"facts": asdict(reading.facts), "pages": pages}
    return pack(head, *(page.picture for page in reading.pages))


def hear_reading(head: Mapping[str, Any], bodies: Sequence[bytes]) -> ScanReading:
    """The reading that `say_reading` said."""
    return ScanReading(
        ScanFacts(**head["facts"]),
        tuple(_hear_page(page, body) for page, body in zip(head["pages"], bodies, strict=True)),
    )


def raise_refusal(head: Mapping[str, Any]) -> None:
    """Raise the refusal that a message names; nothing where it names none."""
    if "refused" in head:
        raise REFUSALS.get(head["refused"], ScanUnreadable)(str(head.get("found", "")))


def _hear_page(said: Mapping[str, Any], picture: bytes) -> PageReading:
    """A page; its paper is held to the rules of its parts. Raises ValueError for one that cannot be."""
    paper = said["paper"]
    told = {
        **said,
        "state": PageState(said["state"]),
        "paper": PaperIdentity(**paper) if paper else None,
        "picture": picture,
    }
    return PageReading(**told)
