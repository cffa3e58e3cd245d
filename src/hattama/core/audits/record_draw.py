"""Which papers are read again: an order that follows from a public seed, and that anybody can draw anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

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
