"""Unusual figures: asked to be read once more, at the bounds that the rule pack sets and not before them."""

from dataclasses import replace

import pytest

from hattama.core.protocols import AreaSoFar, Protocol, SecondLook, check_second_look
from hattama.core.vocabulary import Severity
from tests.core.protocols.small_form import FORM

PLAYED = replace(
    FORM,
    roles=(("registered", "listed"), ("participants", "issued"), ("invalid", "invalid")),
)
BOUNDS = SecondLook(turnout_percent=95, invalid_points=5, register_percent=10)
AROUND = AreaSoFar(invalid=20, participants=1000)


def codes(listed=1000, issued=900, invalid=18, *, roster=1000, around=AROUND, bounds=BOUNDS):
    given = {"listed": listed, "issued": issued, "invalid": invalid}
    figures = {key: value for key, value in given.items() if value is not None}
    found = check_second_look(PLAYED, bounds, Protocol("1", "c", figures), roster, around)
    assert all(finding.severity is Severity.SOFT for finding in found)
    return [finding.code for finding in found]


def test_an_ordinary_protocol_is_not_asked_about():
    assert codes() == []


@pytest.mark.parametrize(("issued", "found"), [(950, []), (951, ["LOOK-TURNOUT"]), (1001, ["LOOK-TURNOUT"])])
def test_turnout_is_unusual_above_the_bound(issued, found):
    assert codes(issued=issued, invalid=19) == found


@pytest.mark.parametrize(("invalid", "found"), [(0, []), (63, []), (64, ["LOOK-INVALID"])])
def test_the_share_of_invalid_ballots_is_held_against_the_area_around(invalid, found):
    assert codes(invalid=invalid) == found
    assert codes(invalid=0, around=AreaSoFar(60, 1000)) == ["LOOK-INVALID"]


@pytest.mark.parametrize(
    ("roster", "found"),
    [(1000, []), (910, []), (909, ["LOOK-REGISTER"]), (1111, []), (1112, ["LOOK-REGISTER"]), (None, [])],
)
def test_the_register_is_held_against_the_roster(roster, found):
    assert codes(roster=roster) == found


@pytest.mark.parametrize(
    ("listed", "found"), [(1100, []), (1101, ["LOOK-REGISTER"]), (900, []), (899, ["LOOK-REGISTER"])]
)
def test_a_tenth_more_or_less_is_kept_by_the_bound(listed, found):
    assert codes(listed=listed, issued=800, invalid=16) == found


def test_what_is_not_given_or_not_bounded_is_not_asked():
    assert codes(listed=None, issued=None, invalid=None) == []
    assert codes(issued=0, invalid=0) == []
    assert codes(invalid=500, around=None) == codes(invalid=500, around=AreaSoFar(0, 0)) == []
    assert codes(listed=500, issued=500, invalid=400, bounds=SecondLook()) == []
    bare = replace(FORM, roles=())
    assert check_second_look(bare, BOUNDS, Protocol("1", "c", {"listed": 1}), 1000, AROUND) == ()
