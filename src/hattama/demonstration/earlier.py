"""Two earlier elections that results of the demonstration can be compared with, a polling station a district.

Party lists have the votes published for the country on 10 January 2021, divided among districts by chance.
Single-mandate contests are made up throughout, with letters for candidates; nobody ever published them.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hattama.core.protocols import Protocol
from hattama.core.vocabulary import Area, AreaKind, Choice, Contest, Election
from hattama.demonstration.apportionment import apportion, apportion_both_ways
from hattama.demonstration.contests import (
    ELECTION_ID,
    PARTY_CONTEST,
    SINGLE_MANDATE,
    candidates,
    single_contest,
)
from hattama.demonstration.counts import TURNOUT_ABROAD, Count
from hattama.demonstration.draws import Draws
from hattama.demonstration.election import Demonstration, Ledger, figures_of
from hattama.demonstration.places import scaled
from hattama.demonstration.published import AGAINST_ALL, PRECINCTS, SEATS_2021, VOTES_2021
from hattama.demonstration.regions import REGIONS
from hattama.demonstration.words import PARTIES_2021, notice_scaled, words

LISTS_ID = f"{ELECTION_ID}-2021"
EARLIER_ID = f"{ELECTION_ID}-earlier"
LISTS_ON = datetime.date(2021, 1, 10)
# When the rules of the demonstration were in force already; nobody voted that day.
_POLLING_ON = datetime.date(2023, 1, 8)
# Candidate F ran then and not now; D and E did not run then.
_WEIGHTS = {"candidate_a": 28, "candidate_b": 33, "candidate_c": 18, "candidate_f": 9, AGAINST_ALL: 12}


def comparisons(election: Election) -> bytes:
    """The comparisons.toml of the demonstration: each contest with the same one of an earlier election."""
    return "".join(
        f'[[comparison]]\nelection = "{EARLIER_ID if contest.kind == SINGLE_MANDATE else LISTS_ID}"\n'
        f'contest = "{contest.code}"\n'
        for contest in election.contests
    ).encode()


@dataclass(frozen=True, slots=True)
class EarlierElection:
    """An earlier election; its protocols all came long ago."""

    election: Election
    areas: tuple[Area, ...]
    protocols: tuple[Protocol, ...]


def earlier_elections(demonstration: Demonstration) -> tuple[EarlierElection, EarlierElection]:
    """Beside this demonstration: the same regions and districts, each district one polling station."""
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
    areas = (*units, *stations)
    return (
        EarlierElection(_list_election(demonstration), areas, _lists(demonstration, stations)),
        EarlierElection(_single_election(demonstration.election), areas, _singles(demonstration, stations)),
    )


def _list_election(demonstration: Demonstration) -> Election:
    now, precincts = demonstration.election, len(demonstration.precincts)
    # Its votes are scaled as those of today are; its polling stations are one a district at any scale.
    scale = () if precincts == PRECINCTS else (notice_scaled(precincts, PRECINCTS, "notice_scaled_lists"),)
    choices = tuple(Choice(code, names) for code, names in PARTIES_2021.items())
    return replace(
        now,
        election_id=LISTS_ID,
        names=words("earlier_lists"),
        polling_on=LISTS_ON,
        rule_pack="kz-2021",
        contests=(replace(now.contests[0], choices=choices, seats=SEATS_2021),),
        notices=(words("notice_earlier_lists"), *scale),
    )


def _single_election(now: Election) -> Election:
    return replace(
        now,
        election_id=EARLIER_ID,
        names=words("earlier"),
        polling_on=_POLLING_ON,
        contests=tuple(_contest(contest) for contest in now.contests if contest.kind == SINGLE_MANDATE),
        notices=(words("notice_earlier"),),
    )


def _lists(demonstration: Demonstration, stations: Sequence[Area]) -> tuple[Protocol, ...]:
    """The published votes in proportion; more of them where more came in 2023, too."""
    draws = Draws(demonstration.seed, "earlier lists")
    listed = [station.voters_registered or 0 for station in stations]
    columns = [scaled(votes, len(demonstration.precincts)) for votes in VOTES_2021.values()]
    came = {region.area_id: region.issued for region in REGIONS}
    pull = [
        voters * came.get(station.area_id.partition("-")[0], TURNOUT_ABROAD) * draws.bell(1000, 150)
        for station, voters in zip(stations, listed, strict=True)
    ]
    rows = apportion(sum(columns), pull, [voters * 9 // 10 for voters in listed])
    leanings = [[votes * draws.bell(1000, 700) for votes in VOTES_2021.values()] for _ in stations]
    table = apportion_both_ways(rows, columns, leanings)
    return tuple(
        _protocol(
            station, PARTY_CONTEST, row * draws.below(20) // 1000, dict(zip(VOTES_2021, votes, strict=True))
        )
        for station, row, votes in zip(stations, rows, table, strict=True)
    )


def _singles(demonstration: Demonstration, stations: Sequence[Area]) -> tuple[Protocol, ...]:
    draws = Draws(demonstration.seed, "earlier")
    protocols = []
    for station in stations:
        found = (station.voters_registered or 0) * draws.bell(58, 18) // 100
        invalid = found * draws.below(20) // 1000
        weights = [weight * draws.bell(1000, 600) for weight in _WEIGHTS.values()]
        votes = dict(zip(_WEIGHTS, apportion(found - invalid, weights), strict=True))
        protocols.append(_protocol(station, single_contest(*station.also_in), invalid, votes))
    return tuple(protocols)


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


def _protocol(station: Area, contest: str, invalid: int, votes: Mapping[str, int]) -> Protocol:
    listed, participants = station.voters_registered or 0, sum(votes.values())
    count = Count(listed, participants + invalid, participants, invalid, votes)
    ledger = Ledger(listed, 0, 0, 0, 0, listed, (0,), (0,), (1,))
    return Protocol(station.area_id, contest, figures_of(count, ledger))
