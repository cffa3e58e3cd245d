"""How much one file may cost whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

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
    memory: int = 2048 * MEGABYTE


USUAL_LIMITS = Limits()
"""Enough for thirty pages at 300 dots an inch: a protocol with all its acts, or a pile from a scanner."""
