"""The quick count: shares, turnout and what may be affected, of all stations, from those that reported."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hattama.core.forensics import Station, StationFigures
from hattama.core.observation.bootstrap import SMALL_SHARE, Chance, resampled
from hattama.core.observation.estimates import (
    Estimate,
    Figures,
    NothingToDivide,
    TooFewReports,
    estimate_share,
    reporting,
)
from hattama.core.observation.frames import DrawnStation, Sample


class Base(StrEnum):
    """What a share is a share of: it is always named, for invalid ballots alone move a share by points."""

    VALID = "valid_votes"
    BALLOTS = "all_ballots"
    REGISTERED = "registered_voters"


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one base, by choice; `turnout` stands apart, as its base is always the registered.

    `stations` told this base. `collapsed`: strata taken together, as too few of their stations did.
    """

    base: Base
    stations: int
    degrees: int
    collapsed: tuple[tuple[str, ...], ...]
    choices: Mapping[str, Estimate]
    small: frozenset[str] = frozenset()
    """Choices whose interval comes from resampling."""


@dataclass(frozen=True, slots=True)
class QuickCount:
    """What the reports come to. An estimate is absent where too few stations told what it needs."""

    drawn: int
    reported: int
    shares: tuple[Shares, ...]
    turnout: Estimate | None
    unbalanced: Estimate | None
    """The share of stations where ballots given out and ballots found differ."""
    affected: Estimate | None
    """Ballots by which they differ, of all valid votes: the end of its interval is the greatest effect."""

    def of(self, base: Base) -> Shares | None:
        """The shares of this base."""
        return next((one for one in self.shares if one.base is base), None)


def count_quickly(sample: Sample, figures: StationFigures, chance: Chance | None = None) -> QuickCount:
    """The estimates from those stations of `sample` that are in `figures`; others are not asked.

    With `chance` the intervals of choices below 5 per cent come from resampling.
    """
    told = {one.code: one for one in figures.stations if one.code in sample.stations}
    of = [shares_of(sample, told, figures.choices, base, chance) for base in Base]
    cast = {code: one.cast for code, one in told.items()}
    valid = {code: base_of(one, Base.VALID) for code, one in told.items()}
    gaps = {code: _gap(one) for code, one in told.items()}
    return QuickCount(
        drawn=len(sample.stations),
        reported=len(told),
        shares=tuple(one for one in of if one is not None),
        turnout=_estimate(sample, cast, _registered(sample, told), sample.registered),
        unbalanced=_estimate(
            sample,
            {code: None if gap is None else int(gap > 0) for code, gap in gaps.items()},
            dict.fromkeys(told, 1),
        ),
        affected=_estimate(sample, gaps, valid),
    )


def shares_of(
    sample: Sample,
    told: Mapping[str, Station],
    choices: Sequence[str],
    base: Base,
    chance: Chance | None = None,
) -> Shares | None:
    """The shares of one base from the stations that tell it and all votes; None where they are too few."""
    wholes = _registered(sample, told) if base is Base.REGISTERED else None
    bases = {
        code: whole
        for code, one in told.items()
        if (whole := base_of(one, base) if wholes is None else wholes[code]) is not None
        and None not in one.votes
    }
    try:
        reports = reporting(sample, bases)
        shares, small = {}, set()
        for place, choice in enumerate(choices):
            votes = {code: told[code].votes[place] or 0 for code in bases}
            shares[choice] = estimate_share(reports, votes, bases)
            if chance is not None and shares[choice].share < SMALL_SHARE:
                shares[choice] = resampled(reports, votes, bases, shares[choice], chance)
                small.add(choice)
    except (TooFewReports, NothingToDivide):
        return None
    return Shares(base, len(bases), reports.degrees, reports.collapsed, shares, frozenset(small))


def base_of(station: Station, base: Base) -> int | None:
    """What shares of this base are shares of at one station; None where its report does not say."""
    if base is Base.REGISTERED:
        return station.registered
    valid = station.counted
    if base is Base.VALID or valid is None:
        return valid
    return None if station.invalid is None else valid + station.invalid


