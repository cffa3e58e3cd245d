"""Constituencies: how far each is from the mean, to the printed tenth, and when its boundaries were set."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from hattama.core.records import Statement, measure_records
from hattama.formats.register_mappings import parse_record_mapping
from hattama.formats.register_packs import shipped_registers
from hattama.formats.register_tables import read_record_table
from hattama.phrases.of_rooms.records import say_measure, say_part
from tests.rulepacks.a_register import ARegister, at

NATIONAL, SMALLEST, LARGEST = 12_032_550, 142_000, 562_590
DRAWN = datetime.date(2022, 1, 1)


def country() -> ARegister:
    """29 constituencies: two of those that the source names, and 27 made up for this test, which share the
    rest of the voters so that 11 are more than 15 percent away from the mean."""
    book = ARegister("constituencies")
    far = [500_000] * 5 + [340_000] * 4
    near, more = divmod(NATIONAL - SMALLEST - LARGEST - sum(far), 18)
    voters = [SMALLEST, LARGEST, *far, *([near] * (18 - more)), *([near + 1] * more)]
    assert len(voters) == 29 and sum(voters) == NATIONAL
    for number, one in enumerate(voters, 1):
        row = {"number": str(number), "area": "62" if number == 1 else "15", "voters": one}
        book.say("constituency", {**row, "boundaries_on": DRAWN})
    return book


def test_ulytau_is_two_thirds_below_the_mean_and_aktobe_a_third_above() -> None:
    """G01, FX6: -65.8 %, +35.6 %, 11 of 29."""
    book = country()
    measure = book.pack.measure("deviation")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    said = {part: say_part(value, number, base, "en") for part, number, base in value.parts}
    assert said["1"] == "-272\u202f915 of 414\u202f915 (-65.8 %)"
    assert said["2"] == "147\u202f675 of 414\u202f915 (35.6 %)"
    assert say_measure(value, "en") == "–", "all together deviate by nothing"
    over = book.pack.measure("over_15")
    assert over is not None
    told = measure_records(over, book.pack, book.registry, book.moment)
    assert say_measure(told, "en") == "11 of 29 (37.9 %)"
    assert book.number("voters_in_all") == (NATIONAL, None) and book.number("over_15") == (11, 29)


def test_of_five_that_were_published_ulytau_and_aktobe_deviate_from_the_country_as_is_known() -> None:
    """G01, X11: -65.8 % and +35.6 % before the whole list is there, by 12 032 550 voters and 29 districts."""
    book, folder = ARegister("constituencies"), Path(__file__).resolve().parents[2] / "examples/kz-2023"
    mapping = parse_record_mapping(
        (folder / "constituencies.toml").read_bytes(), "constituencies.toml", shipped_registers()
    )
    names = (f"rec-{number:04}" for number in range(5))
    for one in read_record_table(folder / "constituencies.csv", mapping, lambda: next(names)):
        assert isinstance(one, Statement)
        book.registry.say(one)
    measure = book.pack.measure("deviation_country")
    assert measure is not None
    value = measure_records(measure, book.pack, book.registry, book.moment)
    said = {part: say_part(value, number, base, "en").split(" (")[1] for part, number, base in value.parts}
    assert said == {"10": "35.6 %)", "11": "13.9 %)", "12": "19.0 %)", "19": "-8.5 %)", "28": "-65.8 %)"}
    later = replace(book.moment, polling_on=datetime.date(2024, 3, 19))
    assert all(one[1] is None for one in measure_records(measure, book.pack, book.registry, later).parts)


@pytest.mark.parametrize(
    ("voters", "broken"),
    [
        ((100, 100, 100), set()),
        ((110, 100, 90), set()),
        ((111, 100, 89), {"above_10", "below_10"}),
        ((115, 100, 85), {"above_10", "below_10"}),
        ((116, 100, 84), {"above_10", "below_10", "above_15", "below_15"}),
    ],
)
def test_a_deviation_of_just_so_much_is_none(voters: tuple[int, ...], broken: set[str]) -> None:
    book = ARegister("constituencies")
    for number, one in enumerate(voters):
        book.say("constituency", {"number": str(number), "area": "62", "voters": one})
    assert {about for _, about in book.found()} == broken


def test_a_deviation_with_a_ground_is_counted_apart() -> None:
    book = ARegister("constituencies")
    for number, (one, more) in enumerate([(200, {"exception": "sparse"}), (100, {}), (60, {})]):
        book.say("constituency", {"number": str(number), "area": "62", "voters": one, **more})
    assert book.number("over_15") == (3, 3) and book.number("over_15_unexplained") == (2, 3)


@pytest.mark.parametrize(("drawn", "times"), [((2022, 3, 19), 0), ((2022, 3, 20), 1), ((2022, 12, 15), 1)])
def test_boundaries_stand_a_year_before_the_vote(drawn: tuple[int, int, int], times: int) -> None:
    book = ARegister("constituencies")
    row = {"number": "1", "area": "62", "voters": 5, "boundaries_on": datetime.date(*drawn)}
    book.say("constituency", row)
    assert book.broken("stable_boundaries") == times and book.number("late_boundaries") == (times, 1)


def test_the_list_is_published_ten_days_after_the_call() -> None:
    book = ARegister("constituencies")
    row = {"number": "1", "area": "62", "voters": 5, "called_on": datetime.date(2023, 1, 19)}
    late, timely = (book.say("constituency", {**row, "number": number}) for number in ("1", "2"))
    book.do(timely, "publish", at(29, 23, month=1), "central_commission")
    book.do(late, "publish", at(30, month=1), "central_commission")
    assert book.broken("publish") == 1
    book.do(late, "redraw", at(31, month=1), "territorial_commission")
    assert book.found()["REG-POWER", "redraw"] == 1


def test_two_constituencies_of_one_number_are_found() -> None:
    book = ARegister("constituencies")
    for area in ("62", "15"):
        book.say("constituency", {"number": "7", "area": area, "voters": 5})
    assert book.broken("one_number") == 2
