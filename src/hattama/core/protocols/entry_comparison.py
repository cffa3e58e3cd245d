"""Two readings of one paper compared: which figures differ, and nothing about who is right."""

from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Count


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One figure that two readings give differently; None on a side that gives none."""

    key: str
    first: Count
    second: Count

    @property
    def distance(self) -> int:
        """How many votes or voters apart the readings are; a figure given on one side only counts whole."""
        return abs((self.first or 0) - (self.second or 0))


def compare_entries(
    first: Protocol, second: Protocol, keys: Iterable[str] | None = None
) -> tuple[FigureDifference, ...]:
    """The figures in which two entries of one paper differ, in the order of `keys` (default: all, sorted)."""
    compared = sorted(first.figures.keys() | second.figures.keys()) if keys is None else keys
    return tuple(
        FigureDifference(key, first.figure(key), second.figure(key))
        for key in compared
        if first.figure(key) != second.figure(key)
    )
