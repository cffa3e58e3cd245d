"""Which batches are counted again: draws by weight from a public seed, with replacement, that anybody
repeats.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
from collections.abc import Iterator, Sequence

from hattama.core.audits.record_draw import LEAST_SEED, SeedTooShort

_SPACE = 2**256


class NothingToDraw(ValueError):
    """No batch has any weight."""


def numbers_of(seed: str) -> Iterator[int]:
    """The numbers of a seed: SHA-256 of seed, comma and 1, 2, 3 … in UTF-8, each as a whole number of 256
    bits.
    """
    for counter in itertools.count(1):
        yield int.from_bytes(hashlib.sha256(f"{seed},{counter}".encode()).digest(), "big")


def draw_by_weight(seed: str, weights: Sequence[int]) -> Iterator[int]:
    """Indices of batches without end, each with chance in proportion to its whole-number weight.

    A number at or beyond the last whole multiple of the sum is passed over, so that no batch is favoured;
    else its rest modulo the sum names the first batch whose running sum is greater. Raises SeedTooShort or
    NothingToDraw.
    """
    if len(seed.strip()) < LEAST_SEED:
        raise SeedTooShort(f"{len(seed.strip())} characters, at least {LEAST_SEED}")
    running = list(itertools.accumulate(weights))
    if not running or running[-1] <= 0:
        raise NothingToDraw
    end = _SPACE - _SPACE % running[-1]
    return (bisect.bisect_right(running, number % running[-1]) for number in numbers_of(seed) if number < end)
