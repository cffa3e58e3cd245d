"""The national results that must be reproduced stand as sources gave them, add up, and give the seats."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from hattama.core.records import RecordRule, register_findings
from hattama.formats.stated_numbers import shipped_numbers
from tests.core.outcomes.samples import vectors
from tests.rulepacks.a_register import ARegister, at, published

NAME = "published-results"
KAZAKHSTAN = vectors("kazakhstan.json")
ELECTIONS = ("kz-2011", "kz-2019", "kz-2021", "kz-2022-referendum", "kz-2022-president", "kz-2023")


@pytest.mark.parametrize("election", ELECTIONS)
def test_what_one_source_published_adds_up(election: str) -> None:
    _, found = published(NAME, election)
    assert not [one for one in found if one[0] == RecordRule.NUMBERS]


@pytest.mark.parametrize("election", ELECTIONS)
@pytest.mark.parametrize("code", ["counted", "took_part", "seats"])
def test_one_vote_or_seat_more_is_found(election: str, code: str) -> None:
    book, was_there = ARegister(NAME), False
    for number in shipped_numbers():
        told = number.statement
        if (number.election, told.register) == (election, book.pack.register_id):
            values = {key: said + (key == code) for key, said in told.values.items() if type(said) is int}
            was_there |= code in values
            book.registry.say(replace(told, values=values))
    found = register_findings(book.pack, book.registry, book.moment)
    assert was_there == any(one.rule is RecordRule.NUMBERS for one in found)


@pytest.mark.parametrize("vote", [*KAZAKHSTAN["party_lists"], *KAZAKHSTAN["presidents"]])
def test_votes_and_seats_are_those_from_which_outcomes_are_reproduced(vote: dict[str, Any]) -> None:
    values, _ = published(NAME, vote["pack"])
    assert values["counted"] == vote["base"]
    assert {code: values[f"votes_{code}"] for code in vote["votes"]} == vote["votes"]
    seats = {code: number for code, number in vote.get("expected", {}).items() if number}
    assert {code: values[f"seats_{code}"] for code in seats} == seats


def test_the_final_result_of_2022_differs_from_the_preliminary_one_as_it_is_known_to() -> None:
    _, found = published(NAME, "kz-2022-referendum")
    assert {about: (left or 0) - (right or 0) for _, about, left, right in found} == {
        "took_part": -524,
        "answers_yes": -347,
        "answers_no": -5,
        "invalid": -172,
    }
    assert {rule for rule, *_ in found} == {RecordRule.CHANGED}


def test_sources_that_give_other_numbers_of_one_result_are_found() -> None:
    of_2022, of_2021 = (published(NAME, one)[1] for one in ("kz-2022-president", "kz-2021"))
    assert of_2022 == {
        (RecordRule.DIFFERS, "against_all", 460_484, 480_484),
        (RecordRule.DIFFERS, "votes_tokayev", 6_456_392, 6_456_393),
    }
    assert of_2021 == {(RecordRule.DIFFERS, "seats_aq_zhol", 12, 13)}


def test_a_final_result_of_the_country_alone_is_not_by_districts_as_the_law_asks() -> None:
    book = ARegister(NAME)
    told = {"announced_by": "central_commission", "announced_at": at(27), "stage": "final", "basis": "paper"}
    for level in ("nation", "precinct", "district"):
        book.say("announcement", {**told, "level": level})
    book.say("announcement", {**told, "stage": "preliminary", "level": "nation"})
    assert book.broken("by_districts") == 1
    assert book.number("not_by_districts") == (1, 4)
    assert book.number("down_to_precincts") == (1, 4)


def test_on_what_a_result_rests_and_which_stations_it_holds_is_asked() -> None:
    book = ARegister(NAME)
    told = {"announced_by": "territorial_commission", "stage": "preliminary"}
    book.say("announcement", {**told, "precincts_included": 21, "precincts_all": 20})
    assert book.found() == Counter({("REG-RULE", "basis_told"): 1, ("REG-NUMBERS", "KZ-V20"): 1})
