"""[polls] of election.toml: when polls open and close, and where at other hours."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from hattama.core.vocabulary import PollingHours
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.election_folder import load_election_folder
from hattama.formats.faults import InputFaults
from tests.formats.small_election import ELECTION
from tests.formats.test_election_folder import write_folder

HOURS = """
[polls]
open = "07:00"
close = "20:00"

[[polls.elsewhere]]
areas = ["01"]
close = "22:00"

[[polls.elsewhere]]
areas = ["01-0002", "09"]
open = "06:00"
may_end_early = true
"""
ALMATY = ZoneInfo("Asia/Almaty")


def read(hours: str):
    return parse_election((ELECTION + hours).encode(), "election.toml")


def since(hours: str, *path: str, zone: ZoneInfo = ALMATY) -> str | None:
    moment = read(hours).counted_from(path, zone)
    return None if moment is None else moment.isoformat()


def test_left_out_no_hours_hold_and_nothing_is_written() -> None:
    assert since("", "kz", "01", "01-0001") is None
    assert b"polls" not in render_election(read(""))


def test_what_the_election_says_comes_through_and_back() -> None:
    election = read(HOURS)
    assert election.polls.hours == PollingHours(datetime.time(7), datetime.time(20))
    assert election.polls.elsewhere[1][1] == PollingHours(datetime.time(6), datetime.time(20), True)
    assert parse_election(render_election(election), "election.toml") == election


def test_the_hours_of_the_nearest_area_hold_by_the_clock_of_the_precinct() -> None:
    assert since(HOURS, "kz", "02", "02-0001") == "2024-03-17T20:00:00+05:00"
    assert since(HOURS, "kz", "01", "01-0001") == "2024-03-17T22:00:00+05:00"
    assert since(HOURS, "kz", "03", "03-0001", zone=ZoneInfo("Europe/London")) == "2024-03-17T20:00:00+00:00"


def test_who_may_end_early_may_have_counted_any_time_after_opening() -> None:
    assert since(HOURS, "kz", "01", "01-0002") == "2024-03-17T06:00:00+05:00"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('open = "07:00"', "", ("TOML-MISSING", "polls.open")),
        ('close = "20:00"', 'close = "24:00"', ("TOML-VALUE", "polls.close")),
        ('close = "20:00"', 'close = "8:00"', ("TOML-VALUE", "polls.close")),
        ('close = "20:00"', 'close = "07:00"', ("ELECTION-POLLS", "polls.close")),
        ('"09"', '"01"', ("ELECTION-HOURS", "polls.elsewhere[2].areas")),
        ("may_end_early", "may_close_early", ("TOML-UNKNOWN", "polls.elsewhere[2].may_close_early")),
    ],
)
def test_each_wrong_thing_is_a_fault(old: str, new: str, fault: tuple[str, str]) -> None:
    with pytest.raises(InputFaults) as refused:
        read(HOURS.replace(old, new, 1))
    assert fault in [(one.code, one.field) for one in refused.value.faults]


def test_an_area_that_does_not_exist_is_a_fault_at_its_line(tmp_path) -> None:
    with pytest.raises(InputFaults) as refused:
        load_election_folder(write_folder(tmp_path / "e", ELECTION + HOURS.replace("01-0002", "0001")))
    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.found) == ("ELECTION-AREA", "polls.elsewhere[2].areas", "09")


def test_how_long_witnesses_may_be_silent_is_said_in_minutes_or_not_at_all() -> None:
    assert read("").greatest_age_minutes is None
    election = read("\n[log]\ngreatest_age_minutes = 45\n")
    assert election.greatest_age_minutes == 45
    assert parse_election(render_election(election), "election.toml") == election
    for wrong in ("4", "1441", '"45"'):
        with pytest.raises(InputFaults):
            read(f"\n[log]\ngreatest_age_minutes = {wrong}\n")
