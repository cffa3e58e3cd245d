"""From totals of a log to stations: what a form's parts say, and only where a protocol counts."""

import datetime
from dataclasses import replace
from fractions import Fraction

from hattama.core.entries import Notion, TurnoutEntry, TurnoutPoint
from hattama.core.forensics.precinct_figures import figures_of_precincts
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import AreaTree, Total
from hattama.core.vocabulary import Tally
from tests.core.protocols.small_form import CONTEST, FORM, WHOLE, derived
from tests.core.tabulation.area_examples import small_country

ROLES = tuple(
    {
        "registered": "listed",
        "ballots_issued": "issued",
        "votes": "votes",
        "valid": "valid",
        "invalid": "invalid",
        "outside_premises": "outside",
        "ballots_found": "found",
    }.items()
)
QUANTITIES = (derived("valid", "sum(votes)"), derived("found", "valid + invalid"))
RULES = ProtocolRules(replace(FORM, roles=ROLES), QUANTITIES, ())


def counted(figures: dict[str, int]) -> Total:
    return Total(expected=1, received=1, figures={key: Tally(value, 1) for key, value in figures.items()})


def test_parts_of_the_form_say_which_figure_is_what() -> None:
    whole = counted(WHOLE | {"outside": 30})
    totals = {("01-001", CONTEST.code): whole, ("01", CONTEST.code): whole}
    figures = figures_of_precincts(RULES, CONTEST, AreaTree.of(small_country()), totals)
    assert figures.choices == ("a", "b")
    (station,) = figures.stations
    assert (station.code, station.district, station.region) == ("01-001", "01", "01")
    assert (station.registered, station.cast, station.counted) == (900, 500, 450)
    assert (station.votes, station.invalid) == ((300, 150), 20)
    assert (station.portable, station.boxes) == (30, 470)


def test_an_annulled_protocol_is_no_station_and_a_missing_figure_is_no_zero() -> None:
    lacking = {key: value for key, value in WHOLE.items() if key != "listed"}
    totals = {
        ("01-001", CONTEST.code): Total(expected=1, received=1, annulled=1),
        ("01-002", CONTEST.code): Total(expected=1),
        ("02-001", CONTEST.code): counted(lacking),
    }
    (station,) = figures_of_precincts(RULES, CONTEST, AreaTree.of(small_country()), totals).stations
    assert station.code == "02-001"
    assert station.registered is None


def stated(area: str, hour: int, voters: int | None, source: str = "precinct_commission") -> TurnoutEntry:
    at = datetime.datetime(2026, 3, 15, hour, tzinfo=datetime.UTC)
    share = None if voters is not None else Fraction(1, 2)
    point = TurnoutPoint(area, Notion.BALLOTS_ISSUED, at, voters, 900, share)
    return TurnoutEntry(hour, None, source, point, None)


def test_turnout_by_hour_is_that_of_the_source_which_says_most_and_ends_with_the_protocol() -> None:
    totals = {(area, CONTEST.code): counted(WHOLE) for area in ("01-001", "01-002", "02-001")}
    said = [
        *(stated(area, 10, 100) for area in ("01-001", "01-002")),
        *(stated(area, 17, 300) for area in ("01-001",)),
        stated("01-002", 20, None),
        stated("01-001", 10, 999, "press"),
    ]
    figures = figures_of_precincts(RULES, CONTEST, AreaTree.of(small_country()), totals, said)
    assert {station.code: station.by_hour for station in figures.stations} == {
        "01-001": (100, 300, 500),
        "01-002": (100, None, 500),
        "02-001": (None, None, 500),
    }
