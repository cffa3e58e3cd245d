"""The steps of the count by two clocks: the commission's and the observers', on one axis."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hattama.core.observation.forms import Submission
from hattama.core.observation.hours import read_moment

_TIME_OF: Final = "at_"
CLOCKS_APART: Final = datetime.timedelta(minutes=10)
"""Within it two times of one step agree: people look at the clock when the step is over."""


@dataclass(frozen=True, slots=True)
class StepBeside:
    """One step: when the commission says that it was taken, and each observer, by submission.

    `implausible`: submissions whose time lies before the polls closed, or a day after: a clock of twelve
    hours, a wrong date. They are shown, and compared with nothing.
    """

    step: str
    commission: datetime.datetime | None
    observers: Mapping[str, datetime.datetime]
    implausible: Mapping[str, datetime.datetime]

    @property
    def minutes(self) -> Mapping[str, int]:
        """By how many minutes each observer's time is later than the commission's (earlier: negative)."""
        if self.commission is None:
            return {}
        return {name: _minutes(at - self.commission) for name, at in self.observers.items()}

    @property
    def is_apart(self) -> bool:
        """Whether an observer's time differs from the commission's by more than CLOCKS_APART."""
        if self.commission is None:
            return False
        return any(abs(at - self.commission) > CLOCKS_APART for at in self.observers.values())


def lay_steps_beside(
    steps: Sequence[str],
    commission: Mapping[str, datetime.datetime],
    submissions: Iterable[Submission],
    closed_at: datetime.datetime,
) -> tuple[StepBeside, ...]:
    """The `steps` that either side gives a time of, in their order. `closed_at`: the end of voting there."""
    given = {
        one.instance_id: {step: read_moment(one.answers.get(_TIME_OF + step, "")) for step in steps}
        for one in submissions
    }
    beside = []
    for step in steps:
        told = {name: at for name, times in given.items() if (at := times[step]) is not None}
        likely = {name: at for name, at in told.items() if _is_likely(at, closed_at)}
        unlikely = {name: at for name, at in told.items() if name not in likely}
        if told or step in commission:
            beside.append(StepBeside(step, commission.get(step), likely, unlikely))
    return tuple(beside)


def _is_likely(at: datetime.datetime, closed_at: datetime.datetime) -> bool:
    return closed_at - CLOCKS_APART <= at <= closed_at + datetime.timedelta(days=1)


def _minutes(span: datetime.timedelta) -> int:
    # Towards zero, so that half a minute is no difference on either side.
    minutes = abs(span) // datetime.timedelta(minutes=1)
    return minutes if span >= datetime.timedelta() else -minutes
