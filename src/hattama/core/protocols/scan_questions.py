"""What a reader of the scan may ask of the published figures: questions for a person, never findings."""

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Count


@dataclass(frozen=True, slots=True)
class ScanReading:
    """What a machine read in the boxes of one figure: a number, or None for boxes that are all blank.

    `confidence` in thousandths is that of the least sure digit. What it could not read is no reading.
    """

    value: Count
    confidence: int


@dataclass(frozen=True, slots=True)
class ScanQuestion:
    """The scan may say `read` where the protocol says `published` (None: blank, on either side)."""

    key: str
    published: Count
    read: Count
    confidence: int


def ask_of_scan(
    protocol: Protocol, readings: Mapping[str, ScanReading], least_confidence: int
) -> tuple[ScanQuestion, ...]:
    """The figures that a sure enough reading gives otherwise than the protocol, by key.

    A figure that the protocol calls illegible raises no question where the machine reads a number: whoever
    typed it looked at the paper and could not. Blank boxes raise one only where a number other than zero is
    published: many hands leave the boxes of a zero empty.
    """
    return tuple(
        ScanQuestion(key, protocol.figure(key), reading.value, reading.confidence)
        for key, reading in sorted(readings.items())
        if reading.confidence >= least_confidence
        and key not in protocol.illegible
        and not _agree(protocol.figure(key), reading.value)
    )


def _agree(published: Count, read: Count) -> bool:
    if read is None:
        return not published
    return published == read
