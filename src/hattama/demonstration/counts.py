"""How people voted in the demonstration: ballots issued, spoilt and cast in every precinct that reports.

The party contest comes to the published sums exactly; the single-mandate contests are made up throughout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hattama.core.vocabulary import AreaKind
from hattama.demonstration import published
from hattama.demonstration.apportionment import apportion, apportion_both_ways
from hattama.demonstration.draws import Draws
from hattama.demonstration.places import Precinct, scaled

CANDIDATES = {"candidate_a": 34, "candidate_b": 24, "candidate_c": 15, "candidate_d": 11, "candidate_e": 8}
_AGAINST_ALL_WEIGHT = 8

TURNOUT_ABROAD = 6_800
# People who vote where they live, serve or are treated nearly all receive a ballot.
_CLOSED_TURNOUT = {
    AreaKind.MILITARY: 9_700,
    AreaKind.HOSPITAL: 9_200,
    AreaKind.DETENTION: 9_500,
    AreaKind.REMOTE: 9_600,
    AreaKind.SHIP: 9_900,
    AreaKind.SPECIAL: 9_000,
}
# How much more (in hundredths) a choice gets in towns than in the country.
_TOWN_LEAN = {
    "amanat": 84,
    "auyl": 55,
    "respublica": 125,
    "ak_zhol": 120,
    "nsdp": 135,
    "ppk": 115,
    "baytaq": 130,
}
_TOWN_LEAN_ELSE = 140


@dataclass(frozen=True, slots=True)
class Count:
    """What was really counted in one precinct for one contest; whole numbers of ballots and voters.

    `votes` has every choice and «against all». Ballots found are participants and invalid; ballots issued
    that were not found were taken away.
    """

    listed: int
    issued: int
    participants: int
    invalid: int
    votes: Mapping[str, int]


def count_parties(reporting: Sequence[Precinct], precincts: int, seed: int) -> list[Count]:
    """The party contest in the precincts that report; its sums are the published ones in proportion."""
    draws = Draws(seed, "parties")
    participants_in_all = scaled(published.PARTICIPANTS, precincts)
    columns = apportion(participants_in_all, list(published.VOTES.values()))
    issued = _issued(reporting, scaled(published.BALLOTS_ISSUED, precincts), draws)
    unvoted = _unvoted(issued, sum(issued) - participants_in_all, draws)
    participants = [given - lost for given, lost in zip(issued, unvoted, strict=True)]
    weights = _leanings(reporting, published.VOTES, 300, draws)
    table = apportion_both_ways(participants, columns, weights)
    return [
        _count(precinct, given, spoilt, row, published.VOTES, draws)
        for precinct, given, spoilt, row in zip(reporting, issued, unvoted, table, strict=True)
    ]


def count_candidates(reporting: Sequence[Precinct], first: Sequence[Count], seed: int) -> list[Count]:
    """The single-mandate contests in the same precincts, where nearly the same people take their ballots.

    Each district has its own leader: the weights of the candidates stand in another order in each.
    """
    draws = Draws(seed, "candidates")
    issued = [max(0, count.issued - _declined(draws)) for count in first]
    unvoted = _unvoted(issued, sum(issued) * 31 // 1000, draws)
    districts: dict[tuple[str, ...], list[int]] = {}
    for place, precinct in enumerate(reporting):
        districts.setdefault(precinct.area.also_in, []).append(place)
    counts: dict[int, Count] = {}
    for _, places in sorted(districts.items()):
        shares = [share * draws.bell(100, 90) // 10 for share in CANDIDATES.values()]
        order = draws.sample(len(shares), len(shares))
        weights = {code: shares[place] for code, place in zip(CANDIDATES, order, strict=True)}
        weights[published.AGAINST_ALL] = _AGAINST_ALL_WEIGHT * 10
        here = [reporting[place] for place in places]
        participants = [issued[place] - unvoted[place] for place in places]
        columns = apportion(sum(participants), list(weights.values()))
        table = apportion_both_ways(participants, columns, _leanings(here, weights, 500, draws))
        for place, row in zip(places, table, strict=True):
            counts[place] = _count(reporting[place], issued[place], unvoted[place], row, weights, draws)
    return [counts[place] for place in range(len(reporting))]


def _declined(draws: Draws) -> int:
    """How many took the first ballot and declined the second; in a few precincts many."""
    if draws.happens(20):
        return draws.between(11, 30)
    return draws.below(4) if draws.happens(2500) else 0


def _count(
    precinct: Precinct, issued: int, unvoted: int, row: Sequence[int], codes: Mapping[str, int], draws: Draws
) -> Count:
    taken_away = sum(1 for _ in range(min(unvoted, 6)) if draws.happens(450))
    return Count(
        listed=precinct.voters,
        issued=issued,
        participants=issued - unvoted,
        invalid=unvoted - taken_away,
        votes=dict(zip(codes, row, strict=True)),
    )


def _issued(reporting: Sequence[Precinct], total: int, draws: Draws) -> list[int]:
    """Ballots issued in each precinct, `total` in all and never more than its voters.

    Each region first gets its ballots by the share reported for it, then its precincts theirs.
    """
    turnouts = _turnouts(reporting, draws)
    regions: dict[str, list[int]] = {}
    for place, precinct in enumerate(reporting):
        regions.setdefault(precinct.area.area_id.partition("-")[0], []).append(place)
    voters = [sum(reporting[place].voters for place in places) for places in regions.values()]
    shares = [_reported(reporting[places[0]]) for places in regions.values()]
    weights = [count * share for count, share in zip(voters, shares, strict=True)]
    issued = [0] * len(reporting)
    for places, ballots in zip(regions.values(), apportion(total, weights, voters), strict=True):
        listed = [reporting[place].voters for place in places]
        pull = [count * turnouts[place] for count, place in zip(listed, places, strict=True)]
        for place, given in zip(places, apportion(ballots, pull, listed), strict=True):
            issued[place] = given
    return issued


def _reported(precinct: Precinct) -> int:
    return precinct.site.region.issued if precinct.site.region else TURNOUT_ABROAD


def _turnouts(reporting: Sequence[Precinct], draws: Draws) -> list[int]:
    """About which share (in hundredths of a per cent) of each precinct's voters took a ballot."""
    by_district: dict[tuple[str, int], int] = {}
    turnouts = []
    for precinct in reporting:
        site = precinct.site
        if site.kind in _CLOSED_TURNOUT:
            turnouts.append(min(9_950, draws.bell(_CLOSED_TURNOUT[site.kind], 700)))
            continue
        district = (site.region.area_id if site.region else "", site.district)
        if district not in by_district:
            by_district[district] = draws.bell(0, 700)
        # In a village more of the neighbours come than in a town of the same region.
        middle = _reported(precinct) + by_district[district] + (-250 if site.in_town else 350)
        turnouts.append(min(9_950, max(600, draws.bell(middle, 1500))))
    return turnouts


