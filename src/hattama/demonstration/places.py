"""The areas of the demonstration: nation, regions, districts, precincts, and how many voters each has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hattama.core.vocabulary import Area, AreaKind, Words
from hattama.demonstration import published
from hattama.demonstration.apportionment import apportion
from hattama.demonstration.draws import Draws
from hattama.demonstration.regions import ABROAD_VOTES_IN, REGIONS, Region
from hattama.demonstration.sites import Site, precincts_by_region, sites_abroad, sites_in
from hattama.demonstration.words import NO_ADDRESS, precinct_address, words

NATION_ID = "kz"
ABROAD_ID = "00"
CONSTITUENCY = "smd-"
"""How identifiers of single-mandate districts begin; their number follows."""
CAPITAL_TIME = "Asia/Almaty"
MOST_VOTERS = 3_000
"""The law allows no larger precinct (Constitutional Law on Elections, article 23(2))."""

_VOTERS_ABROAD = 11_900
_USUAL_MOST = MOST_VOTERS - 380


@dataclass(frozen=True, slots=True)
class Precinct:
    """A precinct as an area, and what the demonstration knows of it beyond that."""

    area: Area
    site: Site
    voters: int


@dataclass(frozen=True, slots=True)
class Places:
    """All areas, parents before children, and the precincts among them in the same order.

    `constituencies`: the single-mandate districts that have precincts, another division of these.
    """

    areas: tuple[Area, ...]
    precincts: tuple[Precinct, ...]
    constituencies: tuple[Area, ...]


def scaled(figure: int, precincts: int) -> int:
    """A published national figure in proportion to `precincts`, rounded half up; exact at full size."""
    return (2 * figure * precincts + published.PRECINCTS) // (2 * published.PRECINCTS)


def make_places(count: int, seed: int) -> Places:
    """`count` precincts (at least 1) in their districts and regions; registered voters in due proportion."""
    draws = Draws(seed, "places")
    abroad, regional = precincts_by_region(count)
    present = [(region, size) for region, size in zip(REGIONS, regional, strict=True) if size]
    weights = [region.voters * 1000 * size // region.precincts for region, size in present]
    weights.append(_VOTERS_ABROAD * abroad // published.PRECINCTS_ABROAD)
    ceilings = [_USUAL_MOST * size for _, size in present] + [_USUAL_MOST * abroad]
    *voters, voters_abroad = apportion(scaled(published.REGISTERED, count), weights, ceilings)
    areas = [
        _unit(NATION_ID, None, "nation", ("", words("nation")), words("central_commission"), CAPITAL_TIME)
    ]
    precincts: list[Precinct] = []
    for (region, size), total in zip(present, voters, strict=True):
        _settle(areas, precincts, _region_units(region), sites_in(region, size, draws), total, draws)
    if abroad:
        _settle(areas, precincts, _abroad_units(), sites_abroad(abroad, draws), voters_abroad, draws)
    return _with_constituencies(areas, precincts)


def _with_constituencies(areas: Sequence[Area], precincts: Sequence[Precinct]) -> Places:
    """Every precinct in a single-mandate district of its region, which has whole districts of it."""
    divided = _constituencies()
    last = {one.site.region: one.site.district for one in precincts}
    told: dict[str, Area] = {}
    named = []
    for one in precincts:
        region, district = one.site.region, one.site.district
        units = divided[region.area_id if region else ABROAD_VOTES_IN]
        unit = units[(district - 1) * len(units) // last[region] if region else 0]
        told[unit.area_id] = unit
        named.append(replace(one, area=replace(one.area, also_in=(unit.area_id,))))
    places = {one.area.area_id: one.area for one in named}
    beside = tuple(sorted(told.values(), key=lambda unit: unit.number))
    nation, *rest = areas
    below = (places.get(area.area_id, area) for area in rest)
    return Places((nation, *beside, *below), tuple(named), beside)


def _constituencies() -> dict[str, list[Area]]:
    """The single-mandate districts of each region, numbered through the country from its three cities on."""
    made: dict[str, list[Area]] = {}
    number = 0
    for region in sorted(REGIONS, key=lambda region: not region.is_city):
        for _ in range(region.constituencies):
            number += 1
            names = words("constituency", number=number, **region.names)
            commission = words("constituency_commission", number=number)
            if region.constituencies == 1:
                commission = words("territorial_commission", **region.names)
            named = (f"{number:02d}", names)
            area_id = f"{CONSTITUENCY}{number:02d}"
            unit = _unit(area_id, NATION_ID, "constituency", named, commission, region.time_zone)
            made.setdefault(region.area_id, []).append(unit)
    return made


def _settle(
    areas: list[Area],
    precincts: list[Precinct],
    units: dict[int, Area],
    sites: list[Site],
    voters: int,
    draws: Draws,
) -> None:
    """Add a region: its unit (number 0), then each district that has precincts, followed by those."""
    # An akimat that divides a place keeps some distance from the most the law allows.
    ceilings = [MOST_VOTERS - draws.below(MOST_VOTERS - _USUAL_MOST + 1) for _ in sites]
    shares = apportion(voters, [site.weight for site in sites], ceilings)
    areas.append(units[0])
    opened = 0
    for site, share in zip(sites, shares, strict=True):
        if site.district != opened:
            opened = site.district
            areas.append(units[opened])
        precinct = Precinct(_precinct_area(site, units[site.district], share, draws), site, share)
        areas.append(precinct.area)
        precincts.append(precinct)


def _unit(
    area_id: str, parent_id: str | None, level: str, named: tuple[str, Words], commission: Words, zone: str
) -> Area:
    number, names = named
    return Area(area_id, parent_id, level, number, names, NO_ADDRESS, commission, zone, None, AreaKind.UNIT)


def _region_units(region: Region) -> dict[int, Area]:
    """The region under 0 and its districts under their numbers."""
    zone = region.time_zone
    commission = words("territorial_commission", **region.names)
    units = {0: _unit(region.area_id, NATION_ID, "region", (region.area_id, region.names), commission, zone)}
    for number in range(1, region.districts + 1):
        kind = "city_district" if region.is_city else "town" if number <= region.towns else "district"
        names = words(kind, number=number)
        units[number] = _unit(
            f"{region.area_id}-d{number:02d}",
            region.area_id,
            "district",
            (f"{number:02d}", names),
            words("territorial_commission", **names),
            zone,
        )
    return units


def _abroad_units() -> dict[int, Area]:
    abroad = words("abroad")
    commission = words("territorial_commission", **abroad)
    return {0: _unit(ABROAD_ID, NATION_ID, "region", (ABROAD_ID, abroad), commission, CAPITAL_TIME)}


def _precinct_area(site: Site, parent: Area, voters: int, draws: Draws) -> Area:
    region_id = site.region.area_id if site.region else ABROAD_ID
    return Area(
        area_id=f"{region_id}-{site.number}",
        parent_id=parent.area_id,
        level="precinct",
        number=site.number,
        names=words("precinct", number=site.number),
        address=precinct_address(site.kind, int(site.number), draws.between(1, 90), draws.between(1, 160)),
        commission=words("precinct_commission", number=site.number),
        time_zone=site.time_zone,
        voters_registered=voters,
        kind=site.kind,
    )
