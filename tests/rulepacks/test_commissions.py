"""Commissions and members: one nominee a party, half of one employer, sizes by edition, women by level."""

import datetime
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from hattama.core.records import measure_records
from hattama.core.vocabulary import Words
from hattama.phrases.of_rooms.records import say_measure, say_part
from tests.rulepacks.a_register import POLLING, ARegister, at, published

PARTIES = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K")


def commission(book: ARegister, level: str = "precinct", **values: Any) -> str:
    name = Words.of({"kk": "Үлгі", "ru": "Пример", "en": "Example"})
    row = {"name": name, "level": level, "parent": "rec-9999"}
    return book.say("commission", {**row, **values})


def members(book: ARegister, of: str, number: int, **values: Any) -> list[str]:
    """So many members, each of another party and employer unless `values` say otherwise."""
    posts = ("chair", "deputy", "secretary", *(["member"] * 20))
    records = []
    for party, post in zip(PARTIES[:number], posts, strict=False):
        row = {"commission": of, "name": "Made for a test", "post": post, "nominator_is": "party"}
        row |= {"nominated_by": party, "party": party, "employer": f"School {party}"}
        records.append(book.say("member", row | values))
    return records


def test_the_trees_of_two_elections() -> None:
    """F01: 16, 207, 9,725 in 2011; 20, 16 (+13), 220, 10,223 in 2023."""
    told = {election: published("commissions", election)[0] for election in ("kz-2011", "kz-2023")}
    in_2011, in_2023 = told["kz-2011"], told["kz-2023"]
    assert (in_2011["regional"], in_2011["territorial"], in_2011["precinct"]) == (16, 207, 9_725)
    assert (in_2023["regional"], in_2023["territorial"], in_2023["precinct"]) == (20, 220, 10_223)
    assert in_2023["district"] + in_2023["district_by_territorial"] == 29
    assert published("commissions", "kz-2023")[1] == set() == published("commissions", "kz-2011")[1]


def test_forty_three_of_121_commissions_print_as_the_source_prints_them() -> None:
    """F03: 35.5 %, which is 36."""
    book = ARegister("commissions")
    for number in range(121):
        of = commission(book, "territorial")
        party = cycle(("A", "A") if number < 43 else ("A", "B"))
        for post in ("chair", "member"):
            row = {"commission": of, "name": "x", "post": post, "nominator_is": "association"}
            book.say("member", {**row, "nominated_by": post, "party": next(party), "from_day": POLLING})
    measure = book.pack.measure("several_of_a_party")
    assert measure is not None
    said = say_measure(measure_records(measure, book.pack, book.registry, book.moment), "en")
    assert said == "43 of 121 (35.5 %)"


@pytest.mark.parametrize(
    ("values", "times"),
    [
        ({"nominated_by": "A"}, 7),
        ({"nominated_by": "A", "nominator_is": "association"}, 0),
        ({"nominated_by": "A", "advisory": "yes"}, 0),
        ({}, 0),
    ],
)
def test_a_party_nominates_one(values: dict[str, Any], times: int) -> None:
    book = ARegister("commissions")
    members(book, commission(book, voters=900), 7, **values)
    assert book.broken("one_nominee") == times
    assert book.number("several_nominees") == (1 if times else 0, 1)


def test_who_left_counts_no_more() -> None:
    book = ARegister("commissions")
    of = commission(book, voters=900)
    first, *_ = members(book, of, 5)
    second = members(book, of, 1)[0]
    assert book.found()["REG-RULE", "one_nominee"] == 2
    book.do(first, "remove", at(1), "maslikhat")
    assert second != first and not book.found() and book.number("changes") == (1, 6)
    third = members(book, of, 1, post="member", nominator_is="association", party="Z")[0]
    book.do(third, "release", at(1), "territorial_commission")
    assert not book.found() and book.number("changes") == (2, 7)
    book.do(second, "leave", at(2), "territorial_commission")
    assert not book.found(), "article 19(6): by decision of the higher commission"


@pytest.mark.parametrize(
    ("same", "of", "special", "times"),
    [(3, 7, "no", 0), (4, 7, "no", 4), (4, 7, "yes", 0), (3, 5, "no", 3)],
)
def test_more_than_half_of_one_employer(same: int, of: int, special: str, times: int) -> None:
    """F04: article 19(9); special precincts are excepted."""
    book = ARegister("commissions")
    where = commission(book, voters=2001, special=special, seats=of)
    for number in range(of):
        row = {"commission": where, "name": "x", "post": "member", "nominator_is": "party"}
        employer = "One school" if number < same else f"Firm {number}"
        book.say("member", {**row, "nominated_by": PARTIES[number], "employer": employer})
    found = book.found()
    assert {about for _, about in found} <= {"half_of_one_employer", "large_precinct_too_small"}
    assert found["REG-RULE", "half_of_one_employer"] == times


@pytest.mark.parametrize("seats", [{}, {"seats": 7}])
def test_who_names_one_member_says_nothing_of_the_others(seats: dict[str, int]) -> None:
    """Whom nobody has entered may serve all the same, and work elsewhere."""
    book = ARegister("commissions")
    for level in ("central", "regional", "territorial", "district", "precinct"):
        size = {"seats": 5} if seats and level == "district" else seats
        members(book, commission(book, level, voters=2500, **size), 2 if level == "precinct" else 1)
    assert not book.found() and book.number("half_of_one_employer") == (0, 5 if seats else 0)


def test_chair_deputy_and_secretary_of_one_employer() -> None:
    """F04: in 2011 the law was read as banning only all seven."""
    book = ARegister("commissions")
    of = commission(book, voters=900)
    for post in ("chair", "deputy", "secretary", "member", "member", "member", "member"):
        row = {"commission": of, "name": "x", "post": post, "nominator_is": "association"}
        employer = "School 1" if post != "member" else f"Firm {len(book.registry.records)}"
        book.say("member", {**row, "nominated_by": "B", "employer": employer})
    assert book.broken("leaders_of_one_employer") == 3 and book.number("leaders_of_one_employer") == (1, 1)


