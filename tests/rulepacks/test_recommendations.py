"""Recommendations: 2, 9 and 21 as the report of 2022 lists them; no two statuses by one document; chains."""

import datetime
import re

from hattama.core.records import Standing
from tests.rulepacks.a_register import ARegister, at, published
from tests.shared_material import shared_path

# Footnote 80: report, status, and the numbers as they stand there.
LISTED = (
    ("odihr_2021", "full", "7 және 23"),
    ("odihr_2016", "mostly", "2, 5, 9 және 14"),
    ("odihr_2019", "mostly", "15"),
    ("odihr_2021", "mostly", "4, 10, 15 және 22"),
    ("odihr_2016", "partial", "1, 4, 8, 12, 16 19 және 22"),
    ("odihr_2019", "partial", "1, 6 9, 12 14, 18, 19, 23, 26, 29 және 31"),
    ("odihr_2021", "partial", "8,9 және 12"),
)


def listed() -> list[tuple[str, str, str]]:
    """Report, number and status of each recommendation that the report of 2022 assesses."""
    text = " ".join(shared_path("sources", "000.txt").read_text("utf-8").split())
    found = []
    for report, status, numbers in LISTED:
        assert f" {numbers} ұсын" in text
        found += [(report, number, status) for number in re.findall(r"\d+", numbers)]
    return found


def test_the_report_of_2022_assesses_two_fully_nine_mostly_and_21_partially() -> None:
    """R01, FX10: 4 + 1 + 4 and 7 + 11 + 3."""
    book = ARegister("recommendations")
    for report, number, status in listed():
        said = {"report": report, "number": int(number)}
        name = f"{report.replace('_', '-')}-{number}"
        if name not in book.registry.records:
            book.say("recommendation", said, name)
        book.say("assessment", {"recommendation": name, "by_report": "odihr_2022", "status": status})
    counted = {
        status: book.number(f"assessed_{status}")[0] for status in ("full", "mostly", "partial", "none")
    }
    assert counted == {"full": 2, "mostly": 9, "partial": 21, "none": 0}
    mostly = {"odihr_2016": 4, "odihr_2019": 1, "odihr_2021": 4}
    assert {report: number for report, number in book.parts("assessed_mostly").items() if number} == mostly
    partial = {"odihr_2016": 7, "odihr_2019": 11, "odihr_2021": 3}
    assert {report: number for report, number in book.parts("assessed_partial").items() if number} == partial
    assert book.number("not_assessed") == (0, 32) and not book.found()


def test_what_the_report_of_2022_says_in_numbers_holds_together() -> None:
    """R02: 13 = 7 + 6."""
    values, findings = published("recommendations", "kz-2022-referendum")
    assert findings == set()
    assert [values[code] for code in ("recommendations", "priority", "other")] == [13, 7, 6]
    assert [values[f"assessed_{status}"] for status in ("full", "mostly", "partial")] == [2, 9, 21]


def recommendations(*numbers: int) -> ARegister:
    book = ARegister("recommendations")
    for number in numbers:
        book.say(
            "recommendation",
            {"report": "odihr_2021", "number": number},
            f"rec-{len(book.registry.records):04}",
        )
    return book


def test_a_recommendation_has_one_status_in_one_document_and_may_have_another_later() -> None:
    book = recommendations(1)
    for report, status in (("odihr_2022", "partial"), ("odihr_2023", "full")):
        book.say("assessment", {"recommendation": "rec-0000", "by_report": report, "status": status})
    assert not book.found() and book.number("assessed_full") == (1, 2)
    book.say("assessment", {"recommendation": "rec-0000", "by_report": "odihr_2023", "status": "none"})
    assert book.broken("two_statuses") == 2


def test_a_number_stands_once_in_a_report_and_no_report_assesses_itself() -> None:
    assert (
        recommendations(1, 2).broken("number_twice") == 0
        and recommendations(1, 1).broken("number_twice") == 2
    )
    book = recommendations(1)
    book.say("assessment", {"recommendation": "rec-0000", "by_report": "odihr_2021", "status": "full"})
    assert book.broken("assessed_by_itself") == 1


def test_chains_of_recommendations_made_again_are_counted() -> None:
    """R03: made again in two reports, and in three."""
    book = recommendations(1)
    for number, repeated in ((2, "rec-0000"), (3, "rec-0001"), (4, None)):
        said = {"report": "odihr_2022", "number": number}
        book.say("recommendation", {**said, **({"repeats": repeated} if repeated else {})})
    assert book.number("repeated") == (2, 4) and book.number("repeated_twice") == (1, 4)


def test_a_promise_without_a_day_and_one_whose_day_has_passed_are_found() -> None:
    """E12, A06: the electronic register promised on 16 March 2022; nobody said by when."""
    book = ARegister("recommendations")
    told = {"promised_by": "president", "promised_on": datetime.date(2022, 3, 16), "topic": "register"}
    open_ended = book.say("promise", {**told, "due_on": None})
    assert book.found() == {("REG-RULE", "day_named"): 1}
    assert {reading.standing.value for reading in book.clocks(open_ended).values()} == {"no_limit"}
    due = {**told, "due_on": datetime.date(2023, 3, 1)}
    late, kept = book.say("promise", due), book.say("promise", due)
    book.do(kept, "keep", at(1, month=2))
    assert book.found() == {("REG-RULE", "day_named"): 1, ("REG-LATE", "keep"): 1}
    assert [book.number(name)[0] for name in ("promises", "promises_kept", "promises_overdue")] == [3, 1, 1]
    (overdue,), (met,) = book.clocks(late).values(), book.clocks(kept).values()
    assert overdue.late_by == datetime.timedelta(days=60, hours=9), "as of 9:00 on 1 May"
    assert (overdue.standing, met.standing) == (Standing.OVERDUE, Standing.MET)
    assert book.number("promises_without_day") == (1, 3) and late != kept
    said, findings = published("recommendations", "kz-2022-referendum")
    assert said["promises"].least == 1 and findings == set()


def test_a_system_of_protocols_said_to_be_introduced_is_asked_for_each_of_its_four_parts() -> None:
    """A06: the date of introduction of the system, or of its full functional equivalent (items 6 to 8)."""
    book = ARegister("recommendations")
    told = {"promised_by": "central_commission", "topic": "results", "promised_on": datetime.date(2023, 1, 9)}
    told |= {"due_on": datetime.date(2023, 2, 1)}
    parts = ("has_protocol", "has_scan", "has_download", "has_comparison")
    whole = book.say("promise", {**told, **dict.fromkeys(parts, "yes")})
    without_scans = book.say("promise", {**told, **dict.fromkeys(parts, "yes"), "has_scan": "no"})
    book.say("promise", {**told, **dict.fromkeys(parts, "no"), "due_on": datetime.date(2024, 1, 1)})
    for record in (whole, without_scans):
        book.do(record, "keep", at(20, month=2))
    assert book.found() == {("REG-RULE", "equivalent"): 1, ("REG-LATE", "keep"): 2}
    assert book.number("promises_equivalent") == (1, 3)
    assert book.number("promises_overdue") == (2, 3)
    assert {one.late_by for one in book.clocks(whole).values()} == {datetime.timedelta(days=18, hours=9)}
