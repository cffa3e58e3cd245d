"""Observers: accredited in time and on lawful grounds; removed by written decision; rights violated again."""

import dataclasses
import datetime
from typing import Any

import pytest

from hattama.core.records import published_share
from hattama.core.records.clocks import Standing
from hattama.core.vocabulary import Share
from hattama.formats.stated_numbers import shipped_numbers
from hattama.phrases.of_rooms.records import say_share_of
from tests.rulepacks.a_register import ARegister, at, published


def test_the_numbers_of_accreditation_and_missions_hold_together() -> None:
    """M01, M02, M13: 14 of 17, 238 of 267; 404 = 14 + 32 + 281 + 77."""
    values, findings = published("observers", "kz-2023")
    assert findings == set()
    assert (values["central_accredited"], values["central_applied"]) == (14, 17)
    assert (values["territorial_accredited"], values["territorial_applied"]) == (238, 267)
    parts = ("mission_core", "mission_long", "mission_short", "mission_parliamentary")
    assert sum(values[part] for part in parts) == values["mission_all"] == 404
    values, findings = published("observers", "kz-2022-referendum")
    assert findings == set()
    assert (values["domestic_observers"], values["international_observers"]) == (38_064, 316)
    assert values["days_before_criterion"] == 10


def test_what_a_source_published_is_said_as_a_share_of_what_it_published() -> None:
    """M01: 82.4 % and 89.1 %; nothing is a share of a number that the source does not give."""
    book = ARegister("observers")
    shares: dict[tuple[str, str], Share | None] = {}
    for number in shipped_numbers():
        statement = number.statement
        if statement.register == "observers":
            book.registry.published = {"observers": [statement]}
            for measure in book.pack.measures:
                if measure.of and measure.code in statement.values:
                    share = published_share(measure, statement, book.pack, book.registry)
                    shares[number.election, measure.code] = share
    said = {code: say_share_of(share, "en") for (_, code), share in shares.items() if share is not None}
    assert said["central_accredited"] == "14 of 17 (82.4 %)"
    assert said["territorial_accredited"] == "238 of 267 (89.1 %)"
    assert shares["kz-2011", "mission_long"] is None


def test_the_numbers_of_what_observers_saw() -> None:
    """M10: each a share of the counts and tabulations that were observed; prosecutors named no case."""
    values, findings = published("observers-rights", "kz-2023")
    assert findings == set()
    assert (values["counts_no_view"], values["counts_restricted"], values["counts_observed"]) == (49, 38, 128)
    assert (values["tabulations_restricted"], values["tabulations_observed"]) == (17, 47)
    assert values["liability_cases"] is None


def application(book: ARegister, **values: Any) -> str:
    said = {"organisation": f"Union {len(book.registry.records)}", "level": "central", "area": "KZ-ALA"}
    return book.say("application", {**said, **values})


def test_applications_are_counted_by_level_with_the_share_accredited() -> None:
    book = ARegister("observers")
    for level, accredited, all_of_them in (("central", 14, 17), ("territorial", 238, 267)):
        for number in range(all_of_them):
            one = book.do(application(book, level=level, ground="charter"), "apply", at(1))
            deed = "accredit" if number < accredited else "refuse"
            book.do(one, deed, at(2), f"{level}_commission")
    assert book.number("central_accredited") == (14, 17)
    assert book.number("territorial_accredited") == (238, 267)
    assert book.number("refused") == (32, 284) and not book.found()


@pytest.mark.parametrize(
    ("decided", "standing"),
    [(at(31, 23, 59), Standing.MET), (at(1, 0, 1, month=4), Standing.LATE), (None, Standing.OVERDUE)],
)
def test_an_application_is_decided_in_thirty_days(
    decided: datetime.datetime | None, standing: Standing
) -> None:
    book = ARegister("observers")
    one = book.do(application(book), "apply", at(1))
    if decided:
        book.do(one, "accredit", decided, "central_commission")
    assert book.clocks(one)["decide"].standing is standing
    assert book.number("decided_late") == (int(standing is not Standing.MET), 1)


