"""Which papers are read again and which batches counted again: draws that follow from a public seed, and that
anybody can repeat.
"""

import bisect
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence

LEAST_SEED = 20
"""Characters of a seed at the least: twenty throws of a ten-sided die, as audits of ballots use."""


class SeedTooShort(ValueError):
    """A seed that could have been tried out until it drew what somebody liked."""


def ticket_of(seed: str, name: str) -> str:
    """The ticket number of a paper: SHA-256 of seed, comma and name, in hexadecimal digits.

    The names go in UTF-8. After R. Rivest, "Consistent sampling with replacement" (2018): the ticket of one
    paper does not depend on which others there are, so that a longer list changes nobody's ticket.
    """
    return hashlib.sha256(f"{seed},{name}".encode()).hexdigest()


def draw_in_order(seed: str, names: Iterable[str]) -> tuple[str, ...]:
    """Every name once, in the order of the tickets: the first k of them are a random draw of k.

    `seed` is chosen in public, by dice, after `names` are fixed. Raises SeedTooShort.
    """
    if len(seed.strip()) < LEAST_SEED:
        raise SeedTooShort(f"{len(seed.strip())} characters, at least {LEAST_SEED}")
    return tuple(sorted(set(names), key=lambda name: (ticket_of(seed, name), name)))


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
