"""The steps of the count by two clocks: what both say, how far apart, and times that cannot be."""

from datetime import UTC, datetime, timedelta

from hattama.core.observation.forms import Submission
from hattama.core.observation.steps import lay_steps_beside

CLOSED = datetime(2023, 3, 19, 20, tzinfo=UTC)


def at(minutes):
    return CLOSED + timedelta(minutes=minutes)


def observer(name, **minutes):
    answers = {f"at_{step}": at(late).isoformat() for step, late in minutes.items()}
    return Submission("kz-counting", "1", name, name, "ngo", "P1", answers)


def lay(commission, *observers):
    steps = ("closed", "boxes_opened", "signed", "posted")
    return {one.step: one for one in lay_steps_beside(steps, commission, observers, CLOSED)}


def test_each_step_has_both_times_in_the_order_of_the_pack():
    told = lay(
        {"boxes_opened": at(40), "signed": at(150)},
        observer("a", signed=165, closed=0),
        observer("b", signed=151),
    )
    assert list(told) == ["closed", "boxes_opened", "signed"]
    assert told["signed"].minutes == {"a": 15, "b": 1}
    assert told["signed"].is_apart and not told["boxes_opened"].is_apart
    assert (told["closed"].commission, told["closed"].minutes) == (None, {})


def test_ten_minutes_agree_and_half_a_minute_is_no_difference():
    told = lay(
        {"signed": at(150)}, observer("a", signed=160), observer("b", signed=149.5), observer("c", signed=140)
    )
    assert told["signed"].minutes == {"a": 10, "b": 0, "c": -10}
    assert not told["signed"].is_apart
    assert lay({"signed": at(150)}, observer("a", signed=161))["signed"].is_apart


def test_a_clock_of_twelve_hours_is_shown_and_compared_with_nothing():
    told = lay({"signed": at(150)}, observer("a", signed=150 - 720), observer("b", signed=150 + 1440))
    assert told["signed"].implausible.keys() == {"a", "b"}
    assert told["signed"].minutes == {} and not told["signed"].is_apart
