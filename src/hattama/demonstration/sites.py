"""Where precincts are: how many in each region and district, of which kind, and how large they would be."""

from dataclasses import dataclass

from hattama.core.vocabulary import AreaKind
from hattama.demonstration import published
from hattama.demonstration.apportionment import apportion
from hattama.demonstration.draws import Draws
from hattama.demonstration.regions import HOURS_ABROAD, REGIONS, Region

# Of ten thousand precincts, how many are of a kind; the rest are ordinary. All of it is made up, near to the
# 544 special precincts there were in 2022 (OSCE/ODIHR final report on the referendum of 5 June 2022).
_KINDS_IN_TOWNS = (
    (AreaKind.HOSPITAL, 520),
    (AreaKind.DETENTION, 170),
    (AreaKind.MILITARY, 80),
    (AreaKind.SPECIAL, 40),
)
_KINDS_IN_THE_COUNTRY = (
    (AreaKind.REMOTE, 210),
    (AreaKind.HOSPITAL, 90),
    (AreaKind.MILITARY, 110),
    (AreaKind.SPECIAL, 25),
)
_KINDS_BY_THE_SEA = (*_KINDS_IN_TOWNS, (AreaKind.SHIP, 120))
_REGIONS_BY_THE_SEA = ("23", "47")
_SIZES = {
    AreaKind.ABROAD: (20, 420),
    AreaKind.MILITARY: (90, 900),
    AreaKind.HOSPITAL: (25, 260),
    AreaKind.DETENTION: (40, 600),
    AreaKind.REMOTE: (12, 80),
    AreaKind.SHIP: (14, 40),
    AreaKind.SPECIAL: (40, 240),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A precinct before it has voters.

    `region` is None abroad. `district` is the number of its district in the region, from 1 (0 abroad).
    `hours_ahead` is what its clocks were ahead of UTC on polling day; `weight` is about how many voters
    a precinct of its kind and place would have.
    """

    number: str
    kind: AreaKind
    region: Region | None
    district: int
    in_town: bool
    time_zone: str
    hours_ahead: int
    weight: int


def precincts_by_region(count: int) -> tuple[int, list[int]]:
    """How many of `count` precincts are abroad, and how many in each region, in proportion.

    Every region and the precincts abroad have at least one where `count` allows it.
    """
    full = [published.PRECINCTS_ABROAD, *(region.precincts for region in REGIONS)]
    least = 1 if count >= len(full) else 0
    rest = apportion(count - least * len(full), [precincts - least for precincts in full])
    abroad, *regional = [precincts + least for precincts in rest]
    return abroad, regional


def sites_in(region: Region, count: int, draws: Draws) -> list[Site]:
    """`count` precincts of `region` (at least 1), numbered through the region, district after district."""
    districts = min(region.districts, count, max(region.constituencies, count // 3))
    towns = min(region.towns, districts)
    # A town has about twice the precincts of a rural district.
    pull = [draws.between(70, 130) * (2 if number < towns else 1) for number in range(districts)]
    sizes = [1 + size for size in apportion(count - districts, pull)]
    sites: list[Site] = []
    for district, size in enumerate(sizes, start=1):
        in_town = district <= towns
        for place in range(size):
            kind = AreaKind.ORDINARY if place == 0 else _kind(region, in_town, draws)
            number = f"{len(sites) + 1:04d}"
            weight = _weight(kind, in_town, draws)
            sites.append(
                Site(number, kind, region, district, in_town, region.time_zone, region.hours_ahead, weight)
            )
    return sites


def sites_abroad(count: int, draws: Draws) -> list[Site]:
    """`count` precincts at missions abroad."""
    sites = []
    for place in range(count):
        time_zone, hours_ahead = draws.one_of(HOURS_ABROAD)
        weight = _weight(AreaKind.ABROAD, True, draws)
        sites.append(Site(f"{place + 1:04d}", AreaKind.ABROAD, None, 0, True, time_zone, hours_ahead, weight))
    return sites


def _kind(region: Region, in_town: bool, draws: Draws) -> AreaKind:
    kinds: tuple[tuple[AreaKind, int], ...]
    if not in_town:
        kinds = _KINDS_IN_THE_COUNTRY
    elif region.area_id in _REGIONS_BY_THE_SEA:
        kinds = _KINDS_BY_THE_SEA
    else:
        kinds = _KINDS_IN_TOWNS
    draw = draws.below(10_000)
    for kind, chance in kinds:
        if draw < chance:
            return kind
        draw -= chance
    return AreaKind.ORDINARY


def _weight(kind: AreaKind, in_town: bool, draws: Draws) -> int:
    if kind is not AreaKind.ORDINARY:
        return draws.between(*_SIZES[kind])
    if in_town:
        return max(400, draws.bell(2000, 1150))
    # Most villages are small and a few are large: the square of an even draw.
    draw = draws.below(1000)
    return 70 + draws.below(260) + draw * draw * 16 // 10_000
