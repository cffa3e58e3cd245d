"""Numbers that must follow from one another: who came, who left, and how many there are said to be.

Of candidates: nominated, withdrawn, refused, registered, struck off, reinstated, on the ballot. Each number
is published by itself, and where they do not follow somebody is missing or was counted twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What a number does to the count so far."""

    IN = "in"
    OUT = "out"
    STATED = "stated"
    """The count as it is stated at this point."""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One number of a flow, from 0."""

    name: str
    kind: StepKind
    count: int


@dataclass(frozen=True, slots=True)
class FlowCheck:
    """A stated count held against the one that follows from the steps since the last stated count."""

    name: str
    stated: int
    follows: int

    @property
    def difference(self) -> int:
        """The stated count less the one that follows; 0 where they agree."""
        return self.stated - self.follows


def check_flow(steps: Iterable[FlowStep]) -> Iterator[FlowCheck]:
    """Every stated count held against what follows. Counting goes on from the stated one: a difference is
    told where it arises and nowhere after."""
    count = 0
    for step in steps:
        if step.kind is StepKind.STATED:
            yield FlowCheck(step.name, step.count, count)
            count = step.count
        else:
            count += step.count if step.kind is StepKind.IN else -step.count
