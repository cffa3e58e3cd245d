"""From totals of a log to stations: what a form's parts say, and only where a protocol counts."""

from __future__ import annotations

from dataclasses import replace

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
    }.items()
)
RULES = ProtocolRules(replace(FORM, roles=ROLES), (derived("valid", "sum(votes)"),), ())


def counted(figures: dict[str, int]) -> Total:
    return Total(expected=1, received=1, figures={key: Tally(value, 1) for key, value in figures.items()})


def test_parts_of_the_form_say_which_figure_is_what() -> None:
    totals = {("01-001", CONTEST.code): counted(WHOLE), ("01", CONTEST.code): counted(WHOLE)}
    figures = figures_of_precincts(RULES, CONTEST, AreaTree.of(small_country()), totals)
    assert figures.choices == ("a", "b")
    (station,) = figures.stations
    assert (station.code, station.district, station.region) == ("01-001", "01", "01")
    assert (station.registered, station.cast, station.counted) == (900, 500, 450)
    assert (station.votes, station.invalid) == ((300, 150), 20)


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
