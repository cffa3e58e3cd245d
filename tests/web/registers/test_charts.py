"""Charts of measures: parts behind links are said in words, amounts in whole ones."""

from typing import Any, cast

from hattama.core.records import Money, measure_records
from hattama.web.registers.public.charts import draw_measure
from hattama.web.registers.public.numbers_page import published_of
from tests.rulepacks.a_register import ARegister


def drawn(book: ARegister, measure: str) -> Any:
    known = book.pack.measure(measure)
    assert known is not None
    value = measure_records(known, book.pack, book.registry, book.moment)
    return draw_measure(cast("Any", None), book.pack, book.registry, value)


def test_a_bar_of_a_linked_record_is_called_as_the_record_is() -> None:
    book = ARegister("campaign-finance")
    fund = book.say("fund", {"holder": "Made for a test", "holder_is": "party"})
    row = {"fund": fund, "direction": "income", "origin": "own"}
    book.say("item", {**row, "amount": Money(87_500_000_00, "KZT")})
    chart = drawn(book, "own_parties")
    (line,) = chart.lines
    assert line.name.startswith("Made for a test") and "25" in line.said


def test_a_bar_behind_a_link_is_called_as_its_list_calls_it() -> None:
    book = ARegister("commissions")
    of = book.say("commission", {"level": "precinct"})
    book.say("member", {"commission": of, "post": "chair", "sex": "female"})
    chart = drawn(book, "women")
    level = book.pack.field_at("member", ("commission", "level"))
    assert level is not None and chart.by == level.words
    assert chart.lines[0].name in level.items[-1].words.values()


def test_published_amounts_are_written_in_whole_ones() -> None:
    book = ARegister("campaign-finance")
    book.say("", {"ceiling_party_own": 350_000_000_00}, "")
    measure = book.pack.measure("ceiling_party_own")
    assert measure is not None
    (told,) = published_of(book.pack, book.registry, measure)
    assert told.said == "350\u202f000\u202f000\u202fKZT"
