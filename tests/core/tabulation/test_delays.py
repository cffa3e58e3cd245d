"""Delays between moments: what is counted, what is left out and said, exact percentiles."""

import datetime
from collections import Counter
from collections.abc import Iterable
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.tabulation import Delays, delay_of
from hattama.core.tabulation import delays_of as delays_counted
from hattama.core.tabulation.delays import at_rank
from tests.core.forensics.elections import georgian_rows

NIGHT = datetime.datetime(2023, 3, 19, 20, 0, tzinfo=datetime.UTC)


def delays_of(moments: Iterable[tuple[datetime.datetime | None, datetime.datetime]]) -> Delays:
    return delays_counted(Counter(delay_of(since, until) for since, until in moments))


def after(seconds: float) -> datetime.datetime:
    return NIGHT + datetime.timedelta(seconds=seconds)


def test_a_moment_that_is_unknown_or_later_is_left_out_and_counted() -> None:
    found = delays_of([(NIGHT, after(30)), (None, after(5)), (after(9), after(8)), (NIGHT, after(600))])
    assert found == Delays(
        counted=2, without=1, backwards=1, within_a_minute=1, median=30, ninety_fifth=600, longest=600
    )


def test_of_nothing_there_is_no_delay() -> None:
    assert delays_of([]) == Delays(0, 0, 0, 0, None, None, None)
    assert delays_of([(None, NIGHT)]).median is None


def test_sixty_seconds_are_within_a_minute_and_sixty_one_are_not() -> None:
    assert delays_of([(NIGHT, after(60.9)), (NIGHT, after(61)), (NIGHT, NIGHT)]).within_a_minute == 2


def test_the_clock_of_the_place_does_not_matter() -> None:
    local = NIGHT.astimezone(datetime.timezone(datetime.timedelta(hours=5)))
    assert delays_of([(local, after(7))]).median == 7


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_percentiles_are_those_of_the_seconds(seconds: list[int]) -> None:
    found = delays_of([(NIGHT, after(one)) for one in seconds])
    assert (found.median, found.ninety_fifth) == (at_rank(sorted(seconds), 50), at_rank(sorted(seconds), 95))
    assert (found.counted, found.longest) == (len(seconds), max(seconds))


def test_georgias_protocols_of_2024_were_signed_so_long_after_the_polls_closed() -> None:
    """Of 3,110 papers 29 say no time that can be, and 50 one before closing: a 12-hour clock."""
    closing = datetime.datetime(2024, 10, 26, 20, tzinfo=datetime.UTC)
    pairs: list[tuple[datetime.datetime | None, datetime.datetime]] = []
    kinds: dict[str, list[float]] = {"electronic": [], "traditional": []}
    for row in georgian_rows():
        try:
            parts = ("year", "month", "day", "hour", "minute")
            year, month, day, hour, minute = (int(row[f"hand_{part}"]) for part in parts)
            signed = datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.UTC)
        except ValueError:
            pairs.append((None, closing))
            continue
        pairs.append((closing, signed))
        if signed >= closing and row["cec_division_type"] in kinds:
            kinds[row["cec_division_type"]].append((signed - closing).total_seconds() / 60)
    found = delays_of(pairs)
    assert (found.counted, found.without, found.backwards) == (3031, 29, 50)
    minutes = sorted(
        (signed - closing) // datetime.timedelta(minutes=1)
        for since, signed in pairs
        if since and signed >= since
    )
    assert [at_rank(minutes, percent) for percent in (5, 25, 50, 75, 95)] == [67, 122, 165, 210, 288]
    assert found.median == 165 * 60
    assert {kind: median(told) for kind, told in kinds.items()} == {"electronic": 181, "traditional": 115.5}
