"""The figures of one contest from what a log has published: a station is a precinct whose protocol counts."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hattama.core.entries import TurnoutEntry, standing_turnout
from hattama.core.forensics.answers import AreaId
from hattama.core.forensics.stations import Station, StationFigures
from hattama.core.protocols import Form, ProtocolRules, figure_key
from hattama.core.tabulation import AreaTree, Total, derive_sums
from hattama.core.vocabulary import Contest

CAST_PARTS = ("ballots_issued", "participants")
COUNTED_PARTS = ("valid", "participants")
"""The base of turnout and of shares: the first of these parts that the form has."""


def figures_of_precincts(
    rules: ProtocolRules,
    contest: Contest,
    areas: AreaTree,
    totals: Mapping[tuple[str, str], Total],
    turnout: Iterable[TurnoutEntry] = (),
) -> StationFigures:
    """Stations of `contest`, from totals by (area, contest): precincts whose protocol counts.

    Which figure is what follows from the parts that the rule pack gives to the figures of its form. A station
    is named by the identifier of its precinct, its district is the area right above, its region the one below
    the country. `turnout`: what was stated through the day, see `_by_hour`.
    """
    form = rules.form
    votes, against = form.role("votes"), form.role("against_all")
    choices = [choice.code for choice in contest.choices] if votes else []
    keys = [figure_key(votes or "", choice) for choice in choices]
    if against is not None:
        keys, choices = [*keys, against], [*choices, against]
    cast = next((part for part in CAST_PARTS if form.role(part) is not None), "")
    counted = next((part for part in COUNTED_PARTS if form.role(part) is not None), "")
    parts = ("registered", cast, counted, "invalid", "outside_premises", "ballots_found")
    stations = []
    for place, total in _counting(areas, contest, totals):
        sums = total.sums()
        sums |= {code: tally.total for code, tally in derive_sums(rules, contest, total).items()}
        figures = {part: sums.get(form.role(part) or "") for part in parts}
        station = Station(
            *place,
            figures["registered"],
            figures[cast],
            figures[counted],
            tuple(sums.get(key) for key in keys),
            invalid=figures["invalid"],
            portable=figures["outside_premises"],
            boxes=figures["ballots_found"],
        )
        stations.append(station)
    of_contest = [one for one in turnout if one.contest in (None, contest.code) and one.point.notion == cast]
    hours, held = _by_hour(stations, of_contest)
    return StationFigures(tuple(choices), held, hours)


def bases(form: Form) -> tuple[str, str]:
    """The code of the figure whose part of the registered turnout is, and of that of which shares are; empty
    where the form has none such.
    """
    parts = (CAST_PARTS, COUNTED_PARTS)
    cast, counted = (next(filter(None, map(form.role, one)), "") for one in parts)
    return cast, counted


def _by_hour(
    stations: list[Station], stated: Iterable[TurnoutEntry]
) -> tuple[tuple[str, ...], tuple[Station, ...]]:
    """The hours that the source which says most of stations gives for most of them, by the clock of each
    place, and stations with their turnout at these; last what the protocol says. Only counts are taken.
    """
    readings: dict[str, dict[str, dict[datetime.datetime, int]]] = {}
    for one, _ in standing_turnout(stated):
        if one.point.voters is not None:
            of_source = readings.setdefault(one.source, {})
            hours = of_source.setdefault(one.point.area_id, {})
            hours[one.point.at.replace(tzinfo=None)] = one.point.voters
    known = max(readings.values(), key=len, default={})
    times = Counter(at for hours in known.values() for at in hours)
    usual = sorted(at for at, places in times.items() if 2 * places >= len(known))
    if not usual:
        return (), tuple(stations)
    said = [[known.get(station.code, {}).get(at) for at in usual] for station in stations]
    held = zip(stations, said, strict=True)
    named = tuple(f"{at:%Y-%m-%d %H:%M}" for at in usual)
    return named, tuple(replace(one, by_hour=(*readings, one.cast)) for one, readings in held)


def _counting(
    areas: AreaTree, contest: Contest, totals: Mapping[tuple[str, str], Total]
) -> Iterator[tuple[tuple[AreaId, AreaId, AreaId], Total]]:
    for precinct, path in areas.paths().items():
        total = totals.get((precinct, contest.code))
        if total is not None and total.counted == 1:
            region = path[1] if len(path) > 2 else path[0]
            parent = areas.area(precinct).parent_id or ""
            yield (AreaId(precinct), AreaId(parent), AreaId(region)), total
