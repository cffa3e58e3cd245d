"""Why a file is refused that would have passed for a scan by its beginning: each reason has a name and a
sentence.
"""

from dataclasses import dataclass

from hattama.core.vocabulary import Message
from hattama.formats.document_texts import (
    DocumentHasNoText,
    DocumentOfUnknownKind,
    DocumentTooLong,
    DocumentUnreadable,
)
from hattama.formats.scans import (
    ScanHasTooManyPages,
    ScanHasTooManyPixels,
    ScanIsEmpty,
    ScanIsHeic,
    ScanIsLocked,
    ScanIsTooSmall,
    ScanOfUnknownKind,
    ScanRefused,
    ScanTooLarge,
    ScanUnreadable,
)

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes that one file may have, and the most that reading it may take.

    `seconds` is time of the processor; eight times as much may pass on the clock. `memory` is address space
    in bytes, with what the reading program itself needs. How many pages and pixels a file may have stands in
    hattama.formats.scans.
    """

    size: int = 20 * MEGABYTE
    seconds: int = 30
    memory: int = 1024 * MEGABYTE


USUAL_LIMITS = Limits()
"""Enough for thirty pages at 300 dots an inch: a protocol with all its acts, or a pile from a scanner."""

PHOTO_LIMITS = Limits(seconds=10, memory=640 * MEGABYTE)
"""Enough for what a telephone takes; people without an account send it."""

AT_ONCE = {"photo": 1}
"""So many questions of a kind are answered at once on one machine, whoever many processes ask; with the four
workers of the site that fits into what its unit may have (deploy/systemd). What is not named here is asked by
a unit of its own, one question at a time."""


class ScanHoldsAnotherFile(ScanRefused):
    """The file is two files at once: a picture or document that is also a page, a program or an archive."""

    words = Message(
        "Another file is hidden inside this one. Photograph or scan the paper itself and upload that."
    )


class ScanRunsPrograms(ScanRefused):
    """The document holds a script, starts a program or carries files within it."""

    words = Message(
        "The document holds a script, an action or an attached file. Scan the paper again as a plain PDF or "
        "JPEG."
    )


class ScanTakesTooLong(ScanRefused):
    """Reading the file took more time than any scan does."""

    words = Message("Reading the file took too long. Scan the paper again at 300 dpi and upload that.")


class ScanTakesTooMuchMemory(ScanRefused):
    """Reading the file asked for more memory than any scan does, or broke the program that read it."""

    words = Message(
        "The file could not be read: it asks for too much memory. Scan the paper again at 300 dpi and "
        "upload that."
    )


class ScanIsBlank(ScanRefused):
    """No page of the file has anything on it."""

    words = Message(
        "The pages of the file are blank: nothing can be seen on them. The sheet may have lain face up. "
        "Scan it "
        "again."
    )


class ScanShowsNothing(ScanRefused):
    """Every page of the file is dark, bleached or too small to show any line of a paper."""

    words = Message(
        "Nothing can be made out in the picture: it is too dark, bleached or too small. Take it again in "
        "good "
        "light."
    )


REFUSALS: dict[str, type[ScanRefused]] = {
    refusal.__name__: refusal
    for refusal in (
        DocumentHasNoText,
        DocumentOfUnknownKind,
        DocumentTooLong,
        DocumentUnreadable,
        ScanHasTooManyPages,
        ScanHasTooManyPixels,
        ScanHoldsAnotherFile,
        ScanIsBlank,
        ScanIsEmpty,
        ScanIsHeic,
        ScanIsLocked,
        ScanIsTooSmall,
        ScanOfUnknownKind,
        ScanRunsPrograms,
        ScanShowsNothing,
        ScanTakesTooLong,
        ScanTakesTooMuchMemory,
        ScanTooLarge,
        ScanUnreadable,
    )
}
"""Every reason by its name, as it is said between processes and kept in rows."""
