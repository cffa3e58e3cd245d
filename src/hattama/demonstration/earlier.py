"""An earlier election, made up throughout, that results of the demonstration can be compared with.

It is small: one polling station a district, single-mandate contests alone, letters for candidates. Nothing of
it was ever published about anybody.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Area, AreaKind, Contest, Election
from hattama.demonstration.apportionment import apportion
from hattama.demonstration.contests import ELECTION_ID, SINGLE_MANDATE, candidates, single_contest
from hattama.demonstration.counts import Count
from hattama.demonstration.draws import Draws
from hattama.demonstration.election import Demonstration, Ledger, figures_of
from hattama.demonstration.published import AGAINST_ALL
from hattama.demonstration.words import words

EARLIER_ID = f"{ELECTION_ID}-earlier"
# When the rules of the demonstration were in force already; nobody voted that day.
_POLLING_ON = datetime.date(2023, 1, 8)
# Candidate F ran then and not now; D and E did not run then.
_WEIGHTS = {"candidate_a": 28, "candidate_b": 33, "candidate_c": 18, "candidate_f": 9, AGAINST_ALL: 12}


def comparisons(election: Election) -> bytes:
    """The comparisons.toml of the demonstration: each single-mandate district with itself."""
    codes = (contest.code for contest in election.contests if contest.kind == SINGLE_MANDATE)
    return "".join(
        f'[[comparison]]\nelection = "{EARLIER_ID}"\ncontest = "{code}"\n' for code in codes
    ).encode()


@dataclass(frozen=True, slots=True)
class EarlierElection:
    """The earlier election; its protocols all came long ago."""

    election: Election
    areas: tuple[Area, ...]
    protocols: tuple[Protocol, ...]


def earlier_election(demonstration: Demonstration) -> EarlierElection:
    """Beside this demonstration: the same regions and districts, each district one polling station."""
    contests = [one for one in demonstration.election.contests if one.kind == SINGLE_MANDATE]
    draws = Draws(demonstration.seed, "earlier")
    voters: dict[str, int] = {}
    also_in: dict[str, tuple[str, ...]] = {}
    for precinct in demonstration.precincts:
        parent = precinct.area.parent_id or ""
        voters[parent] = voters.get(parent, 0) + precinct.voters
        also_in[parent] = precinct.area.also_in
    units = [area for area in demonstration.areas if not area.is_precinct]
    stations = [
        _station(area, voters[area.area_id], also_in[area.area_id])
        for area in units
        if area.area_id in voters
    ]
    election = replace(
        demonstration.election,
        election_id=EARLIER_ID,
        names=words("earlier"),
        polling_on=_POLLING_ON,
        contests=tuple(_contest(contest) for contest in contests),
        notices=(words("notice_earlier"),),
    )
    protocols = tuple(_protocol(station, draws) for station in stations)
    return EarlierElection(election, (*units, *stations), protocols)


def _contest(contest: Contest) -> Contest:
    number = int(contest.code.rpartition("_")[2])
    return replace(contest, choices=candidates(number, [code for code in _WEIGHTS if code != AGAINST_ALL]))


def _station(unit: Area, voters: int, also_in: tuple[str, ...]) -> Area:
    return replace(
        unit,
        area_id=f"{unit.area_id}-all",
        parent_id=unit.area_id,
        level="precinct",
        number="1",
        names=words("precinct", number="1"),
        commission=words("precinct_commission", number="1"),
        voters_registered=voters,
        kind=AreaKind.ORDINARY,
        also_in=also_in,
    )


def _protocol(station: Area, draws: Draws) -> Protocol:
    listed = station.voters_registered or 0
    issued = listed * draws.bell(58, 18) // 100
    found = issued * draws.between(975, 1000) // 1000
    invalid = found * draws.below(20) // 1000
    weights: Sequence[int] = [weight * draws.bell(1000, 600) for weight in _WEIGHTS.values()]
    votes = apportion(found - invalid, weights)
    count = Count(listed, issued, found - invalid, invalid, dict(zip(_WEIGHTS, votes, strict=True)))
    ledger = Ledger(listed, 0, 0, 0, 0, listed, (0,), (0,), (1,))
    return Protocol(station.area_id, single_contest(*station.also_in), figures_of(count, ledger))