def _registered(sample: Sample, told: Mapping[str, Station]) -> dict[str, int | None]:
    """As the report says, and where it does not as the frame did."""
    return {
        code: sample.stations[code].registered if one.registered is None else one.registered
        for code, one in told.items()
    }


def _gap(station: Station) -> int | None:
    found = base_of(station, Base.BALLOTS)
    return None if found is None or station.cast is None else abs(station.cast - found)


def _estimate(
    sample: Sample,
    parts: Mapping[str, int | None],
    bases: Mapping[str, int | None],
    whole: float | None = None,
) -> Estimate | None:
    codes = [code for code, part in parts.items() if part is not None and bases[code] is not None]
    try:
        reports = reporting(sample, codes)
        return estimate_share(
            reports,
            {code: parts[code] or 0 for code in codes},
            {code: bases[code] or 0 for code in codes},
            whole=whole,
        )
    except (TooFewReports, NothingToDivide):
        return None


def progress_of(
    sample: Sample, figures: StationFigures, most_steps: int = 12
) -> Iterator[tuple[int, Shares]]:
    """The shares of the valid votes as reports came, in the order of `figures`: how many, what they told."""
    arrived = [one for one in figures.stations if one.code in sample.stations]
    steps = min(most_steps, len(arrived))
    for step in range(1, steps + 1):
        told = {one.code: one for one in arrived[: math.ceil(len(arrived) * step / steps)]}
        shares = shares_of(sample, told, figures.choices, Base.VALID)
        if shares is not None:
            yield len(told), shares


def within(figures: Figures, codes: Iterable[str]) -> dict[str, float]:
    """The figures of a domain: nought outside it, so that the design of the whole sample is kept."""
    inside = frozenset(codes)
    return {code: figure if code in inside else 0.0 for code, figure in figures.items()}


@dataclass(frozen=True, slots=True)
class StratumResponse:
    """How many of the stations drawn in a stratum reported."""

    name: str
    drawn: int
    reported: int


@dataclass(frozen=True, slots=True)
class Response:
    """Who reported and who did not, by stratum and by what was known of all before.

    `apart`: how far the mean number of voters of those that reported lies above that of the missing ones, in
    standard deviations of all drawn; None where it is not known of all, or nobody is missing.
    """

    strata: tuple[StratumResponse, ...]
    mean_reported: float | None
    mean_missing: float | None
    apart: float | None


def response_of(sample: Sample, reported: Iterable[str]) -> Response:
    """The response of a sample: where stations are missing, and whether they are like those that came."""
    known = frozenset(reported)
    strata = tuple(
        StratumResponse(one.name, len(one.drawn), sum(station.code in known for station in one.drawn))
        for one in sample.strata
    )
    drawn = [one for one in sample.stations.values() if one.registered is not None]
    here, missing = (
        _mean(one for one in drawn if one.code in known),
        _mean(one for one in drawn if one.code not in known),
    )
    whole = _mean(drawn)
    if here is None or missing is None or whole is None:
        return Response(strata, here, missing, None)
    spread = math.sqrt(math.fsum(((one.registered or 0) - whole) ** 2 for one in drawn) / len(drawn))
    return Response(strata, here, missing, (here - missing) / spread if spread else 0.0)


def _mean(stations: Iterable[DrawnStation]) -> float | None:
    sizes = [one.registered or 0 for one in stations]
    return sum(sizes) / len(sizes) if sizes else None


def official_shares(
    votes: Mapping[str, int], invalid: int | None = None, registered: int | None = None
) -> dict[Base, dict[str, Fraction]]:
    """The official share of each choice, of every base that official figures have."""
    valid = sum(votes.values())
    bases = {
        Base.VALID: valid,
        Base.BALLOTS: None if invalid is None else valid + invalid,
        Base.REGISTERED: registered,
    }
    return {
        base: {choice: Fraction(number, whole) for choice, number in votes.items()}
        for base, whole in bases.items()
        if whole
    }
