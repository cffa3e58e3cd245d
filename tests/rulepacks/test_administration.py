"""Meetings, decisions, training, information, accessibility: numbers of sources, each rule at its edge."""

import datetime
from typing import Any

import pytest

from hattama.core.records.clocks import Standing
from tests.rulepacks.a_register import ARegister, at, published


def test_what_sources_say_of_the_work_of_commissions() -> None:
    """T01, T03–T06, T08."""
    values, findings = published("administration", "kz-2022-referendum")
    assert findings == {("REG-DIFFERS", "amendments", 56, 33)}, "X13: the summary has another number"
    assert (values["resolutions"], values["staff_trained"]) == (23, 70_000)
    assert values["channel_subscribers"].most == 999
    women = [(values[f"{office}_women"], values[office]) for office in ("akims", "ministers")]
    assert women == [(1, 17), (2, 22)]
    values, findings = published("administration", "kz-2023")
    assert findings == set()
    assert (values["akims_women"], values["akims"]) == (0, 20)
    assert (values["mazhilis_women"], values["mazhilis_seats"]) == (28, 107)
    seen = [values[f"{what}_percent"] for what in ("no_entrance", "unsuitable_layout", "no_equipment")]
    assert seen == [33, 9, 6]
    assert values["campaign_spots"] == 11 and values["ministers_women"] == 3


def meeting(**values: Any) -> tuple[ARegister, str]:
    book = ARegister("administration")
    said = {"commission": "A commission", "held_at": at(10, 15), "members_total": 7, "members_present": 5}
    return book, book.say("meeting", {**said, **values})


@pytest.mark.parametrize(
    ("told", "urgent", "late"),
    [(at(8, 15), "no", 0), (at(8, 15, 1), "no", 1), (at(8, 15, 1), None, 1), (at(10, 14), "yes", 0)],
)
def test_members_are_told_48_hours_before(told: datetime.datetime, urgent: str | None, late: int) -> None:
    """T02: 19(5), but where a decision is needed at once."""
    book, one = meeting(urgent=urgent)
    book.do(book.do(one, "tell_members", told), "hold", at(10, 15))
    assert book.broken("notice") == late
    assert book.number("short_notice") == (late, int(urgent != "yes"))


def test_a_meeting_of_which_nobody_says_when_members_were_told_was_not_told_of_too_late() -> None:
    book, one = meeting()
    assert book.clocks(one)["notice"].standing is Standing.OVERDUE
    assert book.number("short_notice") == (0, 0)
    book.do(one, "hold", at(10, 15))
    assert book.broken("notice") == 0


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, ""),
        ({"members_present": 4}, "quorum"),
        ({"strangers": 0}, ""),
        ({"strangers": 1}, "strangers_present"),
    ],
)
def test_each_rule_of_a_meeting(values: dict[str, Any], rule: str) -> None:
    """20(4): two thirds of seven are five; 20(7): no strangers."""
    book, one = meeting(urgent="yes", **values)
    book.do(one, "hold", at(10, 15))
    assert book.broken(rule) == bool(rule)


def decision(book: ARegister, number: str = "1", **values: Any) -> str:
    said = {"commission": "A commission", "number": number, "adopted_at": at(10, 15), "members_total": 7}
    return book.say("decision", {**said, "votes_for": 7, "votes_against": 0, "abstained": 0, **values})


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, ""),
        ({"votes_for": 4}, ""),
        ({"votes_for": 3}, "majority"),
        ({"votes_against": 1}, "KZ-T10"),
        ({"published_at": at(10, 14)}, "published_before"),
    ],
)
def test_each_rule_of_a_decision(values: dict[str, Any], rule: str) -> None:
    """20(5): more than half of all members, not of those present."""
    book = ARegister("administration")
    decision(book, **values)
    assert book.broken(rule) == bool(rule)


def test_a_number_stands_once_in_a_commission() -> None:
    book = ARegister("administration")
    decision(book)
    decision(book, "2")
    assert not book.found()
    decision(book)
    assert book.broken("number_twice") == 2


