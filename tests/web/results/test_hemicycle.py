"""The half circle of seats: every seat once, no two on one place, lists side by side."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Words
from hattama.web.results.public.hemicycle import COLOURS, MOST_SEATS, SHAPES, WIDTH, hemicycle

NAME = Words.of({"en": "A list"})


def drawn(*seats: int, vacant: int = 0):
    picture = hemicycle([(NAME, count) for count in seats], vacant)
    assert picture is not None
    return picture


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.integers(0, 5))
def test_every_seat_is_drawn_once_inside_the_frame_and_apart_from_the_others(
    seats: list[int], vacant: int
) -> None:
    if not sum(seats) + vacant:
        assert hemicycle([(NAME, count) for count in seats], vacant) is None
        return
    picture = drawn(*seats, vacant=vacant)
    assert [len(bench.seats) for bench in picture.benches] == [count for count in seats if count]
    assert len(picture.vacant) == vacant
    marks = [seat for bench in picture.benches for seat in bench.seats] + list(picture.vacant)
    for mark in marks:
        assert picture.radius <= mark.x <= WIDTH - picture.radius
        assert picture.radius <= mark.y <= picture.height - picture.radius
    apart = (2 * picture.radius) ** 2
    assert all((a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= apart for a, b in combinations(marks, 2))


def test_the_first_list_sits_left_and_the_last_right() -> None:
    first, *_, last = drawn(40, 8, 6, 6, 5, 4).benches
    assert max(seat.x for seat in first.seats) < WIDTH * 0.75
    assert min(seat.x for seat in last.seats) > WIDTH * 0.75


def test_a_list_without_seats_keeps_its_mark_and_is_not_drawn() -> None:
    assert [bench.place for bench in drawn(3, 0, 2).benches] == [1, 3]


def test_lists_differ_by_shape_and_colour_together() -> None:
    marks = [(bench.shape, bench.colour) for bench in drawn(*[1] * (SHAPES * COLOURS)).benches]
    assert len(set(marks)) == SHAPES * COLOURS
    assert len({shape for shape, _ in marks[:SHAPES]}) == SHAPES


@pytest.mark.parametrize("seats", [0, MOST_SEATS + 1])
def test_what_cannot_be_drawn_is_not(seats: int) -> None:
    assert hemicycle([(NAME, seats)]) is None


def test_one_seat_stands_in_the_middle() -> None:
    (seat,) = drawn(1).benches[0].seats
    assert seat.x == WIDTH / 2
