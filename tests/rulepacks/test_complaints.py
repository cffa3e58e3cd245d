"""Complaints: how openly they were decided, with its parts; and what was published of 2011 holds together."""

import datetime
from fractions import Fraction

import pytest

from hattama.core.records import Range, measure_records
from hattama.core.vocabulary import Words
from hattama.phrases import LANGUAGES
from hattama.phrases.of_rooms.records import say_measure
from tests.rulepacks.a_register import ARegister, at, published

GIST = Words.of({"kk": "Тізім туралы"})
OPENLY = {"gist": GIST, "outcome": "rejected", "heard_in_open": "yes"}


def test_the_transparency_index_is_four_questions_of_each_complaint_decided() -> None:
    """Q09: one that is not decided is asked nothing, and what nobody states is no yes."""
    book = ARegister("complaints")
    for values in (
        {**OPENLY, "decision_published_on": datetime.date(2023, 4, 2)},
        {"heard_in_open": "no"},
        {},
    ):
        one = book.say("complaint", {"subject": "breach", **values})
        for deed, day in (("file", 20), ("receive", 21), ("decide", 22)):
            book.do(one, deed, at(day))
    book.do(book.say("complaint", {"subject": "breach", **OPENLY}), "file", at(23))
    parts = [book.number(code) for code in ("told_gist", "told_outcome", "decided_in_open", "published")]
    assert parts == [(1, 3)] * 4
    assert book.number("transparency") == (4, 12)


@pytest.mark.parametrize("deeds", [(), ("receive",), ("receive", "decide")])
def test_a_complaint_of_which_nobody_says_when_it_was_filed_was_not_filed_late(
    deeds: tuple[str, ...],
) -> None:
    book = ARegister("complaints")
    one = book.say("complaint", {"subject": "commission_act", "act_on": datetime.date(2023, 3, 1)})
    for day, deed in enumerate(deeds, 28):
        book.do(one, deed, at(day))
    assert (("REG-LATE", "file") in book.found()) == (not deeds)
    assert book.number("filed_late") == (0, 1)
    book.do(one, "file", at(27))
    assert ("REG-LATE", "file") in book.found() and book.number("filed_late") == (1, 1)


@pytest.mark.parametrize("told", [{"number": "17/А"}, {"outcome": "rejected"}])
def test_what_was_numbered_or_decided_was_filed_and_is_not_called_overdue(told: dict[str, str]) -> None:
    book = ARegister("complaints")
    one = book.say("complaint", {"subject": "commission_act", "act_on": datetime.date(2023, 3, 1), **told})
    assert ("REG-LATE", "file") not in book.found()
    book.do(one, "file", at(27))
    assert ("REG-LATE", "file") in book.found()


def test_complaints_of_2011_hold_together() -> None:
    """Q08."""
    values, findings = published("complaints", "kz-2011")
    assert findings == set()
    assert values["composition_refused_as_late"] == Range(5, 7) and values["supreme_court_complaints"] == 4


@pytest.mark.parametrize(("day", "times"), [(8, 1), (15, 1), (16, 0)])
def test_results_published_before_one_can_have_complained_are_found(day: int, times: int) -> None:
    """A16, X19: voting on 5 June 2022, published on the 8th, ten days to complain until the 15th."""
    book = ARegister("complaints", polling_on=datetime.date(2022, 6, 5))
    published_on = datetime.date(2022, 6, day)
    book.say("results_decision", {"area": "KZ", "decided_on": published_on, "published_on": published_on})
    assert book.broken("published_in_time_to_complain") == times


def test_a_quarter_of_the_precincts_is_the_bar_for_what_is_declared_invalid() -> None:
    """Q13: 3 of 12 reach it, and 2 of 12 do not."""
    book = ARegister("complaints")
    book.say("results_decision", {"area": "KZ", "decided_on": datetime.date(2023, 3, 27), "units": 12})
    measure = book.pack.measure("declared_invalid")
    assert measure is not None and measure.bar == Fraction(1, 4)
    for number in range(3):
        told = {
            "area": f"P00{number}",
            "decided_on": datetime.date(2023, 3, 27),
            "norm": "kz-elections/66(2)",
        }
        book.say("invalidation", told)
    assert book.number("declared_invalid") == (3, 12) and not book.found()
    unnamed = {"area": "P009", "decided_on": datetime.date(2023, 3, 27)}
    book.say("invalidation", unnamed)
    assert not book.found(), "that nobody says by which norm is no finding"
    book.say("invalidation", {**unnamed, "norm": None})
    assert book.broken("norm_named") == 1


def test_a_complaint_that_was_answered_and_appealed_is_told_to_be_in_both_numbers() -> None:
    book = ARegister("complaints")
    for deeds in ((), ("decide",), ("decide", "appeal"), ("return", "appeal"), ("withdraw",)):
        record = book.say("complaint", {"topic": "count"})
        for day, deed in enumerate(("file", "receive", *deeds), 20):
            book.do(record, deed, at(day))
    said = []
    for code in ("received", "answered", "open", "open_on_appeal"):
        measure = book.pack.measure(code)
        assert measure is not None
        value = measure_records(measure, book.pack, book.registry, book.moment)
        said.append(f"{measure.words['en']}: {say_measure(value, 'en')}")
    assert said == [
        "complaints received: 5",
        "complaints answered: 3 of 5 (60.0 %)",
        "complaints that wait for an answer, or for one to an appeal: 3 of 5 (60.0 %)",
        "of these answered once, and appealed: 2 of 3 (66.7 %)",
    ]


def test_a_number_of_nothing_says_that_nothing_is_there() -> None:
    book = ARegister("complaints")
    measure = book.pack.measure("declared_invalid")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    assert [say_measure(value, language) for language in LANGUAGES] == ["0 ішінен 0", "0 из 0", "0 of 0"]