@pytest.mark.parametrize(
    ("level", "voters", "number", "broken"),
    [
        ("precinct", 2000, 5, set()),
        ("precinct", 2000, 7, set()),
        ("precinct", 2000, 6, {"odd_precinct"}),
        ("precinct", 2000, 3, {"precinct_too_small"}),
        ("precinct", 2000, 9, {"precinct_too_large"}),
        ("precinct", 2001, 9, set()),
        ("precinct", 2001, 5, {"large_precinct_too_small"}),
        ("precinct", 2001, 11, {"large_precinct_too_large"}),
        ("precinct", None, 5, set()),
        ("district", None, 5, set()),
        ("district", None, 7, {"district_of_five"}),
        ("territorial", None, 7, set()),
        ("regional", None, 5, {"territorial_of_seven"}),
        ("central", None, 7, set()),
        ("central", None, 6, {"central_of_seven"}),
    ],
)
def test_sizes(level: str, voters: int | None, number: int, broken: set[str]) -> None:
    """F05: 5 to 7 up to 2,000 voters, 7 to 9 above, odd; a district commission 5, a territorial one 7."""
    book = ARegister("commissions")
    of = commission(book, level, seats=number, **({} if voters is None else {"voters": voters}))
    members(book, of, number)
    assert {about for _, about in book.found()} == broken


def test_sizes_of_an_edition_that_was_not_read_are_not_judged() -> None:
    book = ARegister("commissions", datetime.date(2022, 6, 5))
    members(book, commission(book, voters=2001, seats=3), 11)
    assert not book.found()


def test_women_by_level_and_post() -> None:
    """F06."""
    book = ARegister("commissions")
    central, precinct = commission(book, "central"), commission(book, voters=900)
    for of, women in ((central, 2), (precinct, 5)):
        for number, party in enumerate(PARTIES[:7]):
            post = ("chair", "deputy", "secretary")[number] if number < 3 else "member"
            row = {
                "commission": of,
                "name": "x",
                "post": post,
                "nominator_is": "party",
                "nominated_by": party,
            }
            book.say("member", {**row, "sex": "female" if number < women else "male"})
    measure = book.pack.measure("women")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    said = {part: say_part(value, number, base, "en") for part, number, base in value.parts}
    assert said == {"central": "2 of 7 (28.6 %)", "precinct": "5 of 7 (71.4 %)"}
    assert book.parts("women_chairs") == {"central": 1, "precinct": 1}
    assert book.parts("women_by_post") == {"chair": 2, "deputy": 2, "secretary": 1, "member": 2}


def test_vacancies_parties_and_unknown_nominators() -> None:
    book = ARegister("commissions")
    members(book, commission(book, voters=900, seats=7), 5)
    assert book.number("vacancies") == (2, 7) and book.number("nominating_parties") == (5, None)
    record = members(book, commission(book, voters=900), 5)[0]
    book.registry.records[record].statements.clear()
    book.say("member", {"name": "x", "post": "member", "nominator_is": "party"}, record)
    assert ("REG-MISSING", "nominated_by") in book.found() and book.number("nominator_unknown") == (1, 10)


def test_every_commission_but_the_central_one_has_a_higher_one() -> None:
    book = ARegister("commissions")
    for level, parent in (("central", {}), ("precinct", {}), ("precinct", {"parent": None})):
        book.say("commission", {"name": Words.of({"kk": "Үлгі"}), "level": level, **parent})
    assert book.broken("has_parent") == 1


def test_a_parent_that_changes_is_told_with_both_days() -> None:
    """F01, G08: three oblasts were added on 8 June 2022."""
    book = ARegister("commissions")
    record = commission(book, "territorial", parent="rec-old0")
    first = book.registry.records[record].statements.pop()
    for parent, day in (("rec-old0", (2022, 1, 1)), ("rec-new0", (2022, 6, 8))):
        said = {**first.values, "parent": parent}
        book.registry.say(replace(first, values=said, as_of=datetime.date(*day)))
    assert book.registry.records[record].value("parent") == "rec-new0"
    assert book.found() == {("REG-CHANGED", "parent"): 1}


@pytest.mark.parametrize(
    ("level", "clock", "last"),
    [("territorial", "publish_territorial", 29), ("district", "publish_district", 29)],
)
def test_members_are_published_in_time(level: str, clock: str, last: int) -> None:
    """Articles 13(4) and 15-1(3)."""
    book = ARegister("commissions")
    for day in (last, last + 1):
        record = commission(book, level, called_on=datetime.date(2023, 1, 19))
        book.do(record, "publish", at(day, month=1))
    commission(book, level, called_on=datetime.date(2023, 1, 19))
    assert book.broken(clock) == 1, "of a publication that nobody entered nothing is said"


def test_a_site_that_hides_who_nominated_whom_is_found() -> None:
    """F13, F02."""
    book = ARegister("commissions")
    shown = {"site_members": "yes", "site_nominators": "yes", "site_decisions": "yes"}
    commission(book, **shown)
    commission(book, **{**shown, "site_nominators": "no"})
    assert book.broken("nominators_shown") == 1 and book.number("sites_complete") == (1, 2)


def test_an_incompatible_office_is_found() -> None:
    book = ARegister("commissions")
    of = commission(book, voters=900)
    members(book, of, 5)
    members(book, of, 1, post="member", nominator_is="association", barred=Words.of({"kk": "әкім"}))
    assert book.found()["REG-RULE", "compatible"] == 1