def test_an_asked_body_has_twenty_days_and_accreditation_a_year() -> None:
    book = ARegister("observers")
    one = book.do(application(book), "apply", at(1, month=2))
    book.do(book.do(one, "ask", at(2, month=2)), "answer", at(23, month=2))
    book.do(one, "accredit", at(1), "central_commission")
    clocks = book.clocks(one)
    assert clocks["answer"].standing is Standing.LATE and clocks["answer"].due_at == at(23, 0, month=2)
    assert clocks["valid"].due_at == at(2, 0, year=2024) and book.number("expired") == (0, 1)


def test_an_accreditation_that_has_run_out_is_no_limit_that_was_missed() -> None:
    book = ARegister("observers")
    one = book.do(book.do(application(book), "apply", at(1)), "accredit", at(2), "central_commission")
    book.moment = dataclasses.replace(book.moment, at=at(3, year=2024))
    valid = book.clocks(one)["valid"]
    assert valid.standing is Standing.OVER and not valid.is_missed and not valid.is_open
    assert not book.found() and book.number("expired") == (1, 1)
    book.do(one, "end", at(3, year=2024))
    assert not book.found() and book.number("expired") == (1, 1)


@pytest.mark.parametrize(
    ("values", "deed", "found"),
    [
        ({"ground": "charter"}, "refuse", set()),
        ({"ground": "branch"}, "refuse", {("REG-RULE", "ground_in_law")}),
        ({"ground": None}, "refuse", {("REG-RULE", "ground_named")}),
        ({}, "refuse", set()),
        ({"charter_names_it": "no"}, "accredit", {("REG-RULE", "charter_silent")}),
        ({"level": "territorial"}, "accredit", {("REG-POWER", "accredit")}),
    ],
)
def test_each_rule_of_an_application(values: dict[str, Any], deed: str, found: set[tuple[str, str]]) -> None:
    """20-1(1-1) has three grounds, and that a branch is no legal person is none of them."""
    book = ARegister("observers")
    one = book.do(application(book, **values), "apply", at(1))
    book.do(one, deed, at(2), "central_commission")
    assert set(book.found()) == found


@pytest.mark.parametrize(("hour", "late"), [(at(14, 18), False), (at(14, 18, 1), True)])
def test_foreign_observers_are_accredited_until_18_00_five_days_before(
    hour: datetime.datetime, late: bool
) -> None:
    """20-2(4)."""
    book = ARegister("observers")
    one = book.say("mission", {"organisation": "A mission"})
    assert not book.found(), "who was invited and did not come is not late"
    book.do(one, "accredit", hour)
    assert book.clocks(one)["accredit"].is_missed is late


def incident(book: ARegister, **values: Any) -> str:
    said = {
        "happened_at": at(19, 21),
        "voting_on": datetime.date(2023, 3, 19),
        "commission": "Precinct 7",
        "act": "not_admitted",
        "right": "d14_movement",
    }
    return book.say("incident", {**said, **values})


def admission(book: ARegister, **values: Any) -> str:
    said = {"came_at": at(20, 2), "area": "R1", "commission": "Territorial 1", "observer_is": "citizen"}
    return book.say("admission", {**said, **values})


def test_a_commission_that_lets_an_observer_in_half_or_not_at_all_is_found() -> None:
    """P-d: who came to the territorial commission, and whether they were let in."""
    book = ARegister("observers-rights")
    admission(book, access="full", left_at=at(20, 5))
    admission(book, access="part")
    admission(book, access="refused", ground="crowding", written_decision="no")
    assert book.broken("not_let_in") == 2
    assert book.number("admissions_refused") == (1, 3)
    assert book.number("admissions_refused_unwritten") == (1, 1)
    other = ARegister("observers-rights")
    admission(other, access="full", left_at=at(20, 1))
    assert other.broken("left_before_came") == 1


