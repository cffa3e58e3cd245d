"""How much one file may cost whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from hattama.formats.scans import MAX_PAGES, MAX_PIXELS, MAX_PIXELS_OF_ALL_PAGES

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may hold, and the most that reading it may take.

    `seconds` is time of the processor; twice as much may pass on the clock. `memory` is address space in
    bytes, with what the reading program itself needs.
    """

    size: int = 20 * MEGABYTE
    pages: int = MAX_PAGES
    pixels: int = MAX_PIXELS
    pixels_of_all_pages: int = MAX_PIXELS_OF_ALL_PAGES
    seconds: int = 30
    memory: int = 2048 * MEGABYTE


USUAL_LIMITS = Limits()
"""Twenty megabytes, thirty pages at 300 dots an inch: a protocol with all its acts, and a territory's pile.
"""
