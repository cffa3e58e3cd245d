"""Made-up figures from a seed: clean ones, and clean ones with something planted."""

import random
from dataclasses import replace

from hattama.core.forensics.stations import Station, StationFigures


def clean_figures(stations: int = 240, seed: int = 7, districts: int = 12) -> StationFigures:
    """Stations of 600 to 2,000 voters in four regions; each with a turnout and shares of its own."""
    chance = random.Random(seed)
    made = []
    for number in range(stations):
        voters = chance.randrange(600, 2000)
        cast = sum(chance.random() < turnout for turnout in [chance.betavariate(18, 12)] * voters)
        share = chance.betavariate(20, 22)
        votes = sum(chance.random() < share for _ in range(cast))
        second = sum(chance.random() < 0.7 for _ in range(cast - votes))
        district = number % districts
        made.append(
            Station(
                f"{number:03}",
                f"district {district}",
                f"region {district % 4}",
                voters,
                cast,
                cast,
                (votes, second, cast - votes - second),
                invalid=chance.randrange(3),
            )
        )
    return StationFigures(("leader", "second", "third"), tuple(made))


def with_whole_turnouts(figures: StationFigures, part: int) -> StationFigures:
    """Every `part`-th station's turnout raised to the next whole percent, the ballots given to the leader."""
    stations = []
    for number, station in enumerate(figures.stations):
        voters, cast, counted = station.registered or 0, station.cast or 0, station.counted or 0
        percent = (100 * cast + voters - 1) // voters
        added = (percent * voters + 99) // 100 - cast if number % part == 0 else 0
        first, *others = station.votes
        votes = ((first or 0) + added, *others)
        stations.append(replace(station, cast=cast + added, counted=counted + added, votes=votes))
    return StationFigures(figures.choices, tuple(stations))


def with_a_copied_result(figures: StationFigures) -> StationFigures:
    """The first station's result standing at another station of its district, too."""
    first = figures.stations[0]
    place = next(n for n, s in enumerate(figures.stations) if n and s.district == first.district)
    copied = replace(first, code=figures.stations[place].code)
    stations = (*figures.stations[:place], copied, *figures.stations[place + 1 :])
    return StationFigures(figures.choices, stations)


def with_one_share(figures: StationFigures, district: str) -> StationFigures:
    """In one district every station's leader has exactly the same share, as if written from a percentage."""
    stations = []
    for station in figures.stations:
        if station.district == district:
            counted = station.counted or 0
            votes = counted * 48 // 100
            station = replace(station, votes=(votes, counted - votes, 0))
        stations.append(station)
    return StationFigures(figures.choices, tuple(stations))
