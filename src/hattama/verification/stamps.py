"""Time stamps of third parties beside a log: each binds the tree of one size to a moment (RFC 3161).

`time-stamps` holds one to a line: the size of the log, and the token in base64. What it stamps is the text of
the checkpoint of that size, which follows from the entries.
"""

import base64
import binascii
from contextlib import suppress
from datetime import datetime
from importlib.util import find_spec

from hattama.core.entries import is_moment
from hattama.core.transparency_log import Checkpoint
from hattama.core.vocabulary import parse_whole_number
from hattama.verification.places import SMALL_FILE_BYTES, FileAbsent, Place
from hattama.verification.trees import Roots, recorded_at
from hattama.verification.trouble_kinds import (
    DATED_BEFORE_STAMP,
    STAMP_HOLDS,
    STAMP_OF_A_STRANGER,
    STAMP_REFUSED,
    STAMPS_NOT_LOOKED_AT,
    TIME_AFTER_STAMP,
    noting,
)
from hattama.verification.troubles import Troubles

STAMPS_FILE = "time-stamps"
MOST_STAMPS = 500
TOLERANCE_SECONDS = 300
"""By how much the log's clock may run before an authority's, or an act wait for the log's writer."""


def stamped_text(origin: str, size: int, root: bytes) -> bytes:
    """What is shown to an authority: the text of a checkpoint."""
    return Checkpoint(origin, size, root).text().encode()


def parse_stamp(line: str) -> tuple[int, bytes] | None:
    """The size and the token in a line; None where it is none."""
    digits, divider, token = line.partition(" ")
    size = parse_whole_number(digits)
    if size is None or not divider:
        return None
    try:
        return size, base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return None


def check_stamps(
    origin: str, tree: Roots, place: Place, authorities: bytes | None, troubles: Troubles
) -> None:
    """Hold each time stamp against the tree and the times of the entries around it.

    `authorities`: certificates that the reader trusts (PEM); None: whose stamps they are is not asked.
    """
    lines: list[str] = []
    with noting(troubles), suppress(FileAbsent):
        lines = place.read(STAMPS_FILE, SMALL_FILE_BYTES).decode("ascii", "replace").splitlines()
    if not lines:
        return
    if find_spec("asn1crypto") is None or find_spec("cryptography") is None:
        troubles.add(STAMPS_NOT_LOOKED_AT.at(STAMPS_FILE))
        return
    found = [
        stamp
        for row, line in enumerate(lines[:MOST_STAMPS], start=1)
        if (stamp := _check_line(row, line, origin, tree, authorities, troubles)) is not None
    ]
    for size, at, _ in found:
        _check_times(size, at, tree, place, troubles)
    if found:
        size, at, authority = max(found)
        troubles.add(STAMP_HOLDS.at(STAMPS_FILE, found=f"{size}; {at.isoformat()}", expected=authority))


def _check_line(
    row: int, line: str, origin: str, tree: Roots, authorities: bytes | None, troubles: Troubles
) -> tuple[int, datetime, str] | None:
    """The size, the moment and the authority of a time stamp that holds; what is wrong with it is noted."""
    from cryptography.x509 import load_pem_x509_certificates

    from hattama.formats.time_stamps import StampRefused, check_time_stamp

    read = parse_stamp(line)
    if read is None or not 0 < read[0] <= tree.size:
        troubles.add(STAMP_REFUSED.at(STAMPS_FILE, row=row, found=line[:40]))
        return None
    size, token = read
    try:
        stamp = check_time_stamp(token, stamped_text(origin, size, tree.root_at(size)))
    except StampRefused as refusal:
        troubles.add(STAMP_REFUSED.at(STAMPS_FILE, row=row, found=str(refusal)))
        return None
    if authorities is not None and not stamp.is_trusted(load_pem_x509_certificates(authorities)):
        troubles.add(STAMP_OF_A_STRANGER.at(STAMPS_FILE, row=row, found=stamp.authority))
        return None
    return size, stamp.at, stamp.authority


def _check_times(size: int, at: datetime, tree: Roots, place: Place, troubles: Troubles) -> None:
    """What was in the log by then is dated no later; what came after it, no earlier. The times of a log never
    go back, so the entries on both sides of the stamp answer for all."""
    last, following = (_moment(place, index, tree) for index in (size - 1, size))
    told = at.isoformat()
    if last is not None and last.timestamp() > at.timestamp() + TOLERANCE_SECONDS:
        troubles.add(TIME_AFTER_STAMP.at(entry=size - 1, found=last.isoformat(), expected=told))
    if following is not None and following.timestamp() < at.timestamp() - TOLERANCE_SECONDS:
        troubles.add(DATED_BEFORE_STAMP.at(entry=size, found=following.isoformat(), expected=told))


def _moment(place: Place, index: int, tree: Roots) -> datetime | None:
    told = recorded_at(place, index, tree.size) if index < tree.size else ""
    return datetime.fromisoformat(told) if is_moment(told) else None
