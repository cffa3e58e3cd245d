"""What cameras saw of the count: angles at each step, and gaps between them."""

import datetime
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hattama.core.observation import Stretch, cover, stretches_in
from hattama.core.observation.footage import Gap
from tests.core.cards.made import record, recording

BEGIN = datetime.datetime(2026, 8, 30, 20, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=5)))


def at(minute: int) -> datetime.datetime:
    return BEGIN + datetime.timedelta(minutes=minute)


CLOSED = ("", "closed")
MINUTES = st.integers(0, 60)
STEPS = st.dictionaries(st.sampled_from([("", code) for code in "abcdef"]), MINUTES.map(at), min_size=1)
STRETCHES = st.lists(
    st.builds(
        lambda camera, begun, length: Stretch(camera, at(begun), at(begun + length)),
        st.sampled_from(("one", "two")),
        st.integers(-10, 60),
        st.integers(1, 40),
    ),
    max_size=6,
)


def is_watched(moment: datetime.datetime, stretches: Sequence[Stretch]) -> bool:
    return any(one.begun_at <= moment <= one.ended_at for one in stretches)


@given(STEPS, STRETCHES, st.randoms())
def test_the_order_in_which_recordings_became_known_changes_nothing(steps, stretches, chance) -> None:
    shuffled = list(stretches)
    chance.shuffle(shuffled)
    assert cover(steps, shuffled) == cover(steps, stretches)


@given(STEPS, STRETCHES)
def test_every_moment_between_the_first_step_and_the_last_is_watched_or_in_a_gap(steps, stretches) -> None:
    first, last = min(steps.values()), max(steps.values())
    gaps = cover(steps, stretches).gaps
    half = datetime.timedelta(seconds=30)
    moment = first + half
    while moment < last:
        inside = any(gap.begun_at < moment < gap.ended_at for gap in gaps)
        assert inside is not is_watched(moment, stretches)
        moment += half * 2


@given(STEPS, STRETCHES)
def test_gaps_lie_apart_in_their_order_and_inside_the_count(steps, stretches) -> None:
    gaps = cover(steps, stretches).gaps
    ends = [moment for gap in gaps for moment in gap]
    assert ends == sorted(ends)
    assert all(min(steps.values()) <= moment <= max(steps.values()) for moment in ends)


@given(STEPS, STRETCHES, STRETCHES)
def test_one_more_recording_takes_no_angle_away_and_makes_no_gap_longer(steps, stretches, more) -> None:
    before, after = cover(steps, stretches), cover(steps, [*stretches, *more])
    assert all(before.seen[code] <= after.seen[code] for code in steps)
    assert length(after.gaps) <= length(before.gaps)


def length(gaps: Sequence[Gap]) -> datetime.timedelta:
    return sum((gap.ended_at - gap.begun_at for gap in gaps), datetime.timedelta())


@given(STEPS, STRETCHES)
def test_whoever_missed_no_minute_saw_every_step(steps, stretches) -> None:
    covered = cover(steps, stretches)
    if not covered.gaps:
        assert covered.unseen == 0
        assert covered.least_angles >= 1


def test_an_outage_cuts_a_recording_in_two() -> None:
    whole = recording("20:00", "22:00")
    out = recording("20:30", "20:41")
    outage = record("video", "outage", name="outage-1", recording="recorded", **values(out))
    covered = cover({CLOSED: at(0), ("", "counted"): at(120)}, stretches_in([outage, whole]))
    assert covered.gaps == (Gap(at(30), at(41)),)
    assert covered.minutes_missing == 11
    other = record("video", "outage", name="outage-1", recording="another", **values(out))
    assert not cover({CLOSED: at(0), ("", "counted"): at(120)}, stretches_in([other, whole])).gaps


def test_a_recording_of_which_an_end_is_not_stated_shows_nothing() -> None:
    whole = values(recording("20:00", "22:00"))
    for end in whole:
        told = {code: moment for code, moment in whole.items() if code != end}
        assert not stretches_in([record("video", "recording", camera="camera-1", **told)])


def test_a_count_of_one_moment_is_a_gap_where_nobody_looked() -> None:
    assert cover({CLOSED: at(0)}, []).gaps == (Gap(at(0), at(0)),)
    assert not cover({CLOSED: at(0)}, [Stretch("one", at(-1), at(0))]).gaps
    assert not cover({}, []).gaps


def values(one):
    return {code: one.value(code) for code in ("begun_at", "ended_at")}