REMOVED = {"act": "removed", "ground": "breach", "written_decision": "yes", "decision_reasoned": "yes"}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (REMOVED, ""),
        ({**REMOVED, "written_decision": "no"}, "no_written_decision"),
        ({**REMOVED, "decision_reasoned": "no"}, "no_written_decision"),
        ({**REMOVED, "ground": "sanitary"}, "ground_not_in_law"),
        ({"written_decision": "no", "ground": "sanitary"}, ""),
        ({"out_at": at(19, 20), "back_at": at(19, 19)}, "back_before_out"),
        ({"restored_at": at(19, 20)}, "restored_before"),
    ],
)
def test_each_rule_of_a_removal(values: dict[str, Any], rule: str) -> None:
    """39(2): a reasoned decision in writing, for a breach; in January 2021 it was sanitary treatment."""
    book = ARegister("observers-rights")
    incident(book, **values)
    assert book.broken(rule) == bool(rule)
    known = values.get("act") == "removed"
    assert book.number("removed_without_decision") == (int(rule == "no_written_decision"), int(known))


def test_minutes_to_restoration_and_recurrence_are_told_by_right() -> None:
    book = ARegister("observers-rights")
    for right, minutes in (
        ("d14_movement", 30),
        ("d14_movement", 50),
        ("d14_movement", None),
        ("d20_view", 5),
    ):
        restored = at(19, 21) + datetime.timedelta(minutes=minutes) if minutes else None
        incident(book, right=right, restored_at=restored)
    incident(book, voting_on=datetime.date(2021, 1, 10))
    shares = {code: book.shares(code) for code in ("minutes_to_restore", "not_restored", "again_by_right")}
    assert shares["minutes_to_restore"] == {"d14_movement": (30, None), "d20_view": (5, None)}
    assert shares["not_restored"] == {"d14_movement": (2, 4), "d20_view": (0, 1)}
    assert shares["again_by_right"]["d14_movement"][0] == 4


def test_minutes_absent_and_missed_counts_are_added_up() -> None:
    """M08, M09."""
    book = ARegister("observers-rights")
    for minutes in (30, 90, 45, None):
        back = at(19, 20) + datetime.timedelta(minutes=minutes) if minutes else None
        known = {"out_at": at(19, 20), "back_at": back, "count_missed": "no" if minutes else "yes"}
        incident(book, **REMOVED, **known)
    assert book.number("minutes_absent") == (165, None) and book.number("minutes_median") == (45, None)
    assert book.number("count_missed") == (1, 4) and book.number("never_back") == (1, 4)
    assert not book.found()


def test_the_same_right_and_commission_at_two_elections_is_a_recurrence() -> None:
    """M06."""
    book = ARegister("observers-rights")
    before = datetime.date(2021, 1, 10)
    incident(book)
    incident(book)
    incident(book, commission="Precinct 8", voting_on=before)
    incident(book, right="d20_view", voting_on=before)
    assert book.number("recurrences") == (0, 3) and not book.found()
    incident(book, voting_on=before)
    assert book.number("recurrences") == (1, 3) and book.broken("again") == 3
    assert book.parts("by_election") == {"2021-01-10": 3, "2023-03-19": 2}


def test_a_removal_without_its_decision_and_a_right_restored_at_no_set_time() -> None:
    book = ARegister("observers-rights")
    one = incident(book, **REMOVED)
    book.do(one, "remove", at(19, 20), attached={})
    assert book.found() == {("REG-ATTACHED", "remove"): 1}
    assert book.clocks(one)["restore"].standing is Standing.NO_LIMIT
    book.do(book.do(one, "complain", at(19, 21)), "restore", at(19, 22))
    assert book.number("restored") == (1, 1) and book.number("complained") == (1, 1)