def test_unanimity_and_hours_to_publication() -> None:
    """T01."""
    book = ARegister("administration")
    hours = (2, 23, 24, 100, None)
    for number, passed in enumerate(hours):
        published_at = at(10, 15) + datetime.timedelta(hours=passed) if passed else None
        decision(book, str(number), published_at=published_at)
    decision(book, "9", votes_for=5, votes_against=2)
    assert book.number("unanimous") == (5, 6) and book.number("hours_to_publish") == (23, None)
    assert book.number("published_in_a_day") == (2, 6) and book.number("not_published") == (2, 6)


def test_what_training_and_information_covered() -> None:
    """T03, T04."""
    book = ARegister("administration")
    for counted, tabulated in (("yes", "no"), ("yes", "yes"), ("no", None)):
        said = {"held_on": at(1).date(), "audience": "precinct", "persons": 20, "women": 13}
        book.say("training", {**said, "covers_count": counted, "covers_tabulation": tabulated})
    assert book.number("covers_count") == (2, 3) and book.number("covers_tabulation") == (1, 2)
    assert book.number("trained") == (60, None)
    book.say("information", {"channel": "television", "pieces": 11, "sign_language": "yes"})
    assert book.number("spots") == (11, None) and book.number("signed") == (1, 1) and not book.found()


def test_what_the_commission_says_of_premises_is_held_against_what_observers_saw() -> None:
    """T06: all precincts with Braille by the commission; 33 % without independent access by observers."""
    book = ARegister("administration")
    for number, seen in enumerate(["yes", "no", None], start=1):
        said = {"area": "KZ-ALA", "precinct": number, "entrance": "yes", "braille": "yes"}
        one = book.say("premises", said, source="commission")
        if seen:
            book.say("premises", {"entrance": seen}, one, source="observers")
    assert book.number("said_otherwise") == (1, 3) and book.found() == {("REG-DIFFERS", "entrance"): 1}
    book.say("premises", {"area": "KZ-ALA", "precinct": 4, "entrance": "no"}, source="observers")
    assert book.number("no_entrance") == (1, 4) and book.found()["REG-RULE", "not_open_to_all"] == 1


def test_one_precinct_stands_once_and_women_in_office_are_a_share_of_holders() -> None:
    """T08: 28 of 107 and 3 of 22."""
    book = ARegister("administration")
    for office, women, holders in (("mazhilis", 28, 107), ("ministers", 3, 22)):
        said = {"office": office, "on_day": at(1).date(), "women": women, "holders": holders}
        book.say("office", said)
    assert book.number("women_in_office") == (31, 129) and not book.found()
    for _ in range(2):
        book.say("premises", {"area": "KZ-ALA", "precinct": 4})
    assert book.broken("premises_twice") == 2


DECREE = {"initiator": "president", "questions": 1, "amendments": 1, "articles": 1}


@pytest.mark.parametrize(
    ("rule", "values", "times"),
    [
        ("not_too_soon", {"called_on": datetime.date(2023, 2, 19)}, 0),
        ("not_too_soon", {"called_on": datetime.date(2023, 2, 20)}, 1),
        ("not_too_late", {"called_on": datetime.date(2022, 12, 17)}, 0),
        ("not_too_late", {"called_on": datetime.date(2022, 12, 16)}, 1),
        ("enough_signatures", {"initiator": "citizens", "signatures": 200_000}, 0),
        ("enough_signatures", {"initiator": "citizens", "signatures": 199_999}, 1),
        ("one_thing_asked", {"amendments": 56}, 1),
    ],
)
def test_each_rule_of_a_calling(rule: str, values: dict[str, Any], times: int) -> None:
    """H05, H06."""
    book = ARegister("administration")
    days = {"called_on": datetime.date(2023, 2, 10), "voting_on": datetime.date(2023, 3, 19)}
    book.say("calling", {**DECREE, **days, **values})
    assert book.broken(rule) == times


@pytest.mark.parametrize(("day", "times"), [(18, 0), (20, 1)])
def test_a_law_that_was_changed_within_a_year_is_found(day: int, times: int) -> None:
    """H01, G03."""
    book = ARegister("administration")
    changed_on = datetime.date(2022, 3, day)
    book.say("law_change", {"law": "Elections", "act": "Made for a test", "changed_on": changed_on})
    assert book.broken("stable_law") == times and book.number("late_law_changes") == (times, 1)
