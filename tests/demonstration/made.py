"""The demonstration at full size and a small one, made once for all tests of the room."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from hattama.core.protocols import Protocol
from hattama.demonstration import demonstration_election
from hattama.demonstration.election import Demonstration, DemonstrationProtocol
from hattama.demonstration.published import PRECINCTS

SEED = 2023
SMALL = 300


@cache
def demonstration(precincts: int = PRECINCTS, seed: int = SEED) -> Demonstration:
    return demonstration_election(precincts, seed)


@cache
def night(precincts: int = PRECINCTS, seed: int = SEED) -> tuple[DemonstrationProtocol, ...]:
    return tuple(demonstration(precincts, seed).protocols())


def protocols_of(contest: str, made: Iterable[DemonstrationProtocol]) -> list[Protocol]:
    return [arrived.protocol for arrived in made if arrived.protocol.contest == contest]


def sums(protocols: Iterable[Protocol]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for protocol in protocols:
        totals.update(dict(protocol.figures))
    return totals
