"""Voter lists: the figures of sources hold together, and each limit is found where it is broken alone."""

from typing import Any

import pytest

from tests.rulepacks.a_register import ARegister, at, published


def test_the_lists_of_the_referendum_of_2022_come_out_to_the_voter() -> None:
    """E01, E04, E05, E10, E13: 11,722,536 + 12,106 = 11,734,642; of some no figure was given."""
    values, findings = published("voter-lists", "kz-2022-referendum")
    assert findings == set()
    assert (
        values["registered_day_before"] + values["added_on_day"] == values["registered_final"] == 11_734_642
    )
    assert values["certificates_issued"] - values["certificates_used"] == 6_927
    assert (values["special_precincts"], values["precincts_abroad"], values["voters_abroad"]) == (
        544,
        65,
        11_350,
    )
    unnumbered = ("registered_by_sex", "turnout_by_sex", "excluded_by_law", "signed_lists_refused")
    assert all(code in values and values[code] is None for code in unnumbered)


def test_the_lists_of_2023() -> None:
    """E01, E05–E07, E09."""
    values, findings = published("voter-lists", "kz-2023")
    assert findings == set()
    wanted = {"registered": 12_032_550, "moved": 48_001, "no_address_precincts": 188, "precincts_abroad": 77}
    assert {code: values[code] for code in wanted} == wanted and values["not_kept_percent"] == 16


def test_precincts_add_up_to_the_country_and_to_what_was_published() -> None:
    book = ARegister("voter-lists")
    for number, (before, added) in enumerate([(2000, 3), (1500, 0), (3000, 7)], start=1):
        row = {"area": "KZ-ALA", "number": number, "listed_before": before, "added_on_day": added}
        book.say("precinct_list", {**row, "listed_final": before + added})
    assert book.number("added_on_day") == (10, 6500) and book.number("registered_final") == (6510, None)
    assert book.parts("added_on_day") == {"KZ-ALA": 10} and book.number("over_limit") == (0, 3)
    assert not book.found()


def lists(*rows: dict[str, Any]) -> ARegister:
    book = ARegister("voter-lists")
    for number, row in enumerate(rows, start=1):
        book.say("precinct_list", {"area": "KZ-ALA", "number": number, **row})
    return book


@pytest.mark.parametrize(
    ("rule", "rows", "times"),
    [
        ("over_limit", [{"listed_before": 3000}, {"listed_before": 3001}, {}], 1),
        ("KZ-E10", [{"listed_before": 5, "added_on_day": 2, "listed_final": 7}], 0),
        ("KZ-E10", [{"listed_before": 5, "added_on_day": 2, "listed_final": 8}], 1),
        (
            "KZ-E11",
            [{"added_on_day": 2, "added_by_certificate": 2, "added_by_address": 1, "added_without_proof": 0}],
            1,
        ),
        ("KZ-E12", [{"listed_before": 10, "women_before": 5, "men_before": 4}], 1),
        ("KZ-E13", [{"duplicates_found": 1, "duplicates_corrected": 2}], 1),
        ("one_list", [{}, {"number": 1}, {"number": 1, "area": "KZ-AST"}], 2),
    ],
)
def test_each_limit_of_a_list(rule: str, rows: list[dict[str, Any]], times: int) -> None:
    assert lists(*rows).broken(rule) == times


def test_a_precinct_that_adds_far_more_than_the_others_stands_out() -> None:
    usual = [{"listed_before": 1000, "added_on_day": added} for added in (0, 1, 1, 2, 2, 3, 3, 4)]
    assert lists(*usual).broken("many_added") == 0
    book = lists(*usual, {"listed_before": 1000, "added_on_day": 40})
    assert book.broken("many_added") == 1 and book.number("many_added") == (1, 9)


def test_a_certificate_is_given_once_used_once_and_kept() -> None:
    book = ARegister("voter-lists")
    for serial, kept in (("A1", "yes"), ("A2", "no"), ("A3", None)):
        said = {"serial": serial, "home_area": "KZ-ALA", "same_settlement": "no", "kept": kept}
        one = book.say("certificate", said)
        book.do(one, "issue", at(18, 17, 59))
        if kept:
            book.do(one, "use", at(19, 10))
    assert (book.number("certificates_issued"), book.number("certificates_used")) == ((3, None), (2, 3))
    assert book.number("certificates_not_kept") == (1, 2) and book.broken("not_kept") == 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, {}),
        ({"twice": True}, {("REG-RULE", "serial_twice"): 2}),
        ({"late": True}, {("REG-LATE", "issue"): 1}),
        ({"used_again": True}, {("REG-TURN", "use"): 1}),
        ({"same_settlement": "yes"}, {("REG-RULE", "in_one_settlement"): 1}),
    ],
)
def test_each_rule_of_a_certificate(change: dict[str, Any], found: dict[tuple[str, str], int]) -> None:
    """41(6-1): until 18:00 of the day before; not for another precinct of the settlement."""
    book = ARegister("voter-lists")
    said = {"serial": "A1", "home_area": "KZ-ALA", "same_settlement": change.get("same_settlement", "no")}
    one = book.say("certificate", {**said, "kept": "yes"})
    assert not book.clocks(one), "one that was given to nobody is not late"
    book.do(one, "issue", at(18, 18, 1) if "late" in change else at(18, 18))
    book.do(one, "use", at(19))
    if "used_again" in change:
        book.do(one, "use", at(19, 15))
    if "twice" in change:
        book.do(book.say("certificate", said), "issue", at(10))
    assert book.found() == found
    assert book.number("certificates_late")[0] == ("late" in change)