def _unvoted(issued: Sequence[int], total: int, draws: Draws) -> list[int]:
    """Ballots issued that are not votes (invalid, or taken away): `total`, never over half of a precinct."""
    weights = [given * max(1, draws.bell(100, 90)) for given in issued]
    return apportion(total, weights, [given // 2 for given in issued])


def _leanings(
    reporting: Sequence[Precinct], codes: Mapping[str, int], spread: int, draws: Draws
) -> list[list[int]]:
    """How each precinct leans: a positive weight for every choice, from its region, district and own voters.

    `spread` is by how many thousandths a region may lean more or less than the country.
    """
    leans: dict[tuple[str, int], list[int]] = {}

    def lean(place: tuple[str, int], reach: int) -> list[int]:
        if place not in leans:
            leans[place] = [draws.bell(1000, reach) for _ in codes]
        return leans[place]

    shares = apportion(100_000, list(codes.values()))
    town = [_TOWN_LEAN.get(code, _TOWN_LEAN_ELSE) for code in codes]
    weights = []
    for precinct in reporting:
        site = precinct.site
        region_id = site.region.area_id if site.region else ""
        by_region = lean((region_id, 0), spread * 2)
        by_district = lean((region_id, site.district), spread)
        weights.append(
            [
                max(
                    1,
                    share
                    * region
                    * district
                    * draws.bell(1000, 420)
                    * (town[place] if site.in_town else 100),
                )
                for place, (share, region, district) in enumerate(
                    zip(shares, by_region, by_district, strict=True)
                )
            ]
        )
    return weights
