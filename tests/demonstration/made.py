"""The demonstration at full size and a small one, made once for all tests of the room.

A night at full size is a hundred megabytes: another than what was asked for last is not kept.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from hattama.core.protocols import Protocol
from hattama.demonstration import demonstration_election
from hattama.demonstration.election import Demonstration, DemonstrationProtocol
from hattama.demonstration.published import PRECINCTS

SEED = 2023
SMALL = 300


def demonstration(precincts: int = PRECINCTS, seed: int = SEED) -> Demonstration:
    return _demonstration(precincts, seed)


def night(precincts: int = PRECINCTS, seed: int = SEED) -> tuple[DemonstrationProtocol, ...]:
    return _night(precincts, seed)


# Behind functions with defaults: a cache of those would hold the same night once for each way of asking.
_demonstration = lru_cache(maxsize=4)(demonstration_election)


@lru_cache(maxsize=2)
def _night(precincts: int, seed: int) -> tuple[DemonstrationProtocol, ...]:
    return tuple(demonstration(precincts, seed).protocols())


def protocols_of(contest: str, made: Iterable[DemonstrationProtocol]) -> list[Protocol]:
    return [arrived.protocol for arrived in made if arrived.protocol.contest == contest]


def sums(protocols: Iterable[Protocol]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for protocol in protocols:
        totals.update(dict(protocol.figures))
    return totals
