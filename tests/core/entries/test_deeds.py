"""Findings on who made an entry, from where, and on whose decision."""

from hattama.core.entries import check_deeds, deed_findings, recorded_no_earlier
from hattama.core.entries.parts import finding_body
from tests.core.entries.entry_examples import DECISION, example

NOWHERE = {"authority": "territorial_commission", "number": " ", "decided_on": None, "document": None}


def codes(findings):
    return [finding.code for finding in findings]


def done(deed, area, **at):
    return {"deed": deed, "role": "typist", "area": area, **at}


def deeds(done_by, decision=None, signed_at=None, *, civic=False):
    times = {"recorded_at": "2023-03-19T22:31:00+00:00", "signed_at": signed_at}
    return codes(check_deeds("P001", done_by, decision, **times, civic=civic))


def test_an_entry_from_another_place_is_a_finding_and_a_decision_from_above_is_none():
    assert deeds([done("enter", None), done("enter", "P001")]) == []
    assert deeds([done("enter", None), done("enter", "D11")]) == ["DEED-OUTSIDE"]
    assert deeds([done("enter", None), done("decide", "R1")]) == []


def test_a_civic_count_has_no_commission_whose_place_or_decision_could_lack_and_has_clocks():
    at = "2023-03-20T05:10:00+05:00"
    assert deeds([done("enter", "KZ"), done("enter", "KZ")], civic=True) == []
    assert deeds([done("enter", "KZ", at=at)], civic=True) == ["DEED-CLOCK"]
    assert deeds([], NOWHERE, civic=True) == []


def test_a_change_on_a_decision_that_nobody_can_find_is_a_finding():
    assert deeds([], NOWHERE) == ["DEED-UNDECIDED"]
    for found in ({"number": "7"}, {"decided_on": "2023-03-20"}, {"document": DECISION["document"]}):
        assert deeds([], {**NOWHERE, **found}) == []


def test_a_time_that_a_device_stated_is_held_against_receipt_and_against_the_paper():
    in_time = [done("enter", None, at="2023-03-20T02:10:00+05:00")]
    assert deeds(in_time, signed_at="2023-03-20T01:40:00+05:00") == []
    assert deeds(in_time, signed_at="2023-03-20T02:11:00+05:00") == ["DEED-CLOCK"]
    assert deeds([done("enter", None), done("enter", None, at="2023-03-20T05:10:00+05:00")]) == ["DEED-CLOCK"]
    body = example("protocol", done_by=[done("enter", None, at="2099-01-01T00:00:00+05:00")])
    assert codes(deed_findings(body, civic=False)) == ["DEED-CLOCK"]


def test_an_entry_takes_the_time_of_the_one_before_it_and_the_findings_of_that_time():
    fast = example(
        "protocol",
        done_by=[done("enter", None, at="2023-03-19T23:00:00+00:00")],
        recorded_at="2023-03-19T22:31:00+00:00",
    )
    sums = {"code": "KZ-P01"}
    fast["findings"] = [sums, *map(finding_body, deed_findings(fast, civic=False))]
    assert [found["code"] for found in fast["findings"]] == ["KZ-P01", "DEED-CLOCK"]
    assert recorded_no_earlier(fast, "2023-03-20T03:31:00+05:00") is fast
    later = recorded_no_earlier(fast, "2023-03-19T22:58:00+00:00")
    assert later == {**fast, "recorded_at": "2023-03-19T22:58:00+00:00", "findings": [sums]}
    for found in ([], ["DEED-OUTSIDE"]):
        # Of a civic count nothing is said of places: the moment of writing does not say it, either.
        said = [{"code": code, "severity": "soft", "verdict": "broken"} for code in found]
        told = recorded_no_earlier(
            {**fast, "done_by": [done("enter", "KZ")], "findings": said}, "2023-03-19T22:58:00+00:00"
        )
        assert [one["code"] for one in told["findings"]] == found
    scan = example("scan", recorded_at="2023-03-19T22:31:00+00:00")
    assert recorded_no_earlier(scan, "2023-03-19T22:58:00+00:00") == {
        **scan,
        "recorded_at": "2023-03-19T22:58:00+00:00",
    }
