"""The figures of one contest from what a log has published: a station is a precinct whose protocol counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hattama.core.forensics.stations import Station, StationFigures
from hattama.core.protocols import ProtocolRules, figure_key
from hattama.core.tabulation import AreaTree, Total, derive_sums
from hattama.core.vocabulary import Contest

CAST_PARTS = ("ballots_issued", "participants")
COUNTED_PARTS = ("valid", "participants")
"""The base of turnout and of shares: the first of these parts that the form has."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A precinct by its number, and the areas above it: the nearest, and the one below the country."""

    code: str
    district: str
    region: str


def figures_of_precincts(
    rules: ProtocolRules, contest: Contest, areas: AreaTree, totals: Mapping[tuple[str, str], Total]
) -> StationFigures:
    """Stations of `contest`, from totals by (area, contest): precincts whose protocol counts.

    Which figure is what follows from the parts that the rule pack gives to the figures of its form.
    """
    form = rules.form
    votes, against = form.role("votes"), form.role("against_all")
    choices = [choice.code for choice in contest.choices] if votes else []
    keys = [figure_key(votes or "", choice) for choice in choices]
    if against is not None:
        keys, choices = [*keys, against], [*choices, against]
    cast = next((part for part in CAST_PARTS if form.role(part) is not None), "")
    counted = next((part for part in COUNTED_PARTS if form.role(part) is not None), "")
    stations = []
    for place, total in _counting(areas, contest, totals):
        sums = total.sums()
        sums |= {code: tally.total for code, tally in derive_sums(rules, contest, total).items()}
        figures = {part: sums.get(form.role(part) or "") for part in ("registered", cast, counted, "invalid")}
        stations.append(
            Station(
                place.code,
                place.district,
                place.region,
                figures["registered"],
                figures[cast],
                figures[counted],
                tuple(sums.get(key) for key in keys),
                invalid=figures["invalid"],
            )
        )
    return StationFigures(tuple(choices), tuple(stations))


def _counting(
    areas: AreaTree, contest: Contest, totals: Mapping[tuple[str, str], Total]
) -> Iterator[tuple[_Place, Total]]:
    for precinct, path in areas.paths().items():
        total = totals.get((precinct, contest.code))
        if total is not None and total.counted == 1:
            area = areas.area(precinct)
            region = path[1] if len(path) > 2 else path[0]
            yield _Place(area.number or precinct, area.parent_id or "", region), total
