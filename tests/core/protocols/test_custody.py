"""A paper's way from the printer to the archive: an order that cannot be, a time not come, two papers."""

import datetime

import pytest

from hattama.core.protocols import CUSTODY_RULES, CustodyEvent, CustodyRecord, check_custody, is_paper
from hattama.core.protocols.custody import AFTER
from hattama.core.vocabulary import Severity, is_rule_code

EVENING = datetime.datetime(2023, 3, 19, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
NEXT_DAY = EVENING + datetime.timedelta(days=2)


def record(event, clock, paper="000123-A", contest="party", reported_at=NEXT_DAY):
    hours, minutes = map(int, clock.split(":"))
    at = EVENING + datetime.timedelta(hours=hours, minutes=minutes)
    return CustodyRecord(paper, contest, CustodyEvent(event), at, reported_at)


WHOLE = [
    record("printed", "-72:00"),
    record("issued", "-24:00"),
    record("signed", "23:20"),
    record("posted", "23:30"),
    record("copied", "23:31"),
    record("copied", "23:40"),
    record("attached", "21:00"),
    record("carried", "23:50"),
    record("received", "24:40"),
    record("archived", "40:00"),
]


def test_a_paper_on_its_usual_way_has_nothing_to_say():
    assert check_custody(WHOLE) == ()
    assert check_custody([]) == ()


@pytest.mark.parametrize("left_out", range(len(WHOLE)))
def test_what_was_not_recorded_is_not_judged(left_out):
    assert check_custody(WHOLE[:left_out] + WHOLE[left_out + 1 :]) == ()


def test_a_paper_carried_away_before_it_was_signed_cannot_be():
    (finding,) = check_custody([record("carried", "22:50"), record("signed", "23:20")])
    assert (finding.code, finding.severity) == ("PAPER-ORDER", Severity.HARD)
    assert finding.fields == ("000123-A", "carried", "signed")
    assert (finding.left, finding.right, finding.row) == (-30, 0, "party")


def test_an_event_that_was_not_recorded_is_seen_through():
    (finding,) = check_custody([record("received", "22:50"), record("signed", "23:20")])
    assert finding.fields == ("000123-A", "received", "signed")


def test_each_copy_is_judged_by_itself():
    found = check_custody([record("signed", "23:20"), record("copied", "23:10"), record("copied", "23:40")])
    assert [(f.fields[1], f.left) for f in found] == [("copied", -10)]


def test_a_time_after_its_own_report_is_told():
    at_midnight = EVENING + datetime.timedelta(hours=24)
    (finding,) = check_custody([record("received", "24:40", reported_at=at_midnight)])
    assert (finding.code, finding.fields, finding.left) == ("PAPER-FUTURE", ("000123-A", "received"), 40)


def test_two_papers_signed_for_one_contest_ask_for_a_second_look():
    other = record("signed", "23:25", paper="000124-A")
    (finding,) = check_custody([record("signed", "23:20"), other])
    assert (finding.code, finding.severity) == ("PAPER-TWO", Severity.SOFT)
    assert (finding.fields, finding.row) == (("000123-A", "000124-A"), "party")


def test_papers_of_different_contests_and_papers_unsigned_are_no_doubles():
    other = record("signed", "23:25", paper="000124-A", contest="single")
    unsigned = record("issued", "10:00", paper="000125-A")
    assert check_custody([record("signed", "23:20"), other, unsigned]) == ()


def test_papers_are_judged_apart():
    other = record("carried", "22:00", paper="000124-A", contest="single")
    assert check_custody([record("signed", "23:20"), other]) == ()


def test_every_event_comes_after_events_that_there_are():
    assert set(AFTER) == set(CustodyEvent)
    order = list(AFTER)
    assert all(order.index(before) < order.index(event) for event, after in AFTER.items() for before in after)


@pytest.mark.parametrize(
    ("text", "is_one"), [("000123-A", True), ("7", True), ("KZ/1.2", True), ("a", False)]
)
def test_a_papers_identifier_has_a_narrow_alphabet(text, is_one):
    assert is_paper(text) is is_one
    assert not is_paper(text + "-")
    assert not is_paper("")


@pytest.mark.parametrize("code", ["PAPER-ORDER", "PAPER-FUTURE", "PAPER-TWO"])
def test_every_rule_has_a_code_for_life(code):
    assert is_rule_code(code)
    assert CUSTODY_RULES[code].code == code