def test_a_request_about_the_list_is_decided_on_its_day() -> None:
    book = ARegister("voter-lists")
    for day in (10, 11):
        one = book.say("list_request", {"type": "correct", "area": "KZ-ALA"})
        book.do(book.do(one, "receive", at(10, 8)), "grant", at(day, 12))
    assert book.number("requests_late") == (1, 2) and book.broken("decide") == 1


@pytest.mark.parametrize(
    ("asked", "written", "found"),
    [
        (at(19, 12), "yes", set()),
        (at(19, 12, 1), "yes", {("REG-LATE", "ask"), ("REG-RULE", "late_accepted")}),
        (at(18), "no", {("REG-RULE", "not_written")}),
    ],
)
def test_one_asks_to_vote_at_home_in_writing_and_by_noon(
    asked: Any, written: str, found: set[tuple[str, str]]
) -> None:
    """41(6)."""
    book = ARegister("voter-lists")
    one = book.say("outside_request", {"area": "KZ-ALA", "reason": "health", "in_writing": written})
    book.do(book.do(one, "ask", asked), "visit", at(19, 15))
    assert set(book.found()) == found


def test_a_vote_at_home_of_which_nobody_says_when_it_was_asked_for_was_not_asked_for_too_late() -> None:
    book = ARegister("voter-lists")
    one = book.say("outside_request", {"area": "KZ-ALA", "reason": "health", "in_writing": "yes"})
    book.do(one, "visit", at(19, 15))
    assert set(book.found()) == {("REG-TURN", "visit")}


@pytest.mark.parametrize(
    ("box", "rule"),
    [
        ({}, ""),
        ({"returned": 2}, "KZ-E14"),
        ({"found": 11}, "more_than_asked"),
        ({"found": 11, "invalidated": "yes"}, ""),
        ({"members": 1}, "one_member"),
        ({"observers_told": "no"}, "not_told"),
    ],
)
def test_each_rule_of_a_portable_box(box: dict[str, Any], rule: str) -> None:
    """43(3-1): more ballots than requests make all of them invalid."""
    book = ARegister("voter-lists")
    sound = {"requests": 10, "taken": 11, "issued": 10, "returned": 1, "found": 10, "members": 2}
    book.say("portable_box", {"area": "KZ-ALA", "observers_told": "yes", "invalidated": "no", **sound, **box})
    assert book.broken(rule) == bool(rule)
    assert book.number("voted_outside") == (10, None)
    assert book.number("boxes_over") == (int(box.get("found", 10) > 10), 1)


def test_that_a_figure_by_sex_was_not_provided_is_a_state() -> None:
    """T07."""
    book = ARegister("voter-lists")
    for sex in ("female", "male"):
        book.say("breakdown", {"subject": "took_part", "sex": sex, "age": "all", "area": "KZ"})
    assert book.number("breakdowns") == (0, 2) and not book.found()
    book.do("rec-0000", "provide", at(20))
    assert book.number("breakdowns") == (1, 2) and book.broken("provided_number") == 1
    book.say("breakdown", {"subject": "took_part", "sex": "female", "age": "all", "area": "KZ", "number": 5})
    assert set(book.found()) == {("REG-RULE", "provided_number"), ("REG-RULE", "one_figure")}


def test_whether_one_can_check_oneself_is_counted_by_the_way_of_asking() -> None:
    """E11: a service that was asked and did not answer is not the same as one that was not asked."""
    book = ARegister("voter-lists")
    for channel, answered, seconds in (("site", "yes", 2), ("site", "yes", 4), ("site", "no", None)):
        told = {"channel": channel, "checked_at": at(1), "answered": answered}
        book.say("service_check", told if seconds is None else {**told, "seconds": seconds})
    book.say("service_check", {"channel": "email", "checked_at": at(2), "answered": "no"})
    assert book.shares("service_answered") == {"site": (2, 3), "email": (0, 1)}
    assert book.parts("service_seconds")["site"] == 2
    said = [published("voter-lists", election)[0] for election in ("kz-2022-referendum", "kz-2011")]
    assert said[0]["self_check_online"] is None and said[1]["self_check_by_email"] is None


def test_who_is_taken_off_one_list_is_put_on_another() -> None:
    """E06."""
    book = ARegister("voter-lists")
    for number, moved_in, moved_out in ((1, 5, 0), (2, 0, 4), (3, 1, 2)):
        moved = {"moved_in": moved_in, "moved_out": moved_out}
        book.say("precinct_list", {"area": "KZ-ALA", "number": number, **moved})
    assert book.number("moved_unmatched") == (0, None)


def test_two_numbers_of_registered_voters_of_2019_stand_beside_each_other() -> None:
    """X33: 11,960,364 after the commission, 11,814,019 in a guide of elections."""
    values, findings = published("voter-lists", "kz-2019")
    assert values == {"registered": 11_960_364}, "what the commission says is shown first"
    assert findings == {("REG-DIFFERS", "registered", 11_960_364, 11_814_019)}
