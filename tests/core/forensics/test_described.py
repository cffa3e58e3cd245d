"""What is described or drawn: numbers that stand beside those of ordinary elections, never alone."""

from hattama.core.forensics.answers import Bars, Heat, Numbers
from hattama.core.forensics.described import (
    ask_comet_tail,
    ask_day_course,
    ask_mirror,
    ask_second_digits,
    ask_stuffing_model,
    ask_turnout_share,
)
from tests.core.forensics.elections import election


def test_the_comet_tail_is_a_range_beside_romania_and_no_number_of_votes() -> None:
    answer = ask_comet_tail(election("ge_2024"))
    told = [value for _, value in answer.values]
    assert told == ["5.6 … 7.5 %", "24.6 %"]
    assert isinstance(answer.drawing, Bars)


def test_what_is_drawn_has_its_table_behind_it() -> None:
    figures = election("ge_2024")
    for answer in (ask_mirror(figures), ask_second_digits(figures), ask_turnout_share(figures)):
        assert answer.drawing is not None
        assert answer.tables[-1].rows


def test_the_histogram_holds_every_station_once() -> None:
    answer = ask_turnout_share(election("ge_2024"))
    assert isinstance(answer.drawing, Heat)
    assert sum(stations for *_, stations in answer.drawing.cells) == answer.stations


def test_stations_to_look_at_are_named() -> None:
    day = ask_day_course(election("ge_2024"))
    assert [len(table.rows) for table in day.tables] == [5, 39]
    assert ask_stuffing_model(election("ge_2024")).tables[0].rows == ()


def test_numbers_of_ordinary_elections_are_told_as_numbers_that_each_language_writes_its_way() -> None:
    figures = election("ge_2024")
    told = [value for ask in (ask_turnout_share, ask_mirror) for _, value in ask(figures).values]
    assert all(isinstance(value, Numbers) for value in told if isinstance(value, str))
