"""Samples and reports for tests: those of an election that is known whole, and small ones made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from hattama.core.forensics import Station, StationFigures
from hattama.core.observation.frames import DrawnStation, DrawnStratum, Frame, FrameStation, Sample
from tests.core.forensics.elections import election

SEED = "31415926535897932384"


@cache
def census(name: str) -> StationFigures:
    """A published election with codes that no other station of it has."""
    figures = election(name)
    renamed = (replace(one, code=f"{one.region}/{one.district}/{one.code}") for one in figures.stations)
    return StationFigures(figures.choices, tuple(renamed))


@cache
def frame_of_census(name: str) -> Frame:
    """Its frame: a region is a stratum."""
    return Frame.of(FrameStation(one.code, one.region, "", one.registered) for one in census(name).stations)


def sample_of(strata: Mapping[str, tuple[int, Sequence[str]]]) -> Sample:
    """A sample of stations: of each stratum how many it has, and the codes that were drawn."""
    drawn = (
        DrawnStratum(name, units, units, None, tuple(DrawnStation(code) for code in codes))
        for name, (units, codes) in strata.items()
    )
    return Sample("", SEED, False, tuple(drawn))


def report(code: str, votes: tuple[int, ...], **told: int | None) -> Station:
    """What one station reported; its valid votes are the sum where nothing else is said."""
    counted = told.pop("counted", sum(votes))
    return Station(code, "", "", told.pop("registered", None), told.pop("cast", None), counted, votes, **told)
